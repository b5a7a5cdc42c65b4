"""How old somebody is: what the clinician matches a person by (K1, E of the room)."""

import datetime

import pytest

from kiosk.domain.ages import words, years

BORN = datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ((2024, 2, 29), "0 days"),
        ((2024, 3, 1), "1 day"),
        ((2024, 3, 13), "13 days"),
        ((2024, 3, 14), "2 weeks"),
        ((2024, 5, 22), "11 weeks"),
        ((2024, 5, 23), "2 months"),
        ((2024, 5, 29), "3 months"),
        ((2026, 1, 31), "23 months"),
        ((2026, 2, 28), "23 months"),
        ((2026, 3, 1), "2 years"),
        ((2124, 2, 28), "99 years"),
    ],
)
def test_a_baby_is_counted_in_days_weeks_and_months(on: tuple[int, int, int], said: str) -> None:
    assert words(BORN, datetime.date(*on)) == said


def test_a_birthday_adds_a_year_and_the_day_before_does_not() -> None:
    born = datetime.date(2008, 11, 12)
    assert years(born, datetime.date(2026, 11, 11)) == 17
    assert years(born, datetime.date(2026, 11, 12)) == 18
