"""What is done on a patient's request, once it was checked who asks: given out, deleted (M7)."""

from kiosk.actions.change import Change, action, the_consent
from kiosk.domain.looks import EXPORT
from kiosk.domain.record_refusals import StillInUse
from kiosk.domain.records import kept_because
from kiosk.domain.vocabulary import CheckedHow, ExportForm
from kiosk.store.models import Consent, Decision, Note, Participant
from kiosk.store.pages import reindex_searched
from kiosk.store.queries.concerns import open_concerns_about
from kiosk.store.queries.consents import consent_at, facts
from kiosk.store.queries.patient_requests import requests_keeping
from kiosk.store.rows import erase_names


@action(EXPORT, about=lambda consent, *_: consent.jti, by=("manager",))
def export(made: Change, consent: Consent, form: ExportForm, checked: CheckedHow) -> None:
    """What is held of a visit leaves: in which form, and how it was checked who asked."""
    made.audit(f"receipt:{consent.jti}", form=form, checked=checked)


@action("database.purge", about=the_consent, by=("manager",))
def delete(made: Change, consent: Consent, checked: CheckedHow) -> None:
    """Delete who a consent is about, and what people wrote of them; the evidence stays, nobody's.

    Names, birth date, number, answers and signature go, with their search columns; so do the names
    of others in the room, the text of notes, and a clinician's own words for a decision.

    What is gone already stays so: of two at once, one deletes, and one entry says so.

    Raises:
        StillInUse: its receipt is of use, a recording runs, or a concern or another
            request about it is open.
    """
    held = consent_at(made.context.site, consent.id) or consent
    open_ones = open_concerns_about(held), requests_keeping(held)
    if reason := kept_because(facts(held), made.context.now, *open_ones):
        raise StillInUse(reason)
    if not _first(held):
        return
    erase_names("consent", [held.id])
    for model in (Participant, Note, Decision):
        rows = model.select(model.id).where(model.consent == held.id)
        erase_names(model._meta.table_name, [row.id for row in rows])
    reindex_searched()  # no copy is left there
    made.audit(f"receipt:{held.jti}", request=checked)


def _first(held: Consent) -> bool:
    """Whether anything is left to delete, and nobody else is about to: one conditional change."""
    named = (Consent.id == held.id) & (Consent.salt != "")
    if Consent.update(patient_name="", place=held.place).where(named).execute() == 1:
        return True
    later = (Note.consent == held.id) & (Note.salt != "")  # kept when the names were gone
    return bool(Note.select().where(later).exists())
