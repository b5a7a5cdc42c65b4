"""The clinician's decision: type by type (K3), and the two checks before agreeing (K4)."""

import datetime
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.conditions import Condition
from kiosk.domain.decision import CHECKS, MAX_WAIT, REASONS, Asked, Choice, wait_time
from kiosk.domain.refusals import InvalidInput

NOW = 1_794_391_200
NO = dict.fromkeys(CHECKS, "no")
UNCHECKED = dict.fromkeys(CHECKS, "")
BOUNDS = (
    Condition("no_faces", "No faces", "Keep faces out", ("others",)),
    Condition("talking_only", "Talking only", "Only the talking", ("care",)),
    Condition("clip_at_end", "A clip at the end", "A clip at the end", ("care", "others")),
    Condition("own_use", "For yourself only", "Keep it for yourself"),
    Condition("agreed_showing", "Show what we agreed", "Show what we agreed"),
)
ASKED = Asked(("sound", "video"), BOUNDS, ("summary", "notes"))
SOUND: tuple[Any, ...] = ("sound",)


def errors(choice: Choice, asked: Asked = ASKED) -> set[str]:
    with pytest.raises(InvalidInput) as caught:
        choice.validated(NOW, asked)
    assert all(caught.value.errors.values())
    return set(caught.value.errors)


@pytest.mark.parametrize(
    "choice",
    [
        Choice("agreed", NO, SOUND),
        Choice("agreed", NO, ("sound", "video")),
        Choice("conditions", NO, SOUND, ("no_faces",)),
        Choice("conditions", {"others": "yes", "care": "yes"}, SOUND, ("clip_at_end",)),
        Choice("conditions", {"others": "yes", "care": "yes"}, SOUND, ("no_faces", "talking_only")),
        Choice("wait", UNCHECKED),
        Choice("wait", {}, wait_until=NOW + 60),
        Choice("wait", {}, wait_until=NOW + MAX_WAIT, offered=("notes",)),
        Choice("not_agreed", UNCHECKED, reason="not_said", offered=("summary", "notes")),
        Choice("colleague", UNCHECKED),
    ],
)
def test_a_whole_choice_may_be_made(choice: Choice) -> None:
    """K3: agree, with conditions, wait, not agreed, or a colleague instead."""
    assert choice.validated(NOW, ASKED) == choice


def test_an_agreement_with_a_condition_is_one_with_conditions() -> None:
    """One button agrees: what is ticked says which kind it is."""
    assert Choice("agreed", NO, SOUND, ("no_faces",)).validated(NOW, ASKED).kind == "conditions"
    assert Choice("conditions", NO, SOUND).validated(NOW, ASKED).kind == "agreed"


def test_types_come_in_the_receipts_order_however_they_were_ticked() -> None:
    made = Choice("agreed", NO, ("video", "sound")).validated(NOW, ASKED)
    assert made.types == ("sound", "video")


@pytest.mark.parametrize("types", [(), ("photo",), ("sound", "live")])
def test_nothing_is_agreed_that_was_not_asked_and_never_nothing(types: Any) -> None:
    """K3: with everything off it is "do not agree", which has a reason."""
    assert errors(Choice("agreed", NO, types)) == {"types" if types else "reason"}


@pytest.mark.parametrize("kind", ["wait", "not_agreed", "colleague"])
def test_what_is_no_agreement_agrees_to_nothing_and_binds_nobody(kind: Any) -> None:
    made = Choice(kind, NO, SOUND, ("no_faces",), "not_said").validated(NOW, ASKED)
    assert (made.types, made.conditions) == ((), ())


@pytest.mark.parametrize("missing", list(CHECKS))
@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_nobody_agrees_without_both_checks(missing: Any, answer: str) -> None:
    """K4."""
    assert errors(Choice("agreed", NO | {missing: answer}, SOUND, ("no_faces",))) == {missing}


def test_both_unanswered_checks_are_named() -> None:
    assert errors(Choice("agreed", {}, SOUND)) == set(CHECKS)


@pytest.mark.parametrize(
    ("check", "answers"),
    [("others", ("no_faces", "clip_at_end")), ("care", ("talking_only", "clip_at_end"))],
)
def test_a_check_that_says_yes_needs_a_condition_that_answers_it(
    check: Any, answers: tuple[str, ...]
) -> None:
    """K4: any other condition does not do, and none does not either."""
    for bound in BOUNDS:
        choice = Choice("agreed", NO | {check: "yes"}, SOUND, (bound.key,))
        if bound.key in answers:
            assert choice.validated(NOW, ASKED).conditions == (bound.key,)
        else:
            assert errors(choice) == {check}
    assert errors(Choice("agreed", NO | {check: "yes"}, SOUND)) == {check}


