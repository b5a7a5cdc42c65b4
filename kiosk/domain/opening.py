"""When a place is open: its week, and the days on which it is closed (issue 12, §2)."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain import months
from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import plain_digits, visible

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT, NOON = "00:00", "12:00"
MAX_CLOSED = 100  # days that may be named
MAX_TYPED = 5000  # characters of a list of days that are looked at
_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?m?\.?")
_TIME_WORDS = {"noon": NOON, "midday": NOON, "midnight": MIDNIGHT, "24:00": MIDNIGHT}
_BETWEEN = re.compile(r"[\s./,-]+")  # the parts of a date


@dataclass(frozen=True)
class Day:
    """One day's hours, `HH:MM` each. A closing at or before the opening is on the next day."""

    opens: str
    closes: str

    @property
    def overnight(self) -> bool:
        """Whether it closes on the next day; midnight is the end of its own."""
        return self.closes <= self.opens

    @property
    def words(self) -> str:
        """As staff read it: `08:00 to 18:30`."""
        if (self.opens, self.closes) == (MIDNIGHT, MIDNIGHT):
            return "Open all day and night"
        after = " the next day" if self.overnight and self.closes != MIDNIGHT else ""
        closes = "midnight" if self.closes == MIDNIGHT else self.closes
        return f"{self.opens} to {closes}{after}"


@dataclass(frozen=True)
class Hours:
    """The week from Monday (None: closed that day); empty while nobody has said. Days closed."""

    week: tuple[Day | None, ...] = ()
    closed: frozenset[datetime.date] = frozenset()

    def on(self, date: datetime.date) -> Day | None:
        """The hours that begin on this date, if it opens."""
        return None if not self.week or date in self.closed else self.week[date.weekday()]


def hours_of(week: list[list[str] | None], closed: list[str]) -> Hours:
    """The hours as they are stored: seven pairs of times or null, and dates (ISO 8601)."""
    days = tuple(Day(*each) if each else None for each in week)
    return Hours(days, frozenset(datetime.date.fromisoformat(each) for each in closed))


def every_day(closes: str) -> list[list[str] | None]:
    """The week of a place of which only the closing time is known; empty for one that never closes.

    Midnight alone would mean that it never closes: such a day begins a minute later.
    """
    opens = "00:01" if closes == MIDNIGHT else MIDNIGHT
    return [[opens, closes] for _day in DAYS] if closes else []


def read_week(form: Form) -> list[list[str] | None]:
    """The week as it was typed, as it is stored. Both times of a day left empty: closed then.

    Raises:
        InvalidInput: by field, such as `mon-closes`: no time, one alone, or never open.
    """
    if form.get("always", "") == "yes":
        return [[MIDNIGHT, MIDNIGHT] for _day in DAYS]
    errors: dict[str, str] = {}
    week = [_read_day(form, day, name, errors) for day, name in zip(DAYS, DAY_NAMES, strict=True)]
    if not errors and not any(week):
        errors["mon-opens"] = (
            "Enter the hours of one day at least. To stop asking for a while, pause it instead"
        )
    if errors:
        raise InvalidInput(errors)
    return week


def _read_day(form: Form, day: str, name: str, errors: dict[str, str]) -> list[str] | None:
    typed = {each: form.get(f"{day}-{each}", "").strip() for each in ("opens", "closes")}
    if not any(typed.values()):
        return None
    found = {each: clock_time(text) for each, text in typed.items()}
    for each, time in found.items():
        if not typed[each]:
            errors[f"{day}-{each}"] = f"Enter when it {each} on {name}, or leave both empty"
        elif not time:
            errors[f"{day}-{each}"] = f"Enter a time like 08:00 or 6.30pm for {name}"
    opens, closes = found["opens"], found["closes"]
    if opens and closes and (fault := _never(opens, closes)):
        errors[f"{day}-closes"] = f"{name}: {fault}"
    return [opens, closes]


def _never(opens: str, closes: str) -> str:
    """Why these hours cannot be meant; "" where they can. A night begins after noon and ends
    before it: 09:00 to 06:30 is no night, but 18:30 mistyped.
    """
    if opens < closes or closes == MIDNIGHT or (opens >= NOON > closes):
        return ""
    if opens == closes:
        return "it would never be open"
    return f"it closes before it opens. Did you mean {_afternoon(closes)}?"


def _afternoon(time: str) -> str:
    hour = int(time[:2])
    return f"{hour + 12 if hour < 12 else hour}{time[2:]}"


def clock_time(typed: str) -> str:
    """A time of day as people type it (`8`, `8.30`, `0830`, `6.30pm`, `noon`) as `HH:MM`; or ""."""
    text = " ".join(plain_digits(visible(typed[:20])).casefold().split())
    if text in _TIME_WORDS:
        return _TIME_WORDS[text]
    found = _TIME.fullmatch(text)
    if not found:
        return ""
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return ""
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def read_closed(typed: str, today: datetime.date) -> list[str]:
    """The days closed as they were typed, one a line, in order (ISO 8601). Those over are left out.

    Raises:
        InvalidInput: under `closed`: a line that is no date, or too many.
    """
    found = set()
    for line in filter(None, map(str.strip, typed[:MAX_TYPED].splitlines())):
        date = read_date(line)
        if date is None:
            raise InvalidInput({"closed": f"“{line}” is not a day like 25 December 2026"})
        if date >= today:
            found.add(date.isoformat())
    if len(found) > MAX_CLOSED or len(typed) > MAX_TYPED:
        raise InvalidInput({"closed": f"Name {MAX_CLOSED} days or fewer"})
    return sorted(found)


def read_date(typed: str) -> datetime.date | None:
    """A date as people type it: `25 December 2026`, `25/12/2026` or `Friday 25 Dec 2026`."""
    parts = [each for each in _BETWEEN.split(plain_digits(visible(typed[:80])).strip()) if each]
    if len(parts) == 4 and parts[0].isalpha():
        parts = parts[1:]
    if len(parts) != 3:
        return None
    named = months.number(parts[1]) if not parts[1].isdecimal() else None
    day, month, year = parts[0], str(named) if named else parts[1], parts[2]
    if not all(each.isascii() and each.isdecimal() for each in (day, month, year)):
        return None
    try:
        return datetime.date(int(year), int(month), int(day)) if len(year) == 4 else None
    except ValueError:
        return None


def day_words(date: datetime.date) -> str:
    """`Friday 25 December 2026`, as staff read it and as it can be typed again."""
    return f"{DAY_NAMES[date.weekday()]} {date.day} {date:%B %Y}"


def typed_week(week: list[list[str] | None]) -> Mapping[str, Any]:
    """The fields of the form that says this week."""
    always = [[MIDNIGHT, MIDNIGHT]] * len(DAYS)
    if week == always:
        return {"always": "yes"}
    fields: dict[str, Any] = {}
    for day, hours in zip(DAYS, week, strict=False):
        fields[f"{day}-opens"], fields[f"{day}-closes"] = hours or ("", "")
    return fields
