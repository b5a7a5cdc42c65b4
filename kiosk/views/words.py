"""What each state is called, by whom it is read: one word, one icon, one shape of band.

The bands differ by icon, word and pattern as well as colour, so that they can be told
apart in grey (K1).
"""

from dataclasses import dataclass

from kiosk.domain import hours
from kiosk.store.queries import Consent

TYPE_WORDS = {"sound": "sound", "video": "video", "photo": "photos"}
PATIENT_CONDITIONS = {
    "no_faces": "Keep faces and name badges out",
    "talking_only": "Record the talking only",
    "pause_examination": "Pause when you are examined",
    "copy_requested": "Please give the practice a copy",
}


@dataclass(frozen=True)
class Band:
    """The wide band at the top of the receipt and the card."""

    tone: str  # go, live, wait, stop or over: the CSS class and the icon
    word: str
    text: str = ""
    points: tuple[str, ...] = ()


def patient_band(consent: Consent, state: str) -> Band:
    """What the patient reads. Nothing here ever says yes before the clinician does (K2)."""
    if state in ("ok", "recording"):
        return _agreed(consent, state)
    if state == "wait":
        return _wait(consent)
    if state == "not_decided" and consent.verified_at:
        return Band("pending", "Not yet", "Your clinician has your receipt. Wait for their answer.")
    return _PATIENT[state]


_PATIENT = {
    "not_decided": Band(
        "pending",
        "Not yet",
        "Show this to your clinician, or read out the code, before you record.",
    ),
    "not_agreed": Band(
        "over", "Not this time", "Please do not record. Your care goes on just the same."
    ),
    "someone_said_no": Band(
        "over", "Not this time", "Someone in the room said no. Your care goes on just the same."
    ),
    "stopped": Band(
        "stop", "Stop recording", "Recording has ended. Keep what you have safe and private."
    ),
    "withdrawn": Band(
        "stop", "You changed your mind", "Stop recording now. Your care goes on just the same."
    ),
    "superseded": Band(
        "over", "Please sign again", "The rules here have changed. Please do not record yet."
    ),
    "expired": Band(
        "over", "This has ended", "This receipt was for one visit. Please ask again next time."
    ),
    "refused": Band(
        "over", "No recording", "You chose not to record. Your care goes on just the same."
    ),
}


def _agreed(consent: Consent, state: str) -> Band:
    points = tuple(PATIENT_CONDITIONS[key] for key in consent.decision.conditions)
    what = f"{type_words(consent)}, {part_words(consent, points)}."
    if state == "recording":
        return Band("live", "Recording now", what, points)
    return Band("go", "You can record", what, points)


def type_words(consent: Consent) -> str:
    """`Sound and photos`, from what the consent asks for."""
    words = [TYPE_WORDS[kind] for kind in consent.types.split()]
    text = " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return text[0].upper() + text[1:]


def part_words(consent: Consent, conditions: tuple[str, ...] = ()) -> str:
    """Which part, in the patient's words; a condition may have narrowed it (R5)."""
    if consent.part == "talking" or PATIENT_CONDITIONS["talking_only"] in conditions:
        return "talking only"
    return "the whole visit"


def _wait(consent: Consent) -> Band:
    until = consent.decision.wait_until
    if until is None:
        return Band("wait", "Please wait", "Do not record yet. Your clinician will tell you when.")
    clock = hours.local(until, consent.site.timezone).strftime("%H:%M")
    return Band("wait", "Please wait", f"Do not record yet. Ask again at {clock}.")


STAFF = {
    "not_decided": Band("pending", "Waiting for you"),
    "ok": Band("go", "You agreed"),
    "recording": Band("live", "Recording"),
    "wait": Band("wait", "Asked to wait"),
    "not_agreed": Band("over", "Not agreed"),
    "someone_said_no": Band("over", "Someone said no"),
    "stopped": Band("stop", "Recording stopped"),
    "withdrawn": Band("stop", "Withdrawn by patient"),
    "superseded": Band("over", "Old rules: sign again"),
    "expired": Band("over", "Expired"),
    "refused": Band("over", "Patient will not record"),
}


def staff_band(consent: Consent, state: str, reader: int) -> Band:
    """What the clinician reads; an agreement names who made it unless the reader did."""
    band = STAFF[state]
    if state == "ok":
        mine = consent.decision.staff_id == reader
        with_conditions = consent.decision.kind == "conditions"
        word = ("You agreed" if mine else "Agreed") + (
            ", with conditions" if with_conditions else ""
        )
        return Band(band.tone, word)
    return band
