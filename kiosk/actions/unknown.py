"""What anybody may have signed from a poster, and nobody ever checked: it goes once it is over.

A practice keeps what somebody looked at, decided or noted. Of the rest nobody can say who signed
it, so there is no reason to keep it (UK GDPR, Article 5: M7).
"""

from typing import Any

from peewee import fn

from kiosk.actions.erasing import NAMED, erase
from kiosk.store.models import (
    Consent,
    Decision,
    Hold,
    Journey,
    Note,
    Participant,
    Recording,
    Site,
    Verification,
)
from kiosk.store.queries.deletions import held

# By staff, or a request or concern was about it: then it is kept.
TOUCHED = (Verification, Decision, Recording, Note, Hold)


def delete_over(site: Site, until: int, most: int) -> int:
    """Delete up to `most` of a site whose receipts ended by `until`, inside the caller's
    transaction; returns how many went.

    Never while a receipt is of use, nor while its patient changes the answers, nor what another
    consent points at. Of two that replace one another the earlier goes first.

    SQLite gives the number of the newest row to the next, if that one is gone: a card left open
    would then be another patient's. So the newest of all is emptied at once, and the row goes
    when there is a newer.
    """
    rows = Consent.select(Consent.id).where(_over(site, until)).order_by(Consent.id).limit(most)
    numbers = [row.id for row in rows]
    erase(numbers)
    newest = Consent.select(fn.MAX(Consent.id)).scalar()
    gone = [number for number in numbers if number != newest]
    Participant.delete().where(Participant.consent.in_(gone)).execute()
    Consent.delete().where(Consent.id.in_(gone)).execute()
    return len(numbers)


def _over(site: Site, until: int) -> Any:
    earlier, newest = Consent.alias(), Consent.alias()
    replaces = fn.EXISTS(earlier.select(earlier.id).where(earlier.replaced_by == Consent.id))
    changing = Journey.select(Journey.replaces).where(Journey.replaces.is_null(False))
    touched = [
        fn.EXISTS(each.select(each.id).where(each.consent == Consent.id)) for each in TOUCHED
    ]
    over = (Consent.site == site) & (Consent.door == "poster") & (Consent.expires_at <= until)
    over &= Consent.verified_at.is_null(True) & ~replaces & Consent.id.not_in(changing)
    over &= Consent.id.not_in(held())
    for each in touched:
        over &= ~each
    last = newest.select(fn.MAX(newest.id))
    return over & ((Consent.id < last) | NAMED)
