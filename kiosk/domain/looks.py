"""To look is an entry too: the verbs that change nothing, and why an old card is opened."""

from collections.abc import Mapping

from kiosk.domain.vocabulary import LookReason

OPEN = "card.open"  # a clinician opened a card
SHEET = "record.open"  # a manager opened what is held of a person
SEARCH = "record.search"  # somebody looked for a person: the kind and the number found, no word
EXPORT = "record.export"  # a person's data left on request
# Nothing that anybody follows has changed when one of these is the last entry: no list is drawn
# again for it, and no status list is made anew.
LOOKS = (OPEN, SHEET, SEARCH, EXPORT)

REASONS: Mapping[LookReason, str] = {
    "note": "I am finishing its record note",
    "patient": "The patient asked me about it",
    "care": "I am caring for this patient today",
    "concern": "A complaint, an incident or a concern",
    "check": "My manager asked me to check how we work",
}


def is_old(expires_at: int, stopped_at: int | None, midnight: int) -> bool:
    """Whether the visit's day is over: receipt and recording had both ended by the last midnight.

    Times are seconds since 1970, UTC; `midnight` is the site's.
    """
    return max(expires_at, stopped_at or 0) < midnight
