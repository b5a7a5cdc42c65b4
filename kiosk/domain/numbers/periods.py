"""Whole weeks and whole months on a site's own clock (M9)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain import hours
from kiosk.domain.opening import day_words
from kiosk.domain.vocabulary import PeriodKind

# A receipt signed in its last minute is used for twelve hours, and a recording may go on for two
# hours more: only then nothing can change any more.
SETTLED = hours.MAX_USE + 3 * 60 * 60
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From a day until the day before `end`."""

    kind: PeriodKind
    start: datetime.date

    @property
    def end(self) -> datetime.date:
        """The first day after it."""
        if self.kind == "week":
            return self.start + 7 * DAY
        return (self.start.replace(day=28) + 4 * DAY).replace(day=1)

    @property
    def key(self) -> str:
        """`2026-11`, or `2026-W46` (ISO 8601)."""
        if self.kind == "month":
            return f"{self.start:%Y-%m}"
        year, week, _day = self.start.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def words(self) -> str:
        """`November 2026`, or the week's first and last day."""
        if self.kind == "month":
            return f"{self.start:%B %Y}"
        return f"{day_words(self.start)} to {day_words(self.end - DAY)}"

    def seconds(self, timezone: str) -> tuple[int, int]:
        """From when until when it lasts, in seconds since 1970."""
        first, after = (hours.moment(each, "00:00", timezone) for each in (self.start, self.end))
        return first, after

    def is_settled(self, now: int, timezone: str) -> bool:
        """Whether it is over, and everything that was signed in it too."""
        return self.seconds(timezone)[1] + SETTLED <= now


def of(kind: PeriodKind, at: int, timezone: str) -> Period:
    """The period in which a moment lies."""
    day = hours.local(at, timezone).date()
    return Period(kind, day.replace(day=1) if kind == "month" else day - day.weekday() * DAY)


def settled(kind: PeriodKind, since: int, now: int, timezone: str) -> Iterator[Period]:
    """Every one that is settled, oldest first, from the one in which `since` lies."""
    each = of(kind, since, timezone)
    while each.is_settled(now, timezone):
        yield each
        each = Period(kind, each.end)
