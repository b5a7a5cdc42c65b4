"""What is typed to find a person on today's list, other than their name: birth date, NHS number."""

import datetime
import re

from kiosk.domain import typed_text
from kiosk.domain.refusals import InvalidInput

MAX_SOUGHT = 40  # characters of an entry that may be a date or a number
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]{3,9})[\s.,/-]+(\d{4}|\d{2})"
)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMBER = re.compile(r"\d(?:[\s-]*\d){9}")


def birth_dates(text: str, today: datetime.date) -> tuple[datetime.date, ...]:
    """The birth dates that a text may mean, as people write them: `27/3/1948`, `27 March 1948`.

    A year of two digits may be of this century or of the one before. Empty: it is no date.
    """
    plain = typed_text.plain_digits(text[:MAX_SOUGHT].strip().lower())
    if found := DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    elif found := YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    else:
        return ()
    years = (year,) if len(year) == 4 else (f"19{year}", f"20{year}")
    return tuple(born for each in years for born in _born(day, month, each, today))


def _born(day: str, month: str, year: str, today: datetime.date) -> tuple[datetime.date, ...]:
    try:
        return (typed_text.birth_date(day, month, year, today),)
    except InvalidInput:
        return ()


def looks_like_nhs_number(text: str) -> bool:
    """Whether a text is ten digits of any script, with spaces or dashes between them, or none."""
    return NUMBER.fullmatch(text[:MAX_SOUGHT].strip()) is not None
