"""A recording session under an agreed consent: start and stop (K6)."""

from kiosk.actions.change import change, move
from kiosk.actions.context import Context
from kiosk.domain.permission import may_record
from kiosk.domain.refusals import ChangedMeanwhile, MayNotRecord, NotRecording
from kiosk.store.models import Consent, Recording
from kiosk.store.queries import facts


def start(context: Context, consent: Consent, seen: int) -> None:
    """Note that recording starts now, under the agreement that stands.

    `seen` is the revision that the clinician's page showed.

    Raises:
        MayNotRecord: with the reason, whatever stands in the way.
        ChangedMeanwhile: the page was out of date.
    """
    with change(context, "recording.start", consent.jti) as made:
        if made.earlier is not None:
            return
        held = Consent.get_by_id(consent.id)
        permission = may_record(facts(held), context.now)
        if not permission.allowed:
            raise MayNotRecord(permission.reason)
        if held.revision != seen or held.recording_id is not None:
            raise ChangedMeanwhile
        recording = Recording.create(
            consent=held,
            decision=held.decision_id,
            started_by=context.staff,
            started_at=context.now,
        )
        move(held, recording=recording)
        made.audit(f"receipt:{held.jti}", recording=recording.id)
        made.keep(recording=recording.id)


def stop(context: Context, consent: Consent, reason: str = "clinician") -> None:
    """Note that recording has stopped. Stopping what has already stopped changes nothing.

    Raises:
        NotRecording: nothing was ever started under this consent.
    """
    with change(context, "recording.stop") as made:
        held = Consent.get_by_id(consent.id)
        if held.recording_id is None and not _ever_recorded(held):
            raise NotRecording
        if not end_open_recording(context, held, reason):
            return
        move(held)
        made.audit(f"receipt:{held.jti}", reason=reason)


def end_open_recording(context: Context, consent: Consent, reason: str) -> bool:
    """Close the consent's open recording inside the caller's transaction; whether one was open."""
    closed = (
        Recording.update(stopped_at=context.now, stop_reason=reason)
        .where((Recording.consent == consent) & Recording.stopped_at.is_null(True))
        .execute()
    )
    return bool(closed)


def _ever_recorded(consent: Consent) -> bool:
    return bool(Recording.select().where(Recording.consent == consent).exists())
