"""What anybody may have signed from a poster, and nobody ever checked: it goes once it is over.

A practice keeps what somebody looked at, decided or noted. Of the rest nobody can say who signed
it, so there is no reason to keep it (UK GDPR, Article 5: M7).
"""

from typing import Any

from peewee import fn

from kiosk.store.models import (
    Consent,
    Decision,
    Journey,
    Note,
    Participant,
    Recording,
    Verification,
)

TOUCHED = (Verification, Decision, Recording, Note)  # by staff: then it is kept


def delete_over(now: int, most: int) -> int:
    """Delete up to `most` of them, inside the caller's transaction; returns how many went.

    Never while a receipt is of use, nor while its patient changes the answers, nor what another
    consent points at. Of two that replace one another the earlier goes first.
    """
    rows = Consent.select(Consent.id).where(_over(now)).order_by(Consent.id).limit(most)
    numbers = [row.id for row in rows]
    Participant.delete().where(Participant.consent.in_(numbers)).execute()
    return int(Consent.delete().where(Consent.id.in_(numbers)).execute())


def _over(now: int) -> Any:
    earlier, newest = Consent.alias(), Consent.alias()
    replaces = fn.EXISTS(earlier.select(earlier.id).where(earlier.replaced_by == Consent.id))
    changing = Journey.select(Journey.replaces).where(
        Journey.replaces.is_null(False) & (Journey.expires_at > now)
    )
    touched = [
        fn.EXISTS(each.select(each.id).where(each.consent == Consent.id)) for each in TOUCHED
    ]
    over = (Consent.door == "poster") & (Consent.expires_at <= now)
    over &= Consent.verified_at.is_null(True) & ~replaces & Consent.id.not_in(changing)
    for each in touched:
        over &= ~each
    # SQLite gives the number of the newest row to the next, if that one is gone: a card left open
    # would then be another patient's. The newest goes once there is a newer.
    return over & (Consent.id < newest.select(fn.MAX(newest.id)))
