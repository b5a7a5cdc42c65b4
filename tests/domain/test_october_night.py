"""The nights on which clocks are changed: an hour that comes twice says which it is."""

import datetime

import pytest

from kiosk.domain import decision, hours

LONDON, PARIS = "Europe/London", "Europe/Paris"
FIRST = 1_792_887_000  # Sunday 25 October 2026, 01:10 BST
HOUR = 3600


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (FIRST - HOUR, LONDON, "00:10"),
        (FIRST, LONDON, "01:10 BST"),
        (FIRST + HOUR, LONDON, "01:10 GMT"),
        (FIRST + 2 * HOUR, LONDON, "02:10"),
        (FIRST, PARIS, "02:10 CEST"),
        (FIRST + HOUR, PARIS, "02:10 CET"),
        (1_774_746_600 - HOUR, LONDON, "00:10"),  # the night in March, which lacks an hour
        (1_774_746_600, LONDON, "02:10"),
        (FIRST, "UTC", "00:10"),
    ],
)
def test_a_time_says_which_of_two_it_is(at: int, zone: str, said: str) -> None:
    assert hours.clock(at, zone) == said


@pytest.mark.parametrize(("now", "meant"), [(FIRST - HOUR, FIRST), (FIRST + 600, FIRST + HOUR)])
def test_a_wait_until_a_time_that_comes_twice_is_until_the_next(now: int, meant: int) -> None:
    here: datetime.datetime = hours.local(now, LONDON)
    assert decision.wait_time("01:10", here) == meant
