"""The steps of a concern alone: whatever is tried, in whatever order (M4)."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import concern_due
from kiosk.domain.concern_due import SUPPORT_AFTER, Open, Supported
from kiosk.domain.concern_steps import (
    ANSWERS,
    BREACH,
    DAY,
    FOLLOWS,
    ORDER,
    Done,
    Step,
    case_of,
    check,
    due,
    needs_words,
)
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput

POINTS = list(ANSWERS)
ANY = st.tuples(
    st.sampled_from(POINTS),
    st.sampled_from(sorted({each for answers in ANSWERS.values() for each in answers})),
    st.sampled_from(["", "a word"]),
)
READ, NONE = Done("told", "done"), Done("complaint", "no")
NOW = 1_794_391_200


def tried(steps: list[tuple[str, str, str]]) -> list[tuple[Done, str]]:
    """Which of these steps were let through, in their order."""
    made: list[tuple[Done, str]] = []
    for name, answer, words in steps:
        try:
            check(case_of(each for each, _words in made), Step(name, answer, words))
        except (ChangedMeanwhile, InvalidInput):
            continue
        made.append((Done(name, answer), words))
    return made


@settings(max_examples=300, deadline=None)
@given(st.lists(ANY, max_size=60))
def test_whatever_is_tried_the_policy_holds(steps: list[tuple[str, str, str]]) -> None:
    made = tried(steps)
    for number, (each, words) in enumerate(made):
        before = case_of(one for one, _words in made[:number])
        if each.step in FOLLOWS:
            assert not before.complaint, "nothing follows from a complaint"
        if each.step in ORDER and each.step != "complaint":
            earlier = before.path[: before.path.index(each.step)]
            assert all(one in before.answers for one in earlier), "in their order"
        if each.answer == "skipped" or each.step in ("partner", "reopen"):
            assert words, "none left out without a word"
        if each.step == "close":
            assert words or before.next is None
            assert "told" in before.answers
        assert before.closed is (each.step == "reopen")


@given(st.lists(ANY, max_size=40))
def test_there_is_always_a_way_on(steps: list[tuple[str, str, str]]) -> None:
    """Whoever answers each step in its turn reaches the end, and closes it."""
    made = [each for each, _words in tried(steps)]
    for _turn in ORDER:
        case = case_of(made)
        if case.next is None:
            break
        made.append(Done(case.next, next(iter(ANSWERS[case.next]))))
    case = case_of(made)
    assert case.closed or (case.next is None and case.may_close)


def test_every_answer_of_every_step_can_be_given() -> None:
    for step, answers in ANSWERS.items():
        for answer in answers:
            before = [READ, NONE, Done("privacy", "affected")]
            before += [Done(each, "done") for each in ORDER[4:]]
            if step == "pathway":
                before = [READ, Done("complaint", "yes")]
            if step == "reopen":
                before.append(Done("close", "nothing"))
            if step in ORDER and step not in ("pathway", "complaint"):
                before = [each for each in before if ORDER.index(each.step) < ORDER.index(step)]
            if (step, answer) == ("complaint", "no"):
                before = [READ]
            check(case_of(before), Step(step, answer, "a word"))


@pytest.mark.parametrize("complaint", ["yes", "no"])
def test_a_complaint_says_the_same_twice_to_nobody(complaint: str) -> None:
    made = [READ, Done("complaint", complaint)]
    with pytest.raises(ChangedMeanwhile):
        check(case_of(made), Step("complaint", complaint, "again"))
    assert needs_words(case_of(made), "complaint", "yes")
    assert not needs_words(case_of([READ]), "complaint", "yes")


def test_an_answer_of_another_step_is_none() -> None:
    for step, answer in product(["told", "privacy"], ["written", "removed"]):
        with pytest.raises((InvalidInput, ChangedMeanwhile)):
            check(case_of([READ, NONE] if step == "privacy" else []), Step(step, answer, "a word"))


# --- what is due ---


def test_a_breach_is_told_within_72_hours_of_being_raised() -> None:
    made = [READ, NONE, Done("privacy", "breach", NOW + DAY)]
    found = due(made, NOW)
    assert found is not None
    assert (found.step, found.by) == ("governance", NOW + BREACH)
    told = concern_due.to_do([Open(3, NOW, made)], [], NOW + DAY, "Europe/London")
    assert [each.text for each in told] == [
        "Concern 3: tell information governance, by 10:00 on 14 November"
    ]
    late = concern_due.to_do([Open(3, NOW, made)], [], NOW + BREACH + 1, "Europe/London")
    assert "the 72 hours were over at 10:00 on 14 November" in late[0].text
    assert due([*made, Done("close", "nothing")], NOW) is None


def test_a_step_is_due_when_its_time_has_come() -> None:
    made = [READ, NONE, Done("privacy", "no", NOW), Done("platform", "done", NOW)]
    made.append(Done("letter_1", "written", NOW))
    for days, lines in ((13, 0), (14, 1)):
        told = concern_due.to_do([Open(3, NOW, made)], [], NOW + days * DAY, "Europe/London")
        assert len(told) == lines
    assert told[0].text == "Concern 3: ask the author again: letter 2"
    unread = concern_due.to_do([Open(1, NOW, []), Open(2, NOW, [])], [], NOW, "Europe/London")
    assert [each.text for each in unread] == ["Concerns that nobody has read yet: 2"]


@pytest.mark.parametrize(
    ("each", "wanted"),
    [
        (Supported(1, NOW), True),
        (Supported(1, NOW + 1), False),
        (Supported(1, NOW, asked_at=NOW + 1), False),
        (Supported(1, NOW, says="well", said_at=NOW), False),
        (Supported(1, NOW + DAY, says="talk", said_at=NOW + DAY), True),
        (Supported(1, NOW, asked_at=NOW + 2, says="talk", said_at=NOW + 1), False),
        (Supported(1, NOW, asked_at=NOW + 1, says="talk", said_at=NOW + 2), True),
    ],
)
def test_somebody_is_asked_after_a_week_or_when_they_wish(each: Supported, wanted: bool) -> None:
    assert concern_due.wants_asking(each, NOW + SUPPORT_AFTER) is wanted
