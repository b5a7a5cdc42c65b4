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
from kiosk.store.policies import policy_read_in
from kiosk.store.queries import Consent, Watch
from kiosk.views.front.current import now
from kiosk.views.front.language import language

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
COUNTED = 60  # a wait is counted down in minutes once there are no more than these


Tone = Literal["go", "live", "pending", "wait", "stop", "over", "seal"]


@dataclass(frozen=True)
class Band:
    """The wide band at the top of the receipt and the card."""

    tone: Tone  # the CSS class and the icon
    word: str
    text: str = ""
    points: tuple[str, ...] = ()
    instead: str = ""  # under it too: what everyone can ask for
    done: str = ""  # stands above the band: what the patient has done so far
    outside: str = ""  # stands under the band: no part of what is green


def patient_band(seen: Watch, *, on_tablet: bool = False) -> Band:
    """What the patient reads. Nothing here ever says yes before the clinician does (K2)."""
    band = _patient_band(seen)
    # Nobody carries the tablet along to show it.
    return replace(band, text=TELL) if on_tablet and band.text == SHOW else band


def _patient_band(seen: Watch) -> Band:
    state = seen.state
    if state == "ok" or state == "recording":  # `in` would not narrow the type
        return _agreed(seen, state)
    if state == "wait":
        return _with_offers(_wait(seen), seen)
    if seen.replaced_by is not None and state != "invalid":
        return REPLACED
    if state == "expired" and (seen.facts.running or seen.stop_reason == "time"):
        return TIME_IS_OVER
    if seen.facts.running:  # paused, or somebody is to be asked: its time goes on
        return replace(_PAUSED.get(state, _PATIENT[state]), points=tuple(_end(seen)))
    band = _at_rest(seen)
    return _with_offers(band, seen) if state == "not_agreed" else band


def _at_rest(seen: Watch) -> Band:
    """What is read while no session is under way."""
    state = seen.state
    if state == "someone_to_ask":
        return NOT_YET_ALL
    if state == "not_decided" and seen.verified_at:
        return SEEN
    if state == "stopped" and seen.facts.photos_alone:
        return NO_MORE_PHOTOS
    if state == "superseded" and not seen.old_rules:
        return PUT_BACK
    return _PATIENT[state] if seen.recorded else _NOTHING_RECORDED.get(state, _PATIENT[state])


def _with_offers(band: Band, seen: Watch) -> Band:
    """What the clinician offered instead, or else what everyone can ask for (R15, K9)."""
    policy = policy_read_in(seen.text_hash, language())
    known = {each.key: each.patient for each in policy.offers}
    offered = tuple(known[key] for key in seen.offered if key in known)
    return replace(band, points=offered, instead="" if offered else policy.rule_text("R15"))


