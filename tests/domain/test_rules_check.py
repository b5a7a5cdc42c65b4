"""The rules check: what real policies say by mistake, and what it must leave alone (M10).

The sentences are in `policy_sentences.toml`.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.rules_check import KINDS, Kind, check_sentence, check_words, is_checked
from kiosk.domain.wording import sentences, with_sentence
from tests.domain.packs import FOLDER

KNOWN = tomllib.loads((Path(__file__).parent / "policy_sentences.toml").read_text(encoding="utf-8"))
BAD: dict[Kind, list[str]] = KNOWN["bad"]
GOOD: dict[str, list[str]] = KNOWN["good"]


def kinds(text: str) -> set[str]:
    return {each.kind for each in check_sentence(text)}


def pairs(known: dict[Any, list[str]]) -> list[tuple[Any, str]]:
    return [(kind, text) for kind, texts in known.items() for text in texts]


def words_of(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


PACK = words_of("pack")
DEFAULT = sentences(words_of("en"), PACK)


def check(pack: dict[str, Any], said: dict[str, str]) -> dict[str, list[str]]:
    found = check_words(pack, said, PACK, DEFAULT)
    return {path: [each.kind for each in findings] for path, findings in found.items()}


@pytest.mark.parametrize("kind", BAD)
def test_what_real_policies_say_is_found(kind: Kind) -> None:
    assert [text for text in BAD[kind] if kind not in kinds(text)] == []


@pytest.mark.parametrize("near", GOOD)
def test_what_is_right_is_left_alone(near: str) -> None:
    assert {text: kinds(text) for text in GOOD[near] if kinds(text)} == {}


def test_there_are_eight_of_each_kind_at_least() -> None:
    """A control: no kind is without its sentences. A dropped rule is no sentence: see below."""
    assert {*BAD} == {*GOOD} - {"plain"} == {*KINDS} - {"dropped"}
    assert all(len(texts) >= 8 for texts in (*BAD.values(), *GOOD.values()))


@pytest.mark.parametrize("language", ["en", "en-easy"])
def test_the_default_policy_has_no_finding(language: str) -> None:
    """R1 to R21, Q1 to Q11, S1 to S9, and what a place's own choices put in their place (M2)."""
    assert check(PACK, sentences(words_of(language), PACK)) == {}


def test_a_threat_with_the_complaint_branch_beside_it_is_left_to_the_practice() -> None:
    threat = "Patients who post about staff may be removed from our list."
    assert kinds(threat) == {"removal"}
    assert kinds(f"{threat} Complaining never gets you removed.") == set()


def test_a_sentence_may_have_several_findings_and_a_text_several_sentences() -> None:
    found = check_sentence("Recording is illegal. We will email you. Please ask first.")
    assert [(each.kind, each.said) for each in found] == [
        ("illegal", "Recording is illegal."),
        ("promise", "We will email you."),
    ]


def test_each_finding_says_what_why_what_instead_and_the_requirement() -> None:
    for kind, text in pairs(BAD):
        found = next(each for each in check_sentence(text) if each.kind == kind)
        assert all(vars(found.advice).values()), kind
        assert found.said in text


def test_what_is_proposed_instead_has_no_finding_itself() -> None:
    advice = {each.advice for _, text in pairs(BAD) for each in check_sentence(text)}
    for each in advice:
        assert check_sentence(each.instead, staff=True) == (), each.what


def test_a_rule_or_statement_that_was_dropped_is_found() -> None:
    groups = [
        {**each, "rules": [rule for rule in each["rules"] if rule != "R15"]}
        for each in PACK["groups"]
    ]
    statements = [each for each in PACK["statements"] if each != "S9"]
    pack = PACK | {"groups": groups, "statements": statements}
    assert check(pack, DEFAULT) == {"rules.R15.text": ["dropped"], "statements.S9": ["dropped"]}
    found = check_words(pack, DEFAULT, PACK, DEFAULT)["rules.R15.text"][0].advice
    assert found.requirement == "R15"
    assert "You have other choices too" in found.what


@pytest.mark.parametrize("empty", ["", " ", "–", "…", "."])
def test_a_rule_that_was_emptied_is_found(empty: str) -> None:
    assert check(PACK, DEFAULT | {"rules.R2.text": empty}) == {"rules.R2.text": ["dropped"]}


def test_a_rule_of_a_place_s_own_is_read_too() -> None:
    words = with_sentence(words_of("en"), "rules.R7.text", "Recording others is illegal.")
    assert check(PACK, sentences(words, PACK)) == {"rules.R7.text": ["illegal"]}


def test_staff_may_read_what_is_hard() -> None:
    hard = BAD["hard"][0]
    assert check(PACK, {**DEFAULT, "conditions.own_use.staff": hard}) == {}
    assert check(PACK, {**DEFAULT, "conditions.own_use.patient": hard}) == {
        "conditions.own_use.patient": ["hard"]
    }


def test_only_english_is_checked() -> None:
    assert [each for each in ("en", "en-easy", "cy", "ur") if is_checked(each)] == ["en", "en-easy"]


def test_a_long_text_costs_little() -> None:
    """No pattern goes back and forth over what somebody pastes."""
    check_sentence("recording must be the very often said word we will " * 400, staff=True)


@given(st.text(max_size=200))
def test_whatever_is_typed_can_be_checked(text: str) -> None:
    assert all(each.said for each in check_sentence(text))
