"""What staff call each state, in the shapes of `bands`."""

from collections.abc import Mapping

from kiosk.domain.vocabulary import Standing
from kiosk.store.queries import Consent, Staff, agreed_types
from kiosk.views.front.bands import Band

STAFF: Mapping[Standing, Band] = {
    "not_decided": Band("pending", "Not decided yet"),
    "ok": Band("go", "Agreed"),
    "recording": Band("live", "Recording"),
    "paused": Band("wait", "Recording paused"),
    "someone_to_ask": Band("wait", "Ask everyone first"),
    "handed_over": Band("pending", "Handed over: not decided yet"),
    "wait": Band("wait", "Asked to wait"),
    "wait_over": Band("pending", "The wait is over: decide"),
    "not_agreed": Band("over", "Not agreed"),
    "someone_said_no": Band("over", "Someone said no"),
    "stopped": Band("stop", "Recording stopped"),
    "withdrawn": Band("stop", "Withdrawn by patient"),
    "superseded": Band("over", "No longer valid: sign again"),
    "invalid": Band("over", "Marked as a mistake"),
    "expired": Band("over", "Expired"),
    "refused": Band("over", "Patient will not record"),
}


# Where photos alone were agreed: they are no recording.
PHOTO_WORDS: Mapping[Standing, str] = {
    "ok": "Photos agreed",
    "recording": "Photos agreed",
    "stopped": "Visit over: no more photos",
}


def staff_band(consent: Consent, state: Standing, reader: Staff | None = None) -> Band:
    """What the clinician reads; an agreement names who made it unless the reader did."""
    if consent.replaced_by is not None and state != "invalid":
        return Band("over", "Replaced: ask for the new receipt")
    band = STAFF[state]
    if state in ("not_decided", "handed_over") and consent.verified_at is None:
        return Band("pending", "Not checked yet")
    if state in PHOTO_WORDS and agreed_types(consent) == ("photo",):
        return Band(band.tone, PHOTO_WORDS[state])
    if state == "someone_to_ask" and consent.recording_id is not None:
        return Band("wait", "Ask who came in")
    if state == "expired" and _ended_by_time(consent):
        return Band("stop", "Time is over: tell the patient to stop")
    if state == "ok":
        mine = reader is not None and consent.decision.staff_id == reader.id
        with_conditions = consent.decision.kind == "conditions"
        word = ("You agreed" if mine else "Agreed") + (
            ", with conditions" if with_conditions else ""
        )
        return Band(band.tone, word)
    return band


def _ended_by_time(consent: Consent) -> bool:
    """Whether nobody said stop: a session ran to its last second, written down yet or not."""
    session = consent.recording
    return session is not None and (session.stopped_at is None or session.stop_reason == "time")
