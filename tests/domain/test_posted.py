"""Every parser of an answer, with good input and with bad (Q1 to Q5, Q9, Q11, statements)."""

import datetime
from typing import Any

import pytest

from kiosk.domain.answers import Answers
from kiosk.domain.policy import Policy, load
from kiosk.domain.posted import identity, parse
from kiosk.domain.refusals import InvalidInput
from tests.domain.packs import form, parts, shipped

TODAY = datetime.date(2026, 11, 11)
GOOD_YOU = {"name": "Margaret O'Neill", "day": "27", "month": "3", "year": "1948"}
NINE = [f"S{number}" for number in range(1, 10)]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return shipped()


def refused(policy: Policy, step: str, **fields: Any) -> dict[str, str]:
    """The errors that a form is refused with, each in words."""
    with pytest.raises(InvalidInput) as caught:
        parse(policy, step, form(**fields), TODAY, Answers({}))
    assert all(caught.value.errors.values())
    return caught.value.errors


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("whose", "mine"),
        ("where", "scan"),
        ("part", "whole"),
        ("by", "companion"),
        ("audience", "online"),
    ],
)
def test_a_choice_is_one_of_its_options(policy: Policy, step: str, answer: str) -> None:
    assert parse(policy, step, form(**{step: answer}), TODAY, Answers({})) == answer


@pytest.mark.parametrize("answer", ["", "Mine", "mine ", "nobody's", "\0", "<b>mine</b>"])
def test_anything_else_is_no_choice(policy: Policy, answer: str) -> None:
    assert set(refused(policy, "whose", whose=answer)) == {"whose"}


def test_a_choice_that_was_not_sent_is_asked_for(policy: Policy) -> None:
    assert set(refused(policy, "audience")) == {"audience"}


def test_each_type_has_a_yes_or_no_of_its_own(policy: Policy) -> None:
    """R4: yes to one is not yes to another."""
    posted = form(sound="yes", video="no", photo="yes", live="no")
    assert parse(policy, "types", posted, TODAY, Answers({})) == ["sound", "photo"]


def test_a_type_without_an_answer_is_asked_for(policy: Policy) -> None:
    assert set(refused(policy, "types", sound="yes", photo="perhaps")) == {"video", "photo", "live"}


def test_no_to_every_type_is_no_recording(policy: Policy) -> None:
    assert refused(policy, "types", sound="no", video="no", photo="no", live="no")


def test_a_type_that_is_not_offered_here_cannot_be_asked_for() -> None:
    """M2: a place that allows sound only."""
    pack, words = parts()
    next(each for each in pack["questions"] if each["step"] == "types")["options"] = ["sound"]
    posted = form(sound="yes", video="yes")
    assert parse(load(pack, words), "types", posted, TODAY, Answers({})) == ["sound"]


def test_who_signs_for_another_gives_name_and_relationship(policy: Policy) -> None:
    """Q1, K10."""
    posted = form(signer="  Tom   O'Neill ", relationship="attorney")
    answer = parse(policy, "behalf", posted, TODAY, Answers({}))
    assert answer == {"signer": "Tom O'Neill", "relationship": "attorney"}


def test_both_faults_of_who_signs_are_told_at_once(policy: Policy) -> None:
    errors = refused(policy, "behalf", signer=" ", relationship="king")
    assert set(errors) == {"signer", "relationship"}


def test_the_statements_are_agreed_together_with_one_tap(policy: Policy) -> None:
    """As a list whose end was reached; ticks that were sent by hand agree to nothing."""
    assert parse(policy, "statements", form(statements="all"), TODAY, Answers({})) == NINE
    assert set(refused(policy, "statements")) == {"statements"}
    assert set(refused(policy, "statements", statements=NINE)) == {"statements"}


def test_every_statement_has_to_be_ticked_where_the_policy_says_so() -> None:
    pack, words = parts()
    each = load(pack | {"agreed": "each"}, words)
    assert parse(each, "statements", form(statements=NINE), TODAY, Answers({})) == NINE
    # One fault, however many are missing, that leads to the first.
    assert list(refused(each, "statements", statements=NINE[:-2])) == ["S8"]
    assert list(refused(each, "statements")) == ["S1"]
    assert list(refused(each, "statements", statements="all")) == ["S1"]
    errors = refused(each, "statements", statements=[*NINE[1:], "S10"])  # none of ours
    assert set(errors) == {"S1"}


def test_reading_a_page_of_rules_is_an_answer(policy: Policy) -> None:
    assert parse(policy, "rules-before", form(), TODAY, Answers({})) is True


@pytest.mark.parametrize("step", ["not-here", "check", "nonsense"])
def test_what_is_no_question_takes_no_answer(policy: Policy, step: str) -> None:
    assert refused(policy, step)


def test_a_typed_name_is_a_signature(policy: Policy) -> None:
    posted = form(how="typed", name="Margaret O'Neill")
    answer = parse(policy, "signature", posted, TODAY, Answers({}))
    assert answer == {"how": "typed", "name": "Margaret O'Neill"}


def test_an_identity_is_name_birth_date_and_number(policy: Policy) -> None:
    """Q11."""
    answer = parse(policy, "you", form(**GOOD_YOU, nhs_number="943 476 5919"), TODAY, Answers({}))
    assert answer == {
        "name": "Margaret O'Neill",
        "birth_date": "1948-03-27",
        "nhs_number": "9434765919",
        "from_16": True,
    }


@pytest.mark.parametrize(("day", "age"), [("11", {"from_16": True}), ("12", {"under_16": True})])
def test_a_child_is_one_until_the_sixteenth_birthday(
    policy: Policy, day: str, age: dict[str, bool]
) -> None:
    """Q11, K10: born on this day, or tomorrow, sixteen years ago."""
    born = {"day": day, "month": "11", "year": "2010"}
    answer = parse(policy, "you", form(**GOOD_YOU | born), TODAY, Answers({}))
    assert {key: answer[key] for key in answer if key.endswith("16")} == age


def test_an_unknown_birth_date_says_nothing_of_the_age(policy: Policy) -> None:
    """Q11."""
    unknown = {"day": "", "month": "", "year": "", "no_birth_date": "yes"}
    answer = parse(policy, "you", form(**GOOD_YOU | unknown), TODAY, Answers({}))
    assert set(answer) == {"name", "birth_date", "nhs_number"}


def test_the_nhs_number_may_be_left_out(policy: Policy) -> None:
    assert parse(policy, "you", form(**GOOD_YOU), TODAY, Answers({}))["nhs_number"] == ""


def test_all_that_is_wrong_with_an_identity_is_told_at_once(policy: Policy) -> None:
    errors = refused(policy, "you", name="", day="31", month="2", year="1948", nhs_number="12")
    assert set(errors) == {"name", "birth_date", "nhs_number"}


def test_who_refuses_need_not_say_who_they_are() -> None:
    nobody = {"name": "", "birth_date": "", "nhs_number": ""}
    assert identity(form(), TODAY, None, required=False) == nobody


def test_who_refuses_and_says_who_they_are_is_checked_all_the_same() -> None:
    with pytest.raises(InvalidInput) as caught:
        identity(form(name="A", day="31", month="2", year="2000"), TODAY, None, required=False)
    assert set(caught.value.errors) == {"birth_date"}
