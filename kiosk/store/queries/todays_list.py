"""Today's list."""

from typing import Any

from peewee import JOIN, fn

from kiosk.store.models import AuditEntry, Consent, Decision, Note, Recording, Site
from kiosk.store.prepared import Prepared, slot

# What the list shows: each column of a person is decrypted, so no more of them than are read.
_LISTED = (
    Consent.id,
    Consent.answer,
    Consent.state,
    Consent.expires_at,
    Consent.signed_at,
    Consent.verified_at,
    Consent.verified_by,
    Consent.someone_said_no,
    Consent.someone_to_ask,
    Consent.handed_over,
    Consent.replaced_by,
    Consent.types,
    Consent.patient_name,
    Consent.birth_date,
    Consent.answers,
    Consent.decision,
    Consent.recording,
)


def today(site: Site, since: int, now: int) -> list[Consent]:
    """The consents signed at a site since its midnight, or still of use; oldest first.

    `noted` says of each whether a record note was kept.
    """
    noted = fn.EXISTS(Note.select(Note.id).where(Note.consent == Consent.id)).alias("noted")
    return list(
        Consent.select(*_LISTED, Decision, Recording, noted)
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
        .where(_listed(site, since, now))
        .order_by(Consent.signed_at, Consent.id)
    )


def numbers_today(site: Site, since: int, now: int) -> dict[int, str]:
    """The NHS number of each consent on the list, by its id. Read only when one is looked for."""
    rows = Consent.select(Consent.id, Consent.nhs_number).where(_listed(site, since, now))
    return {row.id: row.nhs_number or "" for row in rows}


def _listed(site: Site, since: int, now: int) -> Any:
    current = (Consent.signed_at >= since) | (Consent.expires_at > now)
    return (Consent.site == site) & current


def last_event(site: Site) -> str:
    """The last audit entry of a site, by number and hash: whether anything at all has changed."""
    row = _LAST_EVENT.first(site=site.id)
    return f"{row[0]}-{row[1][:8]}" if row else "0"


_LAST_EVENT = Prepared(
    lambda: (
        AuditEntry.select(AuditEntry.seq, AuditEntry.hash)
        .where(AuditEntry.site == slot("site"))
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
)
