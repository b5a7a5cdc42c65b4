"""Opening hours: what may be typed, what a receipt ends by, and both nights of the clock change."""

import datetime
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from kiosk.domain.hours import expiry, is_open
from kiosk.domain.opening import clock_time, hours_of, read_closed, read_week, typed_week
from kiosk.domain.refusals import InvalidInput
from tests.domain.test_hours import LONDON, at

SURGERY = [["08:00", "18:30"]] * 4 + [["08:00", "20:00"], ["09:00", "12:00"], None]
NIGHTS: list[Any] = [["18:30", "08:00"]] * 7  # out of hours
TODAY = datetime.date(2026, 11, 11)


def ends(now: str, week: list[Any], *closed: str) -> int:
    return expiry(at(now), LONDON, hours_of(week, list(closed)))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-11 10:00", "2026-11-11 18:30"),  # Wednesday
        ("2026-11-13 10:00", "2026-11-13 20:00"),  # Friday is longer
        ("2026-11-14 10:00", "2026-11-14 12:00"),  # Saturday morning
        ("2026-11-14 12:00", "2026-11-15 00:00"),  # closed until Monday: twelve hours
        ("2026-11-15 20:00", "2026-11-16 08:00"),  # Sunday: twelve hours end before Monday's close
        ("2026-11-11 07:30", "2026-11-11 18:30"),  # before it opens, for the day to come
    ],
)
def test_a_receipt_ends_by_the_weekdays_own_hours(now: str, until: str) -> None:
    assert ends(now, SURGERY) == at(until)


def test_a_day_closed_has_no_closing_time() -> None:
    assert ends("2026-12-25 10:00", SURGERY, "2026-12-25") == at("2026-12-25 22:00")
    assert not is_open(at("2026-12-25 10:00"), LONDON, hours_of(SURGERY, ["2026-12-25"]))


def test_a_night_ends_in_the_morning() -> None:
    assert ends("2026-11-11 20:00", NIGHTS) == at("2026-11-12 08:00")
    assert ends("2026-11-12 02:00", NIGHTS) == at("2026-11-12 08:00")
    night = hours_of(NIGHTS, [])
    assert [is_open(at(f"2026-11-12 {time}"), LONDON, night) for time in ("07:59", "08:00")] == [
        True,
        False,
    ]


def test_open_day_and_night_never_closes() -> None:
    always: list[Any] = [["00:00", "00:00"]] * 7
    assert ends("2026-11-11 20:00", always) == at("2026-11-12 08:00")
    assert ends("2026-10-24 20:00", always) - at("2026-10-24 20:00") == 12 * 3600


def test_a_night_begun_where_another_ends_is_no_closing() -> None:
    """The day's hours and the night's, each by a service of its own, meet at eight."""
    week: list[Any] = [["18:30", "08:00"], ["08:00", "18:30"], *([None] * 5)]
    assert ends("2026-11-10 02:00", week) == at("2026-11-10 14:00")


def test_both_nights_when_the_clocks_change() -> None:
    """25 October 2026 has 25 hours and 29 March 2026 has 23: eight is eight by the wall clock."""
    assert ends("2026-10-24 21:00", NIGHTS) == at("2026-10-24 21:00") + 12 * 3600
    assert ends("2026-10-25 00:30", NIGHTS) - at("2026-10-25 00:30") == int(8.5 * 3600)
    assert ends("2026-03-29 00:30", NIGHTS) - at("2026-03-29 00:30") == int(6.5 * 3600)
    once = hours_of([["20:00", "01:30"]] * 7, [])
    assert expiry(at("2026-10-25 00:30"), LONDON, once) == at("2026-10-25 01:30", fold=0)
    assert is_open(at("2026-10-25 01:15", fold=0), LONDON, once)
    assert not is_open(at("2026-10-25 01:15", fold=1), LONDON, once)
    assert at("2026-03-29 00:30") < expiry(at("2026-03-29 00:30"), LONDON, once)


def typed(**days: str) -> MultiDict[str, str]:
    """`mon="8 to 18:30"`."""
    form: MultiDict[str, str] = MultiDict()
    for day, text in days.items():
        form[f"{day}-opens"], form[f"{day}-closes"] = text.split(" to ")
    return form


def test_a_week_is_read_as_people_type_it_and_shown_again() -> None:
    week = read_week(typed(mon="8 to 6.30pm", tue="0830 to 20", sat="18:30 to 8"))
    expected = [["08:00", "18:30"], ["08:30", "20:00"], None, None, None, ["18:30", "08:00"], None]
    assert week == expected
    assert read_week(MultiDict(typed_week(week))) == week
    always = read_week(MultiDict({"always": "yes"}))
    assert (always[6], typed_week(always)) == (["00:00", "00:00"], {"always": "yes"})


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({}, "mon-opens"),  # never open at all
        ({"mon": "09:00 to 09:00"}, "mon-closes"),
        ({"tue": "09:00 to 06:30"}, "tue-closes"),
        ({"wed": "late to 18:30"}, "wed-opens"),
        ({"thu": "09:00 to "}, "thu-closes"),
        ({"fri": "25:00 to 26:00"}, "fri-opens"),
    ],
)
def test_hours_that_never_open_are_refused(days: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        read_week(typed(**days))
    assert field in wrong.value.errors


def test_a_mistyped_evening_is_asked_about() -> None:
    with pytest.raises(InvalidInput) as wrong:
        read_week(typed(mon="09:00 to 6.30"))
    assert "Did you mean 18:30?" in wrong.value.errors["mon-closes"]


@pytest.mark.parametrize("text", ["", "24", "9:5", "12:60", "13pm", "0am", "٨:", "1" * 99])
def test_what_is_no_time(text: str) -> None:
    assert clock_time(text) == ""


def test_days_closed_are_read_a_line_each() -> None:
    found = read_closed("Friday 25 Dec 2026\n\n26/12/2026\n26 December 2026\n1 May 2020", TODAY)
    assert found == ["2026-12-25", "2026-12-26"]
    for wrong in ("Christmas", "31 February 2027", "25 December", "1 1 2027\n" * 2 + "x"):
        with pytest.raises(InvalidInput, match="closed"):
            read_closed(wrong, TODAY)
