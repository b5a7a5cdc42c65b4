"""The clinician's decision: the four kinds (K3), and the two checks before agreeing (K4)."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.conditions import CONDITIONS
from kiosk.domain.decision import CHECKS, MAX_WAIT, REASONS, Choice, wait_time
from kiosk.domain.refusals import InvalidInput

NOW = 1_794_391_200
NO = dict.fromkeys(CHECKS, "no")
UNCHECKED = dict.fromkeys(CHECKS, "")


def errors(choice: Choice) -> set[str]:
    with pytest.raises(InvalidInput) as caught:
        choice.validated(NOW)
    assert all(caught.value.errors.values())
    return set(caught.value.errors)


@pytest.mark.parametrize(
    "choice",
    [
        Choice("agreed", NO),
        Choice("conditions", NO, ("no_faces",)),
        Choice("conditions", {"others": "yes", "care": "yes"}, tuple(CONDITIONS)),
        Choice("wait", UNCHECKED),
        Choice("wait", {}, wait_until=NOW + 60),
        Choice("wait", {}, wait_until=NOW + MAX_WAIT),
        Choice("not_agreed", UNCHECKED, reason="not_said"),
    ],
)
def test_a_whole_choice_may_be_made(choice: Choice) -> None:
    """K3."""
    assert choice.validated(NOW) is choice


@pytest.mark.parametrize("kind", ["agreed", "conditions"])
@pytest.mark.parametrize("missing", list(CHECKS))
@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_nobody_agrees_without_both_checks(kind: str, missing: str, answer: str) -> None:
    """K4."""
    choice = Choice(kind, NO | {missing: answer}, ("no_faces",))
    assert errors(choice) == {missing}


def test_both_unanswered_checks_are_named() -> None:
    assert errors(Choice("agreed", {})) == set(CHECKS)


@pytest.mark.parametrize("check", list(CHECKS))
def test_a_check_that_says_yes_rules_out_a_plain_agreement(check: str) -> None:
    """K4."""
    assert errors(Choice("agreed", NO | {check: "yes"})) == {check}


@pytest.mark.parametrize("conditions", [(), ("free_cake",), ("no_faces", "free_cake")])
def test_conditions_are_some_of_ours(conditions: tuple[str, ...]) -> None:
    assert errors(Choice("conditions", NO, conditions)) == {"conditions"}


@pytest.mark.parametrize("reason", ["", "because", "Distracts"])
def test_not_agreeing_has_one_of_the_reasons(reason: str) -> None:
    """K3, R3: "prefers not to say" is one of them."""
    assert errors(Choice("not_agreed", NO, reason=reason)) == {"reason"}
    assert "not_said" in REASONS


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + MAX_WAIT + 1, 0])
def test_a_wait_ends_later_today(until: int) -> None:
    assert errors(Choice("wait", NO, wait_until=until)) == {"wait_until"}


@pytest.mark.parametrize("kind", ["", "agree", "AGREED", "yes"])
def test_there_are_four_decisions_and_no_fifth(kind: str) -> None:
    assert errors(Choice(kind, NO, ("no_faces",), "not_said")) == {"kind"}


def at(hour: int, minute: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, 11, hour, minute, 7, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize("typed", ["14:30", " 14:30 ", "14.30"])
def test_a_typed_time_is_today_on_the_wall_clock(typed: str) -> None:
    assert wait_time(typed, at(10, 0)) == int(at(14, 30).timestamp()) - 7


def test_no_time_is_until_i_say() -> None:
    assert wait_time("  ", at(10, 0)) is None


@pytest.mark.parametrize(
    "typed",
    [
        "25:00",
        "14:60",
        "soon",
        "14",
        "143",
        "14:30+01:00",
        "\u0661\u0664:\u0663\u0660",
        "\0",
        "9" * 10_000,
        "-1:00",
    ],
)
def test_what_is_no_time_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        wait_time(typed, at(10, 0))
    assert set(caught.value.errors) == {"wait_until"}


def test_a_choice_is_not_changed_by_checking_it() -> None:
    given: dict[str, Any] = {"kind": "agreed", "checks": dict(NO)}
    Choice(**given).validated(NOW)
    assert given["checks"] == NO
