"""A recording session: why it pauses, and how long it has run (K6). Times: seconds since 1970."""

from collections.abc import Sequence
from dataclasses import dataclass

PAUSE_REASONS = {
    "clinician": "by the clinician",
    "came_in": "someone came in",
    "examination": "for the examination",
}
STOPPED_BY = ("clinician", "patient")  # who may say stop through a button


@dataclass(frozen=True)
class Pause:
    """A break in a session. `until` is None while it lasts."""

    at: int
    why: str
    until: int | None = None


def elapsed(started: int, end: int, pauses: Sequence[Pause]) -> int:
    """Seconds recorded between `started` and `end`, breaks left out; never below nought."""
    silent = sum(max(0, min(each.until or end, end) - each.at) for each in pauses)
    return max(0, end - started - silent)


def span(seconds: int) -> str:
    """`4:07` or `1:04:07`: a time that has run, as a clock shows it."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
