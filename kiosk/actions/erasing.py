"""What a consent says of people is emptied; what the evidence needs stays (M7)."""

from collections.abc import Iterable

from peewee import SQL, fn

from kiosk.actions.numbers import note_answers
from kiosk.store.models import (
    Concern,
    ConcernDetail,
    ConcernStep,
    Consent,
    Decision,
    Hold,
    Note,
    Participant,
    PatientRequest,
    Pause,
    Recording,
    Site,
    Verification,
)
from kiosk.store.queries.deletions import held
from kiosk.store.rows import erase_names

NAMED = SQL("salt <> ''")  # word for word as in the indexes of migration 0014
NAMELESS = SQL("salt = ''")


def erase(consents: Iterable[int]) -> int:
    """Empty whoever these consents are about, everyone else in the room, and the clinicians' words;
    inside the transaction of a `database.purge`, whose entry names each row. Returns how many
    consents.

    Their record notes have a time of their own.
    """
    numbers = list(consents)
    note_answers(numbers)
    erase_names("consent", numbers)
    for model in (Participant, Decision):
        rows = model.select(model.id).where(model.consent.in_(numbers) & NAMED)
        erase_names(model._meta.table_name, [row.id for row in rows])
    return len(numbers)


def erase_over(site: Site, until: int, most: int) -> int:
    """`erase` up to `most` consents of a site whose receipts ended by `until`."""
    over = (Consent.site == site) & (Consent.expires_at <= until) & Consent.id.not_in(held())
    rows = Consent.select(Consent.id).where(over & NAMED).order_by(Consent.expires_at).limit(most)
    return erase([row.id for row in rows])


def erase_requests(site: Site, _until: int, most: int) -> int:
    """Empty the words of up to `most` requests that are closed, of whom the names are gone."""
    over = (PatientRequest.site == site) & PatientRequest.closed_at.is_null(False)
    theirs = Consent.alias()
    nobody = theirs.select(theirs.id).where(theirs.id == PatientRequest.consent, theirs.salt == "")
    over &= fn.EXISTS(nobody)
    rows = PatientRequest.select(PatientRequest.id).where(over & NAMED).limit(most)
    numbers = [row.id for row in rows]
    erase_names("patient_request", numbers)
    return len(numbers)


def erase_notes(site: Site, until: int, most: int) -> int:
    """Empty up to `most` record notes of a site that were kept by `until`."""
    here = Consent.select(Consent.id).where((Consent.id == Note.consent) & (Consent.site == site))
    over = (Note.at <= until) & fn.EXISTS(here) & Note.consent.not_in(held())
    rows = Note.select(Note.id).where(over & NAMED).order_by(Note.at).limit(most)
    numbers = [row.id for row in rows]
    erase_names("note", numbers)
    return len(numbers)


def erase_concerns(site: Site, until: int, most: int) -> int:
    """Empty the words of up to `most` concerns of a site that were closed by `until`."""
    over = (Concern.site == site) & Concern.closed_at.is_null(False) & (Concern.closed_at <= until)
    numbers = [row.id for row in Concern.select(Concern.id).where(over & NAMED).limit(most)]
    erase_names("concern", numbers)
    for model in (ConcernDetail, ConcernStep):
        rows = model.select(model.id).where(model.concern.in_(numbers) & NAMED)
        erase_names(model._meta.table_name, [row.id for row in rows])
    return len(numbers)


def delete_evidence(site: Site, until: int, most: int) -> int:
    """Delete up to `most` consents of a site, already without names, that ended by `until`.

    The newest row of all stays: SQLite would give its number to another patient's.
    """
    earlier, newest, note = Consent.alias(), Consent.alias(), Note.alias()
    over = (Consent.site == site) & (Consent.signed_at <= until) & (Consent.expires_at <= until)
    over &= NAMELESS & Consent.id.not_in(held())
    over &= Consent.id < newest.select(fn.MAX(newest.id))
    over &= ~fn.EXISTS(earlier.select(earlier.id).where(earlier.replaced_by == Consent.id))
    named = (note.consent == Consent.id) & (note.salt != "")
    over &= ~fn.EXISTS(note.select(note.id).where(named))
    # In the order of the index that leads to the oldest: by their numbers all of a site are read.
    rows = Consent.select(Consent.id).where(over).order_by(Consent.signed_at, Consent.id)
    numbers = [row.id for row in rows.limit(most)]
    _delete_whole(numbers)
    return len(numbers)


def _delete_whole(consents: list[int]) -> None:
    """Delete consents and all that hangs on them, what points at another before the other."""
    sessions = Recording.select(Recording.id).where(Recording.consent.in_(consents))
    Pause.delete().where(Pause.recording.in_(sessions)).execute()
    mine = Consent.id.in_(consents)
    Consent.update(decision=None, recording=None).where(mine).execute()
    for model in (Recording, Decision, Verification, Note, Participant, Hold, PatientRequest):
        model.delete().where(model.consent.in_(consents)).execute()
    Consent.delete().where(mine).execute()
