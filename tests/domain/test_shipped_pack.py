"""The policy that a new site starts with says what is required, and nothing that it must not."""

import json
import re

import pytest

from tests.domain.packs import parts, shipped

PACK, WORDS = parts()
PROSE = json.dumps(
    {key: WORDS[key] for key in WORDS if key != "notice"}, ensure_ascii=False
).lower()


def test_every_rule_is_there_exactly_once() -> None:
    """R1 to R21."""
    rules = [rule["id"] for group in shipped().groups for rule in group["rules"]]
    assert sorted(rules) == sorted(f"R{number}" for number in range(1, 22))


def test_what_protects_the_patient_comes_first() -> None:
    first = [rule["id"] for rule in shipped().groups[0]["rules"]]
    assert first[:5] == ["R2", "R16", "R14", "R15", "R1"]


def test_there_are_nine_statements_and_none_is_ticked_beforehand() -> None:
    assert [each for each, _text in shipped().statements] == [f"S{n}" for n in range(1, 10)]
    assert all(text.startswith("I ") for _each, text in shipped().statements)


def test_the_questions_of_this_issue_are_asked_in_order() -> None:
    """Q1 to Q11; who signs for another is asked who they are, and the patient's own no (K10)."""
    asked = [each.id for each in shipped().questions]
    first = ["Q1", "Q1b", "Q2", "Q3", "Q3b", "Q4", "Q5", "Q5b", "Q6"]
    assert asked == [*first, "Q10", "Q7", "Q8", "Q9", "Q11", "Q1c", "Q1d"]


def test_every_question_says_why_it_is_asked() -> None:
    assert all(each.words["why"] for each in shipped().questions)


def test_sound_is_what_is_offered_first() -> None:
    """R4: sound is often enough."""
    types = shipped().question("types")
    assert types is not None
    assert types.default == ("sound",)
    assert shipped().types == ("sound", "video", "photo", "live")


@pytest.mark.parametrize(
    "word", ["illegal", "against the law", "not allowed by law", "must not by law", "offence"]
)
def test_no_screen_calls_a_recording_illegal(word: str) -> None:
    """Two layers, never mixed: the law allows it, this place asks."""
    assert word not in PROSE


def test_no_screen_says_that_signing_creates_the_right_to_record() -> None:
    assert not re.search(r"(permission|right|licen[cs]e) to record", PROSE)
    law = WORDS["rules"]["R1"]["text"].lower()
    assert "law" in law
    assert "without permission" in law


@pytest.mark.parametrize(
    "where",
    [
        WORDS["rules"]["R2"]["text"],
        WORDS["statements"]["intro"],
        WORDS["refusal"]["text"],
        " ".join(WORDS["ends"]["not-here"]["text"]),
    ],
)
def test_care_goes_ahead_is_said_wherever_something_is_decided(where: str) -> None:
    """R2."""
    assert "care" in where.lower()


def test_complaining_never_gets_anyone_removed() -> None:
    """R15."""
    assert "never" in WORDS["rules"]["R15"]["text"].lower()


def test_nobody_is_threatened_with_a_recording() -> None:
    """R21."""
    text = WORDS["rules"]["R21"]["text"].lower()
    assert "never" in text
    assert "threat" in text


def test_the_manager_reads_that_it_is_not_legal_advice() -> None:
    assert "not legal advice" in WORDS["notice"].lower()


def test_no_clinical_code_is_shipped() -> None:
    """K7: no UK source for the one of before was found; a practice may enter its own."""
    assert shipped().sound_code == ""


def test_every_check_has_a_condition_that_answers_it() -> None:
    """K3, K4: a check that says yes can always be answered with a condition."""
    answered = {check for each in shipped().conditions for check in each.answers}
    assert answered == {"others", "care"}
    assert {"own_use", "agreed_showing"} <= {each.key for each in shipped().conditions}


def test_what_is_offered_instead_is_what_the_rules_promise() -> None:
    """R15, K9: a summary, the notes, to talk again, how to complain."""
    assert [each.key for each in shipped().offers] == ["summary", "notes", "later", "complaints"]