ASKED = say("You have asked. Your receipt is ready.")
NOT_YET = say("Do not record yet")
SHOW = say("Show this to your health worker, or read out the code, before you record.")
TELL = say("Tell your health worker this code before you record.")
SEEN = Band(
    "pending",
    NOT_YET,
    say("Your health worker has your receipt. Wait for their answer."),
    done=ASKED,
)
NOT_YET_ALL = Band(
    "pending",
    NOT_YET,
    say("Everyone in the room must be asked first. Please wait."),
)
NO_MORE_PHOTOS = Band(
    "stop",
    say("No more photos"),
    say("The visit is over. Keep what you have safe and private."),
)
TIME_IS_OVER = Band(
    "stop",
    say("Stop recording"),
    say("The time for this recording is over. Please stop now. Your care goes on."),
)
REPLACED = Band(
    "over",
    say("Replaced"),
    say("You signed again. Use your new receipt: this one is no longer in use."),
)
BY_MISTAKE = say(
    "This receipt was made by mistake. Please ask again. Your care goes on just the same."
)
# `ok`, `recording` and `wait` say more, and are worded by functions.
_PATIENT: Mapping[Standing, Band] = {
    "not_decided": Band(
        "pending",
        NOT_YET,
        SHOW,
        done=ASKED,
    ),
    "not_agreed": Band(
        "over", say("Not this time"), say("Please do not record. Your care goes on just the same.")
    ),
    "someone_said_no": Band(
        "over",
        say("Not this time"),
        say(
            "Someone in the room said no. Please do not record while they are here. "
            "Your care goes on just the same."
        ),
    ),
    "handed_over": Band(
        "stop",
        say("Stop recording"),
        say("Your health worker is changing. The new one will decide. Your care goes on."),
    ),
    "paused": Band(
        "wait", say("Pause recording"), say("Wait. Your health worker will tell you when to go on.")
    ),
    "someone_to_ask": Band(
        "wait",
        say("Pause recording"),
        say("Someone came in, and must be asked first. Please wait."),
    ),
    "wait_over": Band(
        "wait",
        say("Please ask again"),
        say("The wait is over. Ask your health worker before you record."),
    ),
    "stopped": Band(
        "stop",
        say("Stop recording"),
        say("Please stop now. Keep what you have safe and private."),
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
    "invalid": Band("stop", say("Stop recording"), BY_MISTAKE),
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


# While a session is paused, what is shown says what to do now.
_PAUSED: Mapping[Standing, Band] = {
    "someone_said_no": Band(
        "wait",
        say("Pause recording"),
        say("Someone in the room said no. Wait until your health worker tells you to go on."),
    ),
}
# "Stop recording" is for who has recorded: here nobody did.
# An older database was put in place: what was agreed since, nobody knows.
PUT_BACK = Band(
    "over",
    say("Please sign again"),
    say("We cannot see what was decided. Please do not record yet."),
)
_NOTHING_RECORDED: Mapping[Standing, Band] = {
    "handed_over": Band(
        "wait",
        NOT_YET,
        say("Your health worker is changing. The new one will decide. Your care goes on."),
    ),
    "invalid": Band("over", say("This receipt does not count"), BY_MISTAKE),
    "withdrawn": Band(
        "over",
        say("You changed your mind"),
        say("Please do not record. Your care goes on just the same."),
    ),
}


def _agreed(seen: Watch, state: Literal["ok", "recording"]) -> Band:
    agreed, part = seen.facts.types, part_words(seen.part, seen.conditions)
    what = say("%(types)s, %(part)s.", types=type_words(agreed), part=part)
    points = (*_bounds(seen), *_end(seen))
    photos = seen.facts.photos_alone  # which have no clock, and are no recording
    if state == "recording":
        word = say("Photos agreed") if photos else say("Recording now")
        return Band("live", word, what, points, _not_agreed(seen))
    word = say("You can take photos") if photos else say("You can record")
    return Band("go", word, what, points, _not_agreed(seen))


def _not_agreed(seen: Watch) -> str:
    """What was asked for and not agreed (K3): green is for what may be recorded alone."""
    refused = [each for each in seen.asked if each not in seen.facts.types]
    return say("Not agreed: %(types)s", types=type_words(refused)) if refused else ""


def _bounds(seen: Watch) -> Iterator[str]:
    """What an agreement is bound to, as the patient reads it."""
    policy = policy_read_in(seen.text_hash, language()) if seen.conditions else None
    yield from (policy.condition(key).patient for key in seen.conditions if policy)
    if seen.worn_off:
        yield say("Take off glasses or anything you wear that can record")


def _end(seen: Watch) -> Iterator[str]:
    """Which end of its time is near or has come (K14): of starting, or of a session past it."""
    which, known = end_near(seen.facts, now()), seen.facts
    if which == "start":
        time = hours.clock(known.expires_at, seen.timezone)
        yield say("From %(time)s recording may finish, but not start again", time=time)
    if which in ("over", "session"):
        yield say("Recording may finish, but not start again")
    if which == "session":
        yield say("Recording must end by %(time)s", time=hours.clock(known.ends_at, seen.timezone))


def type_words(types: Sequence[RecordingType]) -> Words:
    """`Sound and photos`; a live stream comes last, since it is more than a recording (R19)."""
    kept = " ".join(each for each in types if each != "live")
    if "live" not in types:
        return TYPE_WORDS[kept]
    return say("%(types)s, and a live call or stream", types=TYPE_WORDS[kept]) if kept else LIVE


def part_words(part: str, bound: Collection[str] = ()) -> Words:
    """Which part, in the patient's words; a condition that it is bound to may narrow it (R5)."""
    if part == "talking" or TALKING_ONLY in bound:
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


def _wait(seen: Watch) -> Band:
    until = seen.facts.wait_until
    if until is None:
        return Band(
            "wait",
            say("Please wait"),
            say("Do not record yet. Your health worker will tell you when."),
        )
    clock = hours.clock(until, seen.timezone)
    left = minutes_left(seen.facts, now())
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
