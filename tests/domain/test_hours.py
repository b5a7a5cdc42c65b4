"""A site's clock: closing time, twelve hours, and the two nights when the clocks change."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.hours import MAX_USE, day_start, expiry, local, valid_closing
from kiosk.domain.opening import Hours, every_day, hours_of

LONDON = "Europe/London"
UTC = datetime.UTC


def daily(closes: str) -> Hours:
    """The hours of a place of which only its closing time is known."""
    return hours_of(every_day(closes), [])


def at(text: str, fold: int = 0) -> int:
    """Seconds since 1970 of a time on London's wall clock."""
    wall = datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(LONDON), fold=fold)
    return int(wall.timestamp())


@pytest.mark.parametrize(
    ("now", "closes", "ends"),
    [
        ("2026-11-11 10:00", "18:30", "2026-11-11 18:30"),
        ("2026-11-11 10:00", "", "2026-11-11 22:00"),
        ("2026-11-11 10:00", "23:00", "2026-11-11 22:00"),
        ("2026-11-11 18:29", "18:30", "2026-11-11 18:30"),
        ("2026-11-11 18:30", "18:30", "2026-11-12 06:30"),
        ("2026-11-11 20:00", "02:00", "2026-11-12 02:00"),
        ("2026-07-01 10:00", "18:30", "2026-07-01 18:30"),
    ],
)
def test_a_receipt_is_of_use_until_closing_or_for_twelve_hours(
    now: str, closes: str, ends: str
) -> None:
    assert expiry(at(now), LONDON, daily(closes)) == at(ends)


def test_closing_is_by_the_wall_clock_after_the_night_that_is_an_hour_longer() -> None:
    """25 October 2026: 01:30 comes twice, and closing at 06:00 is seven hours after midnight."""
    now = at("2026-10-25 00:30")
    assert expiry(now, LONDON, daily("06:00")) == at("2026-10-25 06:00")
    assert expiry(now, LONDON, daily("06:00")) - now == int(6.5 * 3600)


def test_closing_is_by_the_wall_clock_after_the_night_that_is_an_hour_shorter() -> None:
    """29 March 2026: 01:30 never comes."""
    now = at("2026-03-29 00:30")
    assert expiry(now, LONDON, daily("06:00")) - now == int(4.5 * 3600)


@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("closes", ["01:00", "01:15", "01:30", "01:45", "02:00", "00:59"])
def test_a_receipt_always_ends_after_it_begins(closes: str, fold: int) -> None:
    """In every minute of both nights that are not 24 hours long."""
    for start in (at("2026-10-25 00:00"), at("2026-03-29 00:00")):
        for now in range(start, start + 4 * 3600, 60):
            assert now < expiry(now + fold, LONDON, daily(closes)) <= now + fold + MAX_USE


def test_twelve_hours_are_twelve_hours_when_the_clocks_change() -> None:
    now = at("2026-10-24 20:00")
    assert expiry(now, LONDON, daily("")) - now == 12 * 3600


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-11-11 10:00", "2026-11-11 00:00"),
        ("2026-07-01 00:30", "2026-07-01 00:00"),
        ("2026-10-25 23:00", "2026-10-25 00:00"),
        ("2026-03-29 23:00", "2026-03-29 00:00"),
    ],
)
def test_a_day_begins_at_midnight_on_the_wall_clock(now: str, midnight: str) -> None:
    assert day_start(at(now), LONDON) == at(midnight)


def test_a_summer_day_begins_an_hour_before_it_does_in_utc() -> None:
    start = datetime.datetime.fromtimestamp(day_start(at("2026-07-01 12:00"), LONDON), UTC)
    assert (start.day, start.hour) == (30, 23)


def test_a_moment_is_shown_on_the_wall_clock() -> None:
    assert local(at("2026-07-01 12:34"), LONDON).strftime("%H:%M") == "12:34"


@pytest.mark.parametrize("value", ["", "18:30", "00:00", "23:59"])
def test_a_closing_time_that_can_be(value: str) -> None:
    assert valid_closing(value)


@pytest.mark.parametrize(
    "value", ["24:00", "18", "6:30", "18:30:00", "18.30", "late", "18:30+01:00"]
)
def test_a_closing_time_that_cannot_be(value: str) -> None:
    assert not valid_closing(value)
