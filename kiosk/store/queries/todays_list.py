"""Today's list: what holds for everybody on it, without a name; then the rows that are shown."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from kiosk.domain.hours import MAX_USE
from kiosk.domain.permission import Facts
from kiosk.store.models import AuditEntry, Consent, Decision, Note, Recording, Site
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.status import facts_of

# What a row shows: each column of a person is decrypted, so no more of them than are read.
_SHOWN = (
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
    Consent.place,
    Consent.patient_name,
    Consent.birth_date,
    Consent.answers,
    Consent.decision,
    Consent.recording,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One consent on the list, as it is put in its place there: nothing of it is encrypted."""

    number: int
    signed_at: int
    facts: Facts
    verified: bool
    owner: int | None  # who decided, else who verified, unless they handed over
    decided: bool
    noted: bool  # a record note was kept (K7)
    replaced: bool
    from_poster: bool  # anybody may have signed it


_LISTED = Prepared(
    lambda: (
        Consent.select(
            Consent.id,
            Consent.signed_at,
            Consent.answer,
            Consent.state,
            Consent.expires_at,
            Consent.someone_said_no,
            Consent.someone_to_ask,
            Consent.handed_over,
            Consent.verified_at,
            Consent.verified_by,
            Consent.replaced_by,
            Consent.types,
            Consent.door == "poster",
            Consent.decision,
            Decision.kind,
            Decision.types,
            Decision.wait_until,
            Decision.staff,
            Recording.id,
            Recording.paused_at,
            Recording.stopped_at,
            fn.EXISTS(Note.select(Note.id).where(Note.consent == Consent.id)),
        )
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
        .where(_current(slot("site"), slot("since"), slot("now"), slot("earliest")))
        .order_by(Consent.signed_at, Consent.id)
    )
)


def today(site: Site, since: int, now: int) -> list[Listed]:
    """The consents signed at a site since its midnight, or still of use; oldest first.

    Rows as they come, and no models of them: on a full day there are ten thousand.
    """
    values = {"site": site.id, "since": since, "now": now, "earliest": _earliest(since, now)}
    return [_listed(*row) for row in _LISTED.rows(**values)]


def _listed(number: int, signed_at: int, *row: Any) -> Listed:
    answer, state, expires_at, no, to_ask, handed_over, verified_at, verified_by, newer = row[:9]
    asked, poster, decision, kind, types, until, staff, session, paused, stopped, noted = row[9:]
    said = (answer, state, expires_at, no, to_ask, handed_over, kind, until)
    facts = facts_of((*said, types, asked, session, paused, stopped))
    owner = staff if decision is not None else None if handed_over else verified_by
    decided, replaced = decision is not None, newer is not None
    checked = verified_at is not None
    return Listed(
        number, signed_at, facts, checked, owner, decided, bool(noted), replaced, bool(poster)
    )


def rows_of(site: Site, numbers: Collection[int]) -> dict[int, Consent]:
    """These consents of a site, by number, with what a row of the list shows of them."""
    here = (Consent.site == site) & Consent.id.in_(list(numbers))
    rows = (
        Consent.select(*_SHOWN, Decision, Recording)
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
        .where(here)
    )
    return {row.id: row for row in rows}


def names_of(site: Site, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and birth date of these, by number. Read only when somebody is looked for."""
    rows = Consent.select(Consent.id, Consent.place, Consent.patient_name, Consent.birth_date)
    found = rows.where((Consent.site == site) & Consent.id.in_(list(numbers)))
    return {row.id: (row.patient_name or "", row.birth_date or "") for row in found}


def numbers_today(site: Site, since: int, now: int) -> dict[int, str]:
    """The NHS number of each consent on the list, by its id. Read only when one is looked for."""
    current = _current(site, since, now, _earliest(since, now))
    rows = Consent.select(Consent.id, Consent.place, Consent.nhs_number).where(current)
    return {row.id: row.nhs_number or "" for row in rows}


def _current(site: Any, since: Any, now: Any, earliest: Any) -> Any:
    current = (Consent.signed_at >= since) | (Consent.expires_at > now)
    return (Consent.site == site) & (Consent.signed_at >= earliest) & current


def _earliest(since: int, now: int) -> int:
    """Whoever is on the list signed no sooner: an index leads there, past years of consents."""
    return min(since, now - MAX_USE)


# Of whose rows the list shows something. Their entries alone have it drawn again: who signed in,
# looked at a card or showed a code changes nothing on it, and twenty screens would ask for it.
_LISTED_FROM = (Consent, Decision, Recording, Note, Site)


def last_event(site: Site) -> str:
    """The last audit entry of a site that changed what the list shows, by number and hash."""
    row = _LAST_EVENT.first(site=site.id)
    return f"{row[0]}-{row[1][:8]}" if row else "0"


def _shows(changed: Any) -> Any:
    """Whether an entry names a row of theirs; those of before digests do not say, and count."""
    found = changed.is_null(True)
    for model in _LISTED_FROM:
        found |= fn.INSTR(changed, f'"{model._meta.table_name}":') > 0
    return found


_LAST_EVENT = Prepared(
    lambda: (
        AuditEntry.select(AuditEntry.seq, AuditEntry.hash)
        .where((AuditEntry.site == slot("site")) & _shows(AuditEntry.changed))
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
)
