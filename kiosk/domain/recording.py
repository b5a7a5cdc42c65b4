"""A recording session: why it pauses, and how long it has run (K6). Times: seconds since 1970."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.refusals import InvalidInput
from kiosk.domain.vocabulary import PauseReason, StopReason, one_of

PAUSE_REASONS: Mapping[PauseReason, str] = {
    "clinician": "by the clinician",
    "came_in": "someone came in",
    "examination": "for the examination",
}
MAX_DIGITS = 6  # of the seconds that a tap was under way
STOPPED_BY: tuple[StopReason, ...] = ("clinician", "patient")  # who may say stop through a button


def pause_reason(value: str) -> PauseReason:
    """The reason for a pause that a posted value names.

    Raises:
        InvalidInput: under `why`, when it is none of `PAUSE_REASONS`.
    """
    why = one_of(PAUSE_REASONS, value)
    if why is None:
        raise InvalidInput({"why": "Choose why it pauses"})
    return why


@dataclass(frozen=True)
class Pause:
    """A break in a session. `until` is None while it lasts; the last two are of the tap."""

    at: int
    why: PauseReason
    until: int | None = None
    arrived_at: int | None = None  # where later than the tap: the network was gone
    locked: bool = False  # from a locked screen


def seconds_ago(value: str) -> int:
    """How long ago a button was pressed, as the page that sent it late says; 0 for what is none."""
    plain = value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS
    return int(value) if plain else 0


def tapped_at(now: int, ago: int, since: int) -> int:
    """When a button was pressed: never before `since`, the last thing that is known to be so."""
    return max(min(now, since), now - ago)


def last_known(started: int, pauses: Sequence[Pause]) -> int:
    """The last second of which it is known how a session stood: its start, or a pause's ends."""
    return max([started, *(max(each.at, each.until or 0) for each in pauses)])


def elapsed(started: int, end: int, pauses: Sequence[Pause]) -> int:
    """Seconds recorded between `started` and `end`, breaks left out; never negative."""
    silent = sum(max(0, min(each.until or end, end) - each.at) for each in pauses)
    return max(0, end - started - silent)


def span(seconds: int) -> str:
    """`4:07` or `1:04:07`: a length of time, as a clock shows it."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
