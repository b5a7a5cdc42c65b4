"""What each state is called, by whom it is read: one word, one icon, one shape of band.

The bands differ by icon, word and pattern as well as colour, so that they can be told
apart in grey (K1).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.domain import hours
from kiosk.domain.answers import Answers
from kiosk.domain.conditions import TALKING_ONLY
from kiosk.domain.permission import end_near, minutes_left
from kiosk.domain.sentences import Words, say
from kiosk.domain.vocabulary import RecordingType, Standing
from kiosk.store.queries import Consent, Staff, agreed_types, asked_types, facts, policy_of
from kiosk.views.front.current import now

TYPE_WORDS = {
    "sound": say("Sound"),
    "video": say("Video"),
    "photo": say("Photos"),
    "sound video": say("Sound and video"),
    "sound photo": say("Sound and photos"),
    "video photo": say("Video and photos"),
    "sound video photo": say("Sound, video and photos"),
}


LIVE = say("A live call or stream")
PHOTOS = ("photo",)
COUNTED = 60  # a wait is counted down in minutes once there are no more than these


Tone = Literal["go", "live", "pending", "wait", "stop", "over"]


@dataclass(frozen=True)
class Band:
    """The wide band at the top of the receipt and the card."""

    tone: Tone  # the CSS class and the icon
    word: str
    text: str = ""
    points: tuple[str, ...] = ()


def patient_band(consent: Consent, state: Standing) -> Band:
    """What the patient reads. Nothing here ever says yes before the clinician does (K2)."""
    if state == "ok" or state == "recording":  # `in` would not narrow the type
        return _agreed(consent, state)
    if state == "wait":
        return replace(_wait(consent), points=_offered(consent))
    if state == "not_agreed":
        return replace(_PATIENT[state], points=_offered(consent))
    if consent.replaced_by is not None:
        return REPLACED
    if state == "not_decided" and consent.verified_at:
        return Band(
            "pending",
            say("Not yet"),
            say("Your clinician has your receipt. Wait for their answer."),
        )
    if state == "someone_to_ask" and consent.recording_id is None:
        return NOT_YET_ALL
    if state == "expired" and consent.recording and consent.recording.stopped_at is None:
        return TIME_IS_OVER
    return _PATIENT[state]


def _offered(consent: Consent) -> tuple[str, ...]:
    """What the clinician offered instead (R15, K9), in the patient's words."""
    keys = consent.decision.offered
    known = {each.key: each.patient for each in policy_of(consent.text).offers} if keys else {}
    return tuple(known[key] for key in keys if key in known)


NOT_YET_ALL = Band(
    "pending",
    say("Not yet"),
    say("Everyone in the room must be asked first. Please wait."),
)
TIME_IS_OVER = Band(
    "stop",
    say("Stop recording"),
    say("The time for this recording is over. Please stop now. Your care goes on."),
)
REPLACED = Band(
    "over",
    say("Replaced"),
    say("You signed again. Use your new receipt; this one lets nobody record."),
)
# `ok`, `recording` and `wait` say more, and are worded by functions.
_PATIENT: Mapping[Standing, Band] = {
    "not_decided": Band(
        "pending",
        say("Not yet"),
        say("Show this to your clinician, or read out the code, before you record."),
    ),
    "not_agreed": Band(
        "over", say("Not this time"), say("Please do not record. Your care goes on just the same.")
    ),
    "someone_said_no": Band(
        "over",
        say("Not this time"),
        say("Someone in the room said no. Your care goes on just the same."),
    ),
    "handed_over": Band(
        "stop",
        say("Stop recording"),
        say("Your clinician is changing. The new one will decide. Your care goes on."),
    ),
    "paused": Band(
        "wait", say("Pause recording"), say("Wait. Your clinician will tell you when to go on.")
    ),
    "someone_to_ask": Band(
        "wait",
        say("Pause recording"),
        say("Someone came in, and must be asked first. Please wait."),
    ),
    "wait_over": Band(
        "wait",
        say("Please ask again"),
        say("The wait is over. Ask your clinician before you record."),
    ),
    "stopped": Band(
        "stop",
        say("Stop recording"),
        say("Recording has ended. Keep what you have safe and private."),
    ),
    "withdrawn": Band(
        "stop",
        say("You changed your mind"),
        say("Stop recording now. Your care goes on just the same."),
    ),
    "superseded": Band(
        "over",
        say("Please sign again"),
        say("The rules here have changed. Please do not record yet."),
    ),
    "expired": Band(
        "over",
        say("This has ended"),
        say("This receipt was for one visit. Please ask again next time."),
    ),
    "refused": Band(
        "over",
        say("No recording"),
        say("You chose not to record. Your care goes on just the same."),
    ),
}


