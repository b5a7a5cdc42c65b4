"""Which page comes next, what is skipped, what ends the walk, and how far it is (Q1 to Q11)."""

from typing import Any

import pytest

from kiosk.domain.answers import Answers
from kiosk.domain.policy import Policy
from kiosk.domain.walk import DOUBT_STEPS, Walk, settled
from tests.domain.packs import shipped

WHOLE = [
    "rules-before",
    "rules-during",
    "rules-after",
    "usual",
    "different",
    "whose",
    "where",
    "types",
    "part",
    "by",
    "company",
    "others",
    "reason",
    "audience",
    "you",
    "statements",
    "signature",
    "check",
]
# Every question by itself.
LONG_WAY: dict[str, Any] = {"usual": {"said": "different", "ticked": False}, "different": "all"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return shipped()


def answered(*pages: str, **answers: Any) -> dict[str, Any]:
    return dict.fromkeys(pages, True) | answers


def walk(policy: Policy, answers: dict[str, Any]) -> Walk:
    return Walk(policy, Answers(answers))


def around(walk: Walk, step: str) -> tuple[str | None, str | None]:
    return walk.previous(step), walk.next(step)


def test_the_long_way_is_rules_questions_statements_signature_check(policy: Policy) -> None:
    assert walk(policy, LONG_WAY).steps == tuple(WHOLE)


@pytest.mark.parametrize("whose", ["child", "carer"])
def test_who_signs_for_another_is_asked_who_they_are(policy: Policy, whose: str) -> None:
    """Q1, K10."""
    pages = walk(policy, {"whose": whose}).steps
    assert pages[pages.index("whose") + 1] == "behalf"


def test_who_signs_for_themselves_is_not_asked_who_they_are(policy: Policy) -> None:
    assert "behalf" not in walk(policy, {"whose": "mine"}).steps


def test_the_waiting_area_ends_the_walk(policy: Policy) -> None:
    """Q2, R8: nothing after it can be opened, least of all the signature."""
    answers = answered(*WHOLE[:3], whose="mine", where="waiting")
    assert walk(policy, answers).steps[-1] == "not-here"
    assert walk(policy, answers).open_step == "not-here"
    assert not walk(policy, answers).can_visit("signature")


def test_answers_given_before_do_not_carry_the_walk_past_its_end(policy: Policy) -> None:
    """Everything was answered, then the place changed to the waiting area."""
    answers = answered(*WHOLE, **LONG_WAY, whose="mine", where="waiting")
    assert walk(policy, answers).open_step == "not-here"
    assert not walk(policy, answers).can_visit("check")


def test_the_open_step_is_the_first_unanswered_one(policy: Policy) -> None:
    assert walk(policy, {}).open_step == "rules-before"
    assert walk(policy, answered("rules-before")).open_step == "rules-during"
    assert (
        walk(policy, answered(*WHOLE[:-1], **LONG_WAY, whose="mine", where="room")).open_step
        == "check"
    )


def test_a_change_that_adds_a_page_opens_it_again(policy: Policy) -> None:
    """All was answered; then it is a child's appointment after all."""
    answers = answered(*WHOLE[:-1], **LONG_WAY, whose="child", where="room")
    assert walk(policy, answers).open_step == "behalf"
    assert not walk(policy, answers).can_visit("check")


def test_a_page_opens_only_when_all_before_it_are_answered(policy: Policy) -> None:
    answers = answered("rules-before", "rules-during")
    assert walk(policy, answers).can_visit("rules-before")
    assert walk(policy, answers).can_visit("rules-after")
    assert not walk(policy, answers).can_visit("whose")
    assert not walk(policy, answers).can_visit("no-such-page")
    assert not walk(policy, answers).can_visit("behalf")


def test_back_and_on_skip_what_is_not_asked(policy: Policy) -> None:
    assert around(walk(policy, {}), "rules-before") == (None, "rules-during")
    assert around(walk(policy, {"whose": "mine"}), "where") == ("whose", "types")
    assert around(walk(policy, {"whose": "child"}), "where") == ("behalf", "types")
    assert around(walk(policy, {}), "check") == ("signature", None)


def test_progress_tells_the_truth_as_pages_come_and_go(policy: Policy) -> None:
    assert walk(policy, {}).progress("rules-before") == (1, 9)  # as if all were as usual
    assert walk(policy, LONG_WAY).progress("rules-before") == (1, 18)
    assert walk(policy, {"whose": "child"}).progress("behalf") == (5, 18)
    assert walk(policy, {"where": "waiting"}).progress("not-here") == (6, 6)


def test_progress_never_goes_back_where_the_short_way_falls_away(policy: Policy) -> None:
    """It is not offered on behalf of somebody: its two pages were walked all the same."""
    different = {"usual": {"said": "different"}, "different": "all"}
    assert walk(policy, different).progress("whose")[0] == 6
    child = walk(policy, {**different, "whose": "child"})
    assert "usual" not in child.steps
    assert child.progress("behalf") == (7, 20)
    assert child.progress("rules-before") == (1, 20)


def test_an_answer_changed_from_the_check_page_leads_back_to_it(policy: Policy) -> None:
    answers = answered(*WHOLE[:-1], **LONG_WAY, whose="mine", where="room")
    assert walk(policy, answers).after("part", "check") == "check"


@pytest.mark.parametrize("wanted", ["", "check", "no-such-page", "//elsewhere.example"])
def test_an_answer_never_leads_to_a_page_that_is_not_open(policy: Policy, wanted: str) -> None:
    answers = answered(*WHOLE[:3], whose="mine")
    assert walk(policy, answers).after("whose", wanted) == "where"


def test_answers_to_pages_that_are_skipped_now_do_not_stand(policy: Policy) -> None:
    """Who first signs for a child and then says "mine" signs for themselves alone (K10)."""
    behalf = {"signer": "Tom", "relationship": "parent"}
    kept = walk(policy, answered("rules-before", whose="mine", behalf=behalf)).counted
    assert kept == {"rules-before": True, "whose": "mine"}
    assert "behalf" in walk(policy, answered(whose="child", behalf=behalf)).counted


@pytest.mark.parametrize(
    ("step", "answer"),
    [("audience", "online"), ("audience", "app"), ("part", "whole"), ("where", "ward")],
)
def test_an_answer_that_matters_is_remarked_on(policy: Policy, step: str, answer: str) -> None:
    """R12, R17, R5, R7: what the answer leads to is said on the next page."""
    assert walk(policy, {step: answer}).remark(step)


@pytest.mark.parametrize("step", ["audience", "types", "you", None, "rules-before"])
def test_nothing_is_said_without_a_reason(policy: Policy, step: str | None) -> None:
    assert walk(policy, {"audience": "me"}).remark(step) == ""


# --- answers that do not fit together, and what the clinician is told ---

ALL = answered(
    *WHOLE[:-1],
    **LONG_WAY,
    whose="mine",
    where="room",
    company="alone",
    more="mine",
    device="phone",
)
CHILD = {"name": "Ciara", "birth_date": "2015-02-01", "nhs_number": "", "under_16": True}
GROWN = {"name": "Ciara", "birth_date": "1990-02-01", "nhs_number": "", "from_16": True}
FOR_CHILD = {"whose": "child", "behalf": {"signer": "Ann"}, "child": "ok"}
SPOKEN = {"how": "spoken", "witness": "Ann"}


@pytest.mark.parametrize(
    ("doubt", "given"),
    [
        ("together", {"by": "companion", "company": "alone"}),
        ("own", {"you": CHILD}),
        ("grown", FOR_CHILD | {"you": GROWN}),
        ("hold", {"by": "patient", "signature": SPOKEN}),
    ],
)
def test_answers_that_contradict_are_asked_about(
    policy: Policy, doubt: str, given: dict[str, Any]
) -> None:
    """Bad input: asked, not refused; once it is confirmed the walk goes on."""
    answers = ALL | given
    assert doubt not in walk(policy, ALL).steps
    assert walk(policy, answers).open_step == doubt
    assert walk(policy, answers | {doubt: True}).open_step == "check"


@pytest.mark.parametrize(
    "given",
    [
        {"by": "companion", "company": [{"id": 1, "name": "Sam"}]},
        FOR_CHILD | {"you": CHILD},
        FOR_CHILD | {"you": {"name": "Ciara", "birth_date": "", "nhs_number": ""}},
        {"whose": "carer", "behalf": {"signer": "Ann"}, "objects": "yes", "you": GROWN},
        {"you": GROWN},
        {"by": "staff", "signature": SPOKEN},
    ],
)
def test_answers_that_fit_are_not_doubted(policy: Policy, given: dict[str, Any]) -> None:
    assert not DOUBT_STEPS & set(walk(policy, ALL | given).steps)


def test_what_was_signed_is_not_doubted_again() -> None:
    """K10: a mother signs again for a grown child, with the answers carried."""
    signed = FOR_CHILD | {"by": "companion", "company": "alone", "you": GROWN}
    assert settled(signed) == {"grown": True}
    assert settled(ALL | {"by": "companion", "company": "alone"}) == {"together": True}
    assert settled(ALL) == {}


def test_an_empty_room_is_no_answer(policy: Policy) -> None:
    """Q6: the last person was removed again."""
    assert walk(policy, ALL | {"company": []}).open_step == "company"


def test_a_change_that_adds_pages_leads_through_them(policy: Policy) -> None:
    assert walk(policy, ALL | {"whose": "child"}).after("whose", "check") == "behalf"
    assert walk(policy, ALL).after("whose", "check") == "check"


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        (ALL, []),
        (ALL | {"reason": "disability"}, ["adjustment"]),
        (ALL | {"more": "pressed"}, ["alone_first"]),
        (ALL | {"more": "pressed", "company": [{"id": 1}]}, ["alone_first"]),
        ({"more": "pressed", "whose": "child"}, ["alone_first"]),
    ],
)
def test_what_the_clinician_is_told_apart_from_the_answers(
    policy: Policy, answers: dict[str, Any], flags: list[str]
) -> None:
    """Q8, Q10: what a pressed patient said outlives every later answer."""
    assert policy.flags(answers) == flags


STATEMENTS = ["S1", "S2"]


def test_a_consent_keeps_no_private_answer_and_nobody_elses_name(policy: Policy) -> None:
    """Q10, Q6."""
    people = [{"id": 1, "name": "Sam", "role": "companion", "says": "yes"}]
    given = {"more": "pressed", "company": people, "flags": ["x"], "statements": STATEMENTS}
    kept = walk(policy, ALL | given).kept
    assert kept == {"whose": "mine", "where": "room", "others": True, "reason": True} | {
        "audience": True,
        "device": "phone",
        "told": {"statements": STATEMENTS, "how": "together"},
        **LONG_WAY,
        "flags": ["x"],
    }
    assert walk(policy, ALL | {"statements": []}).kept["company"] == "alone"
