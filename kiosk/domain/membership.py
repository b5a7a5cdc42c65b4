"""From when until when a person is at a site: a locum's day ends by itself."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from kiosk.domain import hours, opening
from kiosk.domain.refusals import InvalidInput

Presence = Literal["coming", "here", "gone"]
LOOKS_LIKE = "25 December 2026"


@dataclass(frozen=True)
class Term:
    """Seconds since 1970, UTC: from `since`, up to and not including `until`. None: no such end."""

    since: int | None = None
    until: int | None = None

    def presence(self, now: int) -> Presence:
        """Whether its person is still to come, is there, or has gone."""
        if self.until is not None and self.until <= now:
            return "gone"
        return "coming" if self.since is not None and self.since > now else "here"

    def lasts(self, now: int) -> bool:
        """Whether its person is there, and no end of it is known."""
        return self.presence(now) == "here" and self.until is None


OPEN = Term()


class Typed(Protocol):
    """What this looks at of a posted form, or of a command's options."""

    def get(self, key: str, default: str, /) -> str:
        """The text under this name."""


def read_term(form: Typed, now: int, timezone: str) -> Term:
    """The first and the last day as they were typed, each whole on the site's clock.

    Raises:
        InvalidInput: under `since` or `until`: no date, or days that have no moment to come.
    """
    first, last = _day(form, "since"), _day(form, "until")
    today = hours.local(now, timezone).date()
    if last is not None and last < today:
        raise InvalidInput({"until": "The last day is over: name today or a later day"})
    if first is not None and last is not None and last < first:
        raise InvalidInput({"until": "The last day is before the first"})
    since = hours.moment(first, opening.MIDNIGHT, timezone) if first else None
    until = hours.moment(last + hours.DAY, opening.MIDNIGHT, timezone) if last else None
    return Term(since, until)


def _day(form: Typed, field: str) -> datetime.date | None:
    typed = form.get(field, "").strip()
    date = opening.read_date(typed) if typed else None
    if typed and date is None:
        raise InvalidInput({field: f"Enter a day like {LOOKS_LIKE}, or leave it empty"})
    return date


def typed_term(term: Term, timezone: str) -> Mapping[str, str]:
    """The fields of the form that says this; an end within a day is of that day."""
    last = None if term.until is None else term.until - 1
    days = {"since": term.since, "until": last}
    return {
        field: "" if at is None else opening.day_words(hours.local(at, timezone).date())
        for field, at in days.items()
    }


def in_words(term: Term, now: int, timezone: str) -> str:
    """What a list says of it; "" where nothing limits it."""
    said = typed_term(term, timezone)
    presence = term.presence(now)
    if presence == "gone":
        return f"Left {said['until']}"
    parts = [f"From {said['since']}"] if presence == "coming" else []
    if said["until"]:
        parts.append(f"until the end of {said['until']}" if parts else f"Last day {said['until']}")
    return ", ".join(parts)