def _agreed(consent: Consent, state: Literal["ok", "recording"]) -> Band:
    bound, agreed = consent.decision.conditions, agreed_types(consent)
    what = say("%(types)s, %(part)s.", types=type_words(agreed), part=part_words(consent, bound))
    points = (*_bounds(consent), *_end(consent))
    photos = agreed == PHOTOS  # which have no clock, and are no recording
    if state == "recording":
        return Band("live", say("Photos agreed") if photos else say("Recording now"), what, points)
    return Band("go", say("You can take photos") if photos else say("You can record"), what, points)


def _bounds(consent: Consent) -> Iterator[str]:
    """What an agreement is bound to, as the patient reads it: first what was not agreed."""
    agreed, decision = agreed_types(consent), consent.decision
    if refused := [each for each in asked_types(consent) if each not in agreed]:
        yield say("Not agreed: %(types)s", types=type_words(refused))
    policy = policy_of(consent.text) if decision.conditions else None
    yield from (policy.condition(key).patient for key in decision.conditions if policy)
    if decision.checks.get("worn") == "off":
        yield say("Take off glasses or anything you wear that can record")


def _end(consent: Consent) -> Iterator[str]:
    """Which end of its time is near or has come (K14): of starting, or of a session past it."""
    known = facts(consent)
    which = end_near(known, now())
    if which == "session":
        yield say("Recording must end by %(time)s", time=_clock(known.ends_at, consent))
    elif which and now() >= consent.expires_at:
        yield say("Recording may finish, but not start again")
    elif which:
        time = _clock(consent.expires_at, consent)
        yield say("From %(time)s recording may finish, but not start again", time=time)


def _clock(at: int, consent: Consent) -> str:
    return hours.local(at, consent.site.timezone).strftime("%H:%M")


def type_words(types: Sequence[RecordingType]) -> Words:
    """`Sound and photos`; a live stream comes last, since it is more than a recording (R19)."""
    kept = " ".join(each for each in types if each != "live")
    if "live" not in types:
        return TYPE_WORDS[kept]
    return say("%(types)s, and a live call or stream", types=TYPE_WORDS[kept]) if kept else LIVE


def part_words(consent: Consent, bound: Collection[str] = ()) -> Words:
    """Which part, in the patient's words; a condition that it is bound to may narrow it (R5)."""
    if consent.part == "talking" or TALKING_ONLY in bound:
        return say("talking only")
    return say("the whole visit")


SIGNERS = {
    "parent": say("Signed by their parent"),
    "attorney": say("Signed by their attorney, deputy or guardian"),
    "family": say("Signed by family or a friend"),
    "other": say("Signed by someone else for the patient"),
    "spoken": say("The patient agreed by voice, before a witness"),
    "gesture": say("The patient agreed with a sign, before a witness"),
    "patient": say("Signed by the patient"),
}


def signed_by(consent: Consent) -> str:
    """Who signed (K10), without a name: this stands on the receipt, which anyone may see."""
    behalf = Answers(consent.answers).on_behalf
    how = (consent.signature or {}).get("how", "")
    if behalf:
        return SIGNERS.get(behalf.relationship, SIGNERS["other"])
    return SIGNERS.get(how, SIGNERS["patient"])


def _wait(consent: Consent) -> Band:
    until = consent.decision.wait_until
    if until is None:
        return Band(
            "wait",
            say("Please wait"),
            say("Do not record yet. Your clinician will tell you when."),
        )
    clock = _clock(until, consent)
    left = minutes_left(facts(consent), now())
    if left > COUNTED:
        return Band(
            "wait", say("Please wait"), say("Do not record yet. Ask again at %(time)s.", time=clock)
        )
    text = say(
        "Do not record yet. Ask again at %(time)s. Minutes to wait: %(left)s.",
        time=clock,
        left=left,
    )
    return Band("wait", say("Please wait"), text)


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
    "superseded": Band("over", "Old rules: sign again"),
    "expired": Band("over", "Expired"),
    "refused": Band("over", "Patient will not record"),
}


def staff_band(consent: Consent, state: Standing, reader: Staff | None = None) -> Band:
    """What the clinician reads; an agreement names who made it unless the reader did."""
    if consent.replaced_by is not None:
        return Band("over", "Replaced: ask for the new receipt")
    band = STAFF[state]
    if state == "not_decided" and consent.verified_at is None:
        return Band("pending", "Not checked yet")
    if state == "recording" and agreed_types(consent) == PHOTOS:
        return Band("live", "Photos agreed")
    if state == "ok":
        mine = reader is not None and consent.decision.staff_id == reader.id
        with_conditions = consent.decision.kind == "conditions"
        word = ("You agreed" if mine else "Agreed") + (
            ", with conditions" if with_conditions else ""
        )
        return Band(band.tone, word)
    return band
