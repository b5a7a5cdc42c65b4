"""That somebody looked: who, at whom, when. These entries change no row and no revision (M7)."""

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain import hours
from kiosk.domain.looks import OPEN, SEARCH, SHEET
from kiosk.domain.vocabulary import LookReason, Role, SoughtBy
from kiosk.store.database import FAULTS, hurried
from kiosk.store.models import Consent
from kiosk.store.queries.looks import has_looked

AT_ONCE = 250  # ms that a running recording's card waits for another writer
STAFF: tuple[Role, ...] = ("clinician", "manager")


def opened(context: Context, consent: Consent, reason: LookReason | None = None) -> None:
    """A clinician opened a card: one entry for a person, consent and day, however often.

    `reason` is why, of a card whose day is over.
    """
    since = hours.day_start(context.now, context.site.timezone)
    if has_looked(consent.jti, context.actor, since):
        return
    with change(context, OPEN, ("clinician",)) as made:
        if not has_looked(consent.jti, context.actor, since):  # two at once are one
            made.audit(f"receipt:{consent.jti}", **({"reason": reason} if reason else {}))


def opened_while_recording(context: Context, consent: Consent) -> bool:
    """The same, where nothing may keep a clinician from the card (K14): whether it was written."""
    try:
        with hurried(AT_ONCE):
            opened(context, consent)
    except FAULTS:
        return False
    return True


def sheet_opened(context: Context, consents: list[Consent]) -> None:
    """A manager opened what is held of a person: an entry for each visit, once a day."""
    since = hours.day_start(context.now, context.site.timezone)
    new = [each for each in consents if not has_looked(each.jti, context.actor, since, SHEET)]
    if not new:
        return
    with change(context, SHEET, ("manager",)) as made:
        for each in new:
            made.audit(f"receipt:{each.jti}")


def searched(context: Context, kind: SoughtBy, found: int) -> None:
    """Somebody looked for a person: the kind and the number found are noted, never the words."""
    with change(context, SEARCH, STAFF) as made:
        made.audit(f"site:{context.site.id}", kind=kind, found=found)
