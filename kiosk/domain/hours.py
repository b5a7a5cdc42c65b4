"""A site's clock: its time zone, its closing times, and how long a receipt can be used."""

import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.opening import Hours

MAX_USE = 12 * 60 * 60  # seconds
DAY = datetime.timedelta(days=1)


def local(at: int, timezone: str) -> datetime.datetime:
    """A moment (seconds since 1970) on the site's wall clock."""
    return datetime.datetime.fromtimestamp(at, ZoneInfo(timezone))


def clock(at: int, timezone: str) -> str:
    """The time of day on the site's wall clock, `HH:MM`.

    In the October night an hour comes twice: its times say which, as `01:10 BST` or `01:10 GMT`.
    """
    here = local(at, timezone)
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return here.strftime("%H:%M %Z" if twice else "%H:%M")


def expiry(now: int, timezone: str, hours: Hours) -> int:
    """When a consent signed now ends: at the next closing time, or in 12 hours if that is sooner.

    A place that has named no hours, or is open day and night, has no closing time.
    """
    spans = _spans(now, timezone, hours)
    closings = [ends for _starts, ends in spans if ends > now and not _within(ends, spans)]
    return min([now + MAX_USE, *closings])


def is_open(now: int, timezone: str, hours: Hours) -> bool:
    """Whether the place is open now; one that has named no hours is never known to be."""
    return _within(now, _spans(now, timezone, hours))


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(starts <= at < ends for starts, ends in spans)


def _spans(now: int, timezone: str, hours: Hours) -> list[tuple[int, int]]:
    """From when until when it is open, of yesterday (whose night may go on) to the day after
    tomorrow: nothing later ends a receipt.
    """
    today = local(now, timezone).date()
    found = []
    for date in (today - DAY, today, today + DAY, today + 2 * DAY):
        day = hours.on(date)
        if day:
            ends = date + DAY if day.overnight else date
            found.append((moment(date, day.opens, timezone), moment(ends, day.closes, timezone)))
    return found


def moment(date: datetime.date, time: str, timezone: str) -> int:
    """A date and a time of day (`HH:MM`) on the site's wall clock, in seconds since 1970.

    A time that comes twice, on the night when clocks go back, is the first of the two.
    """
    wall = datetime.datetime.combine(date, datetime.time.fromisoformat(time), ZoneInfo(timezone))
    return int(wall.timestamp())


def day_start(now: int, timezone: str) -> int:
    """The last midnight on the site's clock, in seconds since 1970."""
    here = local(now, timezone)
    return int(here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def valid_closing(value: str) -> bool:
    """Whether this is empty or a time of day as `HH:MM`."""
    if not value:
        return True
    try:
        return datetime.time.fromisoformat(value).strftime("%H:%M") == value
    except ValueError:
        return False
