"""A recording session under an agreed consent: start, pause, resume, stop (K6)."""

import dataclasses
from typing import Any

from kiosk.actions.change import Change, action, change, move, the_consent
from kiosk.actions.context import Context
from kiosk.domain.permission import MAX_OVERRUN, may_record
from kiosk.domain.recording import Pause as Break
from kiosk.domain.recording import last_known, pause_reason, tapped_at
from kiosk.domain.refusals import ChangedMeanwhile, MayNotRecord, NotRecording
from kiosk.domain.vocabulary import PauseReason, StopReason
from kiosk.store.models import Consent, Pause, Recording
from kiosk.store.queries import facts


@action("recording.start", about=the_consent, by=("clinician",))
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


def pause(context: Context, consent: Consent, why: str = "clinician", ago: int = 0) -> None:
    """Note that recording pauses. Pausing what is paused or over changes nothing.

    No page is too old to pause from: the safe way is never refused. Nor is it taken for a retry:
    a page that the browser brought back pauses again what was resumed meanwhile. `ago`: seconds
    since the tap, where the network was gone; it holds as of then (K14).

    Raises:
        InvalidInput: `why` is none of `PAUSE_REASONS`.
        NotRecording: nothing runs under this consent.
    """
    reason = pause_reason(why)
    with change(context, "recording.pause") as made:
        held = Consent.get_by_id(consent.id)
        if held.recording_id is None:
            raise NotRecording
        if not pause_open_recording(context, held, reason, ago):
            return
        move(held)
        made.audit(f"receipt:{held.jti}", why=why, **_how(context, ago))


@action("recording.resume", about=the_consent, by=("clinician",))
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


def stop(
    context: Context, consent: Consent, reason: StopReason = "clinician", ago: int = 0
) -> None:
    """Note that recording has stopped. Stopping what has already stopped changes nothing.

    `ago`: seconds since the tap, where the network was gone; it holds as of then (K14).
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
        why = _end(context, held, reason, ago)
        if why is None:
            return
        move(held)
        made.audit(f"receipt:{held.jti}", reason=why, **_how(context, ago))


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

    One left running two hours past the receipt's end has ended by time, whoever says stop
    afterwards.
    """
    return _end(context, consent, reason) is not None


def _end(context: Context, consent: Consent, reason: StopReason, ago: int = 0) -> StopReason | None:
    """Close the open recording as of the tap; why it ended, None where none was open.

    One that was ended by time meanwhile is open to a tap of before that arrives late.
    """
    last = Recording.select().where(Recording.consent == consent).order_by(Recording.id.desc())
    held = last.first()
    if held is None or (held.stopped_at is not None and not (ago and held.stop_reason == "time")):
        return None
    limit = consent.expires_at + MAX_OVERRUN
    tapped = tapped_at(context.now, ago, _last_known(held))
    if held.stopped_at is not None and tapped >= limit:
        return None
    why: StopReason = "time" if tapped >= limit else reason
    ended = min(tapped, limit)
    closed = Recording.update(
        stopped_at=ended,
        stop_reason=why,
        stop_arrived_at=context.now if ended < context.now and ago else None,
        stop_locked=context.locked,
    ).where((Recording.id == held.id) & _as_read(Recording.stopped_at, held.stopped_at))
    if not closed.execute():
        return None
    _end_pause(held.id, ended)
    return why


def pause_open_recording(
    context: Context, consent: Consent, why: PauseReason, ago: int = 0
) -> bool:
    """Pause the consent's recording inside the caller's transaction; whether one was running.

    One left running two hours past the receipt's end has ended: there is nothing to pause.
    """
    if context.now >= consent.expires_at + MAX_OVERRUN or consent.recording_id is None:
        return False
    tapped = tapped_at(context.now, ago, _last_known(consent.recording))
    running = (Recording.id == consent.recording_id) & Recording.stopped_at.is_null(True)
    paused = Recording.update(paused_at=tapped).where(running & Recording.paused_at.is_null(True))
    if not paused.execute():
        return False
    Pause.create(
        recording=consent.recording_id,
        at=tapped,
        why=why,
        by=context.staff,
        arrived_at=context.now if tapped < context.now else None,
        locked=context.locked,
    )
    return True


def _as_read(column: Any, value: int | None) -> Any:
    """The condition that a column still holds what was read of it."""
    return column.is_null(True) if value is None else column == value


def _last_known(recording: Recording) -> int:
    pauses = Pause.select(Pause.at, Pause.until, Pause.why).where(Pause.recording == recording)
    breaks = [Break(each.at, each.why, each.until) for each in pauses.order_by(Pause.id)]
    return last_known(recording.started_at, breaks)


def _how(context: Context, ago: int) -> dict[str, Any]:
    """For the entry of a button that may be pressed without network, or on a locked screen."""
    return ({"seconds_late": ago} if ago else {}) | ({"locked": True} if context.locked else {})


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


def _end_pause(recording: int, now: int) -> None:
    lasting = (Pause.recording == recording) & Pause.until.is_null(True)
    Pause.update(until=now).where(lasting).execute()


def _ever_recorded(consent: Consent) -> bool:
    return bool(Recording.select().where(Recording.consent == consent).exists())
