"""A recording session under an agreed consent: start, pause, resume, stop (K6)."""

import dataclasses

from kiosk.actions.change import Change, action, change, move, the_consent
from kiosk.actions.context import Context
from kiosk.domain.permission import MAX_OVERRUN, may_record
from kiosk.domain.recording import pause_reason
from kiosk.domain.refusals import ChangedMeanwhile, MayNotRecord, NotRecording
from kiosk.domain.vocabulary import PauseReason, StopReason
from kiosk.store.models import Consent, Pause, Recording
from kiosk.store.queries import facts


@action("recording.start", about=the_consent)
def start(made: Change, consent: Consent, seen: int) -> None:
    """Note that recording starts now, under the agreement that stands.

    `seen` is the revision that the clinician's page showed.

    Raises:
        MayNotRecord: with the reason, whatever stands in the way.
        NotRecording: photos alone were agreed: nothing is started.
        ChangedMeanwhile: the page was out of date.
    """
    held = _permitted(made.context, consent)
    if facts(held).photos_alone:
        raise NotRecording
    if held.revision != seen or held.recording_id is not None:
        raise ChangedMeanwhile
    recording = Recording.create(
        consent=held,
        decision=held.decision_id,
        started_by=made.context.staff,
        started_at=made.context.now,
    )
    move(held, recording=recording)
    made.audit(f"receipt:{held.jti}", recording=recording.id)


def pause(context: Context, consent: Consent, why: str = "clinician") -> None:
    """Note that recording pauses. Pausing what is paused or over changes nothing.

    No page is too old to pause from: the safe way is never refused. Nor is it taken for a retry:
    a page that the browser brought back pauses again what was resumed meanwhile.

    Raises:
        InvalidInput: `why` is none of `PAUSE_REASONS`.
        NotRecording: nothing runs under this consent.
    """
    reason = pause_reason(why)
    with change(context, "recording.pause") as made:
        held = Consent.get_by_id(consent.id)
        if held.recording_id is None:
            raise NotRecording
        if not pause_open_recording(context, held, reason):
            return
        move(held)
        made.audit(f"receipt:{held.jti}", why=why)


@action("recording.resume", about=the_consent)
def resume(made: Change, consent: Consent, seen: int) -> None:
    """Note that a paused recording goes on.

    Raises:
        MayNotRecord: with the reason, such as somebody who came in and was not asked.
        ChangedMeanwhile: the page was out of date.
        NotRecording: nothing is paused.
    """
    held = _permitted(made.context, consent)
    if held.recording_id is None or held.recording.paused_at is None:
        raise NotRecording
    if held.revision != seen:
        raise ChangedMeanwhile
    _end_pause(held.recording_id, made.context.now)
    Recording.update(paused_at=None).where(Recording.id == held.recording_id).execute()
    move(held)
    made.audit(f"receipt:{held.jti}", recording=held.recording_id)


def stop(context: Context, consent: Consent, reason: StopReason = "clinician") -> None:
    """Note that recording has stopped. Stopping what has already stopped changes nothing.

    Of photos alone it notes that the visit is over: they were free from the decision until now.

    Raises:
        NotRecording: nothing was ever started under this consent.
    """
    with change(context, "recording.stop") as made:
        held = Consent.get_by_id(consent.id)
        if held.recording_id is None and facts(held).photos_alone:
            move(held, recording=_photos_over(context, held, reason))
            made.audit(f"receipt:{held.jti}", reason=reason)
            return
        if held.recording_id is None and not _ever_recorded(held):
            raise NotRecording
        if not end_open_recording(context, held, reason):
            return
        move(held)
        made.audit(f"receipt:{held.jti}", reason=reason_at(context, held, reason))


def stop_overdue(context: Context) -> int:
    """Close every recording that has outlasted its receipt by two hours; returns how many.

    Pages say so from that second on; this writes it down, as of that second: nobody said stop.
    """
    ended = Consent.expires_at + MAX_OVERRUN <= context.now
    overdue = Recording.stopped_at.is_null(True) & ended
    stopped = 0
    for row in list(Recording.select(Recording, Consent).join(Consent).where(overdue)):
        there = dataclasses.replace(context, site=row.consent.site)
        with change(there, "recording.stop") as made:
            held = Consent.get_by_id(row.consent.id)
            if end_open_recording(there, held, "time"):
                move(held)
                made.audit(f"receipt:{held.jti}", reason="time")
                stopped += 1
    return stopped


def end_open_recording(context: Context, consent: Consent, reason: StopReason) -> bool:
    """Close the consent's open recording inside the caller's transaction; whether one was open.

    A stop is noted at its own time. One left running two hours past the receipt's end has ended
    by time, whoever says stop afterwards.
    """
    ended = min(context.now, consent.expires_at + MAX_OVERRUN)
    closed = _close(Recording.consent == consent, ended, reason_at(context, consent, reason))
    if closed and consent.recording_id is not None:
        _end_pause(consent.recording_id, ended)
    return closed


def reason_at(context: Context, consent: Consent, reason: StopReason) -> StopReason:
    """Why a recording stops that is stopped now: `time` where its time was over already."""
    return "time" if context.now >= consent.expires_at + MAX_OVERRUN else reason


def pause_open_recording(context: Context, consent: Consent, why: PauseReason) -> bool:
    """Pause the consent's recording inside the caller's transaction; whether one was running.

    One left running two hours past the receipt's end has ended: there is nothing to pause.
    """
    if context.now >= consent.expires_at + MAX_OVERRUN:
        return False
    running = (Recording.id == consent.recording_id) & Recording.stopped_at.is_null(True)
    paused = Recording.update(paused_at=context.now).where(running & Recording.paused_at.is_null())
    if not paused.execute():
        return False
    Pause.create(recording=consent.recording_id, at=context.now, why=why, by=context.staff)
    return True


def _photos_over(context: Context, consent: Consent, reason: StopReason) -> Recording:
    """The time for which photos alone were agreed: the receipt's end, if that came first."""
    late = context.now >= consent.expires_at
    return Recording.create(
        consent=consent,
        decision=consent.decision_id,
        started_by=consent.decision.staff_id,
        started_at=consent.decision.at,
        stopped_at=min(context.now, consent.expires_at),
        stop_reason="expired" if late else reason,
    )


def _permitted(context: Context, consent: Consent) -> Consent:
    """The consent as it is now, if it may be recorded."""
    held: Consent = Consent.get_by_id(consent.id)
    permission = may_record(facts(held), context.now)
    if not permission.allowed:
        raise MayNotRecord(permission.reason)
    return held


def _close(which: object, ended: int, why: StopReason) -> bool:
    closed = Recording.update(stopped_at=ended, stop_reason=why)
    return bool(closed.where(which & Recording.stopped_at.is_null(True)).execute())


def _end_pause(recording: int, now: int) -> None:
    lasting = (Pause.recording == recording) & Pause.until.is_null(True)
    Pause.update(until=now).where(lasting).execute()


def _ever_recorded(consent: Consent) -> bool:
    return bool(Recording.select().where(Recording.consent == consent).exists())
