"""A patient's request under way (M7; UK GDPR, Articles 12, 15 to 17): what they ask, by when."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain import hours
from kiosk.domain.form import Form
from kiosk.domain.long_text import clean_text
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.vocabulary import (
    REQUEST_KINDS,
    REQUEST_OUTCOMES,
    RequestKind,
    RequestOutcome,
    one_of,
)

KINDS: Mapping[RequestKind, str] = {
    "copy": "A copy of what is held",
    "correction": "To put something right",
    "deletion": "To delete what is held",
    "legal": "It is needed for a claim, a complaint or a court: nothing may be deleted",
}
SHORT: Mapping[RequestKind, str] = {
    "copy": "a copy",
    "correction": "a correction",
    "deletion": "a deletion",
    "legal": "to be kept for a claim, a complaint or a court",
}
OUTCOMES: Mapping[RequestOutcome, str] = {
    "done": "Done, and they were told",
    "part": "Done in part, and they were told why not all",
    "refused": "Refused, and they were told why and how to complain",
    "dropped": "They no longer want it",
}
MAX_WORDS = 1000
SOON = 7 * 24 * 60 * 60  # seconds before its day at which a request is spoken of
LAST_HOUR = "23:59"


@dataclass(frozen=True)
class Noted:
    """What was asked, in whose words it is kept."""

    kind: RequestKind
    words: str = ""


def parse(form: Form) -> Noted:
    """The request that a form notes.

    Raises:
        InvalidInput: under `kind` or `words`.
    """
    errors: dict[str, str] = {}
    kind = one_of(REQUEST_KINDS, form.get("kind", ""))
    if kind is None:
        errors["kind"] = "Choose what they ask for"
    words = ""
    try:
        words = clean_text(
            form.get("words", ""), "words", "what was asked", most=MAX_WORDS, required=False
        )
    except InvalidInput as wrong:
        errors |= wrong.errors
    if kind is None or errors:
        raise InvalidInput(errors)
    return Noted(kind, words)


def outcome_of(form: Form) -> RequestOutcome:
    """What became of it.

    Raises:
        InvalidInput: under `outcome`.
    """
    outcome = one_of(REQUEST_OUTCOMES, form.get("outcome", ""))
    if outcome is None:
        raise InvalidInput({"outcome": "Choose what became of it"})
    return outcome


def due_at(now: int, timezone: str) -> int:
    """The end of the same day of the next month, or of its last day (UK GDPR Article 12(3)).

    In seconds since 1970, UTC, as `now`.
    """
    today = hours.local(now, timezone).date()
    first = (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    last = (first + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
    day = first.replace(day=min(today.day, last.day))
    return hours.moment(day, LAST_HOUR, timezone)
