"""A site's clock: its time zone, its closing time, and how long a receipt can be used."""

import datetime
from zoneinfo import ZoneInfo

MAX_USE = 12 * 60 * 60  # seconds


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


def expiry(now: int, timezone: str, closes: str) -> int:
    """When a consent signed now ends: at the next closing time, or in 12 hours if that is sooner.

    `closes` is `HH:MM` on the site's clock, or empty for a site that never closes.
    """
    latest = now + MAX_USE
    if not closes:
        return latest
    here = local(now, timezone)
    hour, minute = (int(part) for part in closes.split(":"))
    closing = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if closing <= here:
        closing += datetime.timedelta(days=1)
    return min(latest, int(closing.timestamp()))


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