@pytest.mark.parametrize("conditions", [("free_cake",), ("no_faces", "free_cake")])
def test_conditions_are_some_of_the_policys(conditions: tuple[str, ...]) -> None:
    assert errors(Choice("conditions", NO, SOUND, conditions)) == {"conditions"}


def test_what_is_offered_is_some_of_the_policys() -> None:
    """R15, K9."""
    made = Choice("not_agreed", NO, reason="not_said", offered=("a new phone",))
    assert errors(made) == {"offered"}


@pytest.mark.parametrize("audience", ["online", "app"])
def test_where_others_will_see_it_agreeing_says_what_may_be_shown(audience: str) -> None:
    """R12, R17, Q9."""
    asked = replace(ASKED, audience=audience)
    assert errors(Choice("agreed", NO, SOUND), asked) == {"conditions"}
    assert errors(Choice("agreed", NO, SOUND, ("no_faces",)), asked) == {"conditions"}
    for key in ("own_use", "agreed_showing"):
        assert Choice("agreed", NO, SOUND, (key,)).validated(NOW, asked).conditions == (key,)
    for other in ("me", "family"):
        Choice("agreed", NO, SOUND).validated(NOW, replace(ASKED, audience=other))


def test_family_without_authority_takes_a_line_on_best_interests() -> None:
    """K10."""
    asked = replace(ASKED, needs_grounds=True)
    assert errors(Choice("agreed", NO, SOUND), asked) == {"grounds"}
    Choice("agreed", NO, SOUND, grounds="It calms him; daughter asked").validated(NOW, asked)
    Choice("not_agreed", NO, reason="not_said").validated(NOW, asked)


def test_who_signs_under_eighteen_is_judged_able_by_the_clinician() -> None:
    """K10: 16 and 17, and under 16 (Gillick)."""
    asked = replace(ASKED, needs_able=True)
    assert errors(Choice("agreed", NO, SOUND), asked) == {"able"}
    Choice("agreed", NO, SOUND, able=True).validated(NOW, asked)


def test_who_is_to_be_spoken_to_alone_first_is_before_agreeing() -> None:
    """Q10; the words name nothing that a companion should not read."""
    asked = replace(ASKED, alone_first=True)
    with pytest.raises(InvalidInput) as caught:
        Choice("agreed", NO, SOUND).validated(NOW, asked)
    (words,) = caught.value.errors.values()
    assert "alone" not in words.lower()
    Choice("agreed", NO, SOUND, alone_done=True).validated(NOW, asked)


@pytest.mark.parametrize("reason", ["", "because", "Distracts"])
def test_not_agreeing_has_one_of_the_reasons(reason: Any) -> None:
    """K3, R3: "prefers not to say" is one of them."""
    assert errors(Choice("not_agreed", NO, reason=reason)) == {"reason"}
    assert "not_said" in REASONS


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + MAX_WAIT + 1, 0])
def test_a_wait_ends_in_the_next_hours(until: int) -> None:
    assert errors(Choice("wait", NO, wait_until=until)) == {"wait_until"}


@pytest.mark.parametrize("kind", ["", "agree", "AGREED", "yes"])
def test_there_are_these_decisions_and_no_other(kind: Any) -> None:
    assert errors(Choice(kind, NO, SOUND, ("no_faces",), "not_said")) == {"kind"}


def at(hour: int, minute: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, 11, hour, minute, 7, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize("typed", ["14:30", " 14:30 ", "14.30"])
def test_a_typed_time_is_today_on_the_wall_clock(typed: str) -> None:
    assert wait_time(typed, at(10, 0)) == int(at(14, 30).timestamp()) - 7


def test_ten_past_midnight_said_before_midnight_is_tomorrow() -> None:
    """A night shift: it was refused as a time in the past."""
    late = at(23, 50)
    until = wait_time("00:10", late)
    assert until == int((late + datetime.timedelta(minutes=20)).timestamp()) - 7
    assert Choice("wait", NO, wait_until=until).validated(int(late.timestamp()), ASKED)


def test_an_hour_ago_is_no_time_to_wait_until() -> None:
    now = at(10, 0)
    gone = wait_time("09:00", now)
    with pytest.raises(InvalidInput):
        Choice("wait", NO, wait_until=gone).validated(int(now.timestamp()), ASKED)


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
    given = Choice("agreed", dict(NO), ("video", "sound"), ("no_faces",))
    given.validated(NOW, ASKED)
    assert given == Choice("agreed", NO, ("video", "sound"), ("no_faces",))
