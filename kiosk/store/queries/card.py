"""What stands on the card of a consent, and in its note."""

from kiosk.store.models import (
    Consent,
    Decision,
    Note,
    Participant,
    Pause,
    Recording,
    Staff,
    Verification,
)
from kiosk.store.prepared import Prepared, slot


def decisions_of(consent: Consent) -> list[Decision]:
    """Every decision made on a consent, oldest first, with who made it."""
    return list(
        Decision.select(Decision, Staff)
        .join(Staff)
        .where(Decision.consent == consent)
        .order_by(Decision.id)
    )


def recordings_of(consent: Consent) -> list[Recording]:
    """Every recording session under a consent, oldest first."""
    return list(Recording.select().where(Recording.consent == consent).order_by(Recording.id))


_PAUSES = Prepared(
    lambda: Pause.select().where(Pause.recording == slot("recording")).order_by(Pause.id)
)


def pauses_of(recording: Recording) -> list[Pause]:
    """Every break in a recording session, oldest first."""
    return _PAUSES.models(recording=recording.id)


def notes_of(consent: Consent) -> list[Note]:
    """The record notes kept with a consent, newest first, with who wrote them."""
    return list(
        Note.select(Note, Staff).join(Staff).where(Note.consent == consent).order_by(Note.id.desc())
    )


_RECORDED_BY = Prepared(
    lambda: Recording.select(Recording.id).where(Recording.decision == slot("decision")).limit(1)
)


def may_undo(consent: Consent) -> bool:
    """Whether the decision that stands can be taken back as a slip: nothing was recorded by it."""
    decision = consent.decision_id
    return decision is not None and not _RECORDED_BY.rows(decision=decision)


_PARTICIPANTS = Prepared(
    lambda: (
        Participant.select().where(Participant.consent == slot("consent")).order_by(Participant.id)
    )
)


def participants_of(consent: Consent) -> list[Participant]:
    """Everyone else in the room, as the patient named them."""
    return _PARTICIPANTS.models(consent=consent.id)


_FIRST_VERIFICATION = Prepared(
    lambda: (
        Verification.select(Verification, Staff)
        .join(Staff)
        .where((Verification.consent == slot("consent")) & Verification.first)
    )
)


def first_verification(consent: Consent) -> Verification | None:
    """Who verified first, and when."""
    return next(iter(_FIRST_VERIFICATION.models(consent=consent.id)), None)
