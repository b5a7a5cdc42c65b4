"""The record note (K7): plain text for the health record, ready to copy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from kiosk.domain.conditions import staff_words
from kiosk.domain.decision import CHECKS, REASONS
from kiosk.domain.recording import PAUSE_REASONS
from kiosk.domain.vocabulary import (
    Answer,
    Check,
    DecisionEnd,
    DecisionKind,
    DeclineReason,
    Listening,
    OwnAnswer,
    Part,
    PauseReason,
    Recorder,
    RecordingType,
    Said,
    SignedHow,
    StopReason,
    WitnessedBy,
    one_of,
)

STOP_REASONS: Mapping[StopReason, str] = {
    "clinician": "stopped by the clinician",
    "withdrawn": "the patient changed their mind",
    "new_decision": "the agreement was replaced by a new one",
    "superseded": "the patient signed a new answer",
    "someone_said_no": "someone in the room said no",
    "not_agreed": "the clinician’s agreement ended",
    "handed_over": "handed over to a colleague",
    "patient": "stopped for the patient",
    "expired": "the receipt’s time was over",
}
RECORDERS: Mapping[Recorder, str] = {
    "patient": "the patient",
    "companion": "the person with the patient",
    "staff": "a member of staff",
}
OWN_ANSWERS: Mapping[OwnAnswer, str] = {
    "ok": "The child was asked, and said OK.",
    "yes": "The patient was asked, and did not object.",
    "cannot": "The patient could not say.",
}
AGREED_BY: Mapping[WitnessedBy, str] = {
    "spoken": "Could not sign: agreed by voice",
    "gesture": "Could not sign: agreed with a sign",
}
# A decision that was `replaced` has no sentence: the next one follows it in the note.
ENDED: Mapping[DecisionEnd, str] = {
    "undone": "This was a slip, and was taken back.",
    "handed_over": "Handed over to a colleague: the agreement ended.",
}
LISTENERS: Mapping[Listening, str] = {
    "nobody": "Nobody else was listening.",
    "named": "Everyone listening is named above.",
}
SAID: Mapping[Said, str] = {"yes": "yes", "no": "no", "ask": "not asked", "left": "left the room"}
REMINDED = (
    "Reminded, and agreed: stop when asked, record no one without their yes, keep it private, "
    "post nothing of staff or others."
)
PARTS: Mapping[Part, str] = {"talking": "talking only", "whole": "the whole visit"}


@dataclass(frozen=True)
class Break:
    """A pause in a session; `until` is empty while it lasts, or where it lasted to the end."""

    at: str
    until: str
    why: PauseReason


@dataclass(frozen=True)
class Session:
    """One recording session; times as the site's clock shows them (`10:42`)."""

    started: str
    stopped: str  # empty while it runs
    reason: StopReason | Literal[""]
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """One decision of a clinician."""

    at: str
    by: str
    kind: DecisionKind
    conditions: tuple[str, ...] = ()
    reason: DeclineReason | Literal[""] = ""
    until: str = ""
    checks: Mapping[Check, str] = field(default_factory=dict)  # yes or no (K4), "" if unanswered
    ended: str = ""
    ended_why: DecisionEnd | Literal[""] = ""
    listening: Listening | Literal[""] = ""  # who else heard a phone or video visit (K12)


@dataclass(frozen=True)
class Other:
    """Another person in the room (K5): who they are, and what they said."""

    name: str
    role: str
    answer: Said
    joined: str = ""  # when they came in, empty where they were there from the start


@dataclass(frozen=True)
class NoteFacts:
    """Everything that a note says. Dates and times are text in the site's time zone."""

    site: str
    date: str
    code: str
    rules: str
    answer: Answer
    types: tuple[RecordingType, ...] = ()
    part: Part | Literal[""] = ""  # this and the next: "" in a refusal
    recorder: Recorder | Literal[""] = ""
    remote: bool = False  # a phone or video visit (K12)
    signed_for: str = ""
    authority: str = ""  # what lets them decide (K10), in the policy's words
    own_answer: OwnAnswer | None = None  # where another signs
    agreed_by: SignedHow | None = None
    witness: str = ""
    helper: str = ""
    others: tuple[Other, ...] = field(default_factory=tuple)
    withdrawn_at: str = ""
    sound_code: str = ""  # the site's clinical code for recorded sound, empty for none
    rulings: tuple[Ruling, ...] = field(default_factory=tuple)
    sessions: tuple[Session, ...] = field(default_factory=tuple)


def write(facts: NoteFacts) -> str:
    """The note, a line for each fact. The clinical code is only in one where sound was recorded."""
    lines = [f"Patient recording of own consultation: {facts.site}, {facts.date}"]
    lines += _asked(facts)
    if facts.answer == "given":
        made = [line for ruling in facts.rulings for line in _ruling(ruling)]
        lines += made or ["Clinician’s decision: none made"]
    lines += _sessions(facts)
    if facts.withdrawn_at:
        lines.append(f"Patient withdrew at {facts.withdrawn_at}.")
    lines += [
        f"Rules read: version {facts.rules}. Receipt code {facts.code}.",
        "Care continued.",
    ]
    return "\n".join(lines)


def _asked(facts: NoteFacts) -> list[str]:
    if facts.answer == "refused":
        return ["The patient was asked, and chose not to record."]
    part = PARTS[facts.part] if facts.part else ""
    recorder = RECORDERS[facts.recorder] if facts.recorder else ""
    lines = [f"Asked for: {', '.join(facts.types)}; {part}; {recorder} to press record."]
    if facts.remote:
        lines.append("By phone or video; the code was read out.")
    return [*lines, *_signed(facts), *_others(facts.others), REMINDED]


def _signed(facts: NoteFacts) -> list[str]:
    """Who signed, and how (K10)."""
    authority = f" ({facts.authority})" if facts.authority else ""
    lines = []
    if facts.signed_for:
        lines.append(f"Signed on the patient’s behalf by {facts.signed_for}{authority}.")
    if facts.own_answer:
        lines.append(OWN_ANSWERS[facts.own_answer])
    if how := one_of(AGREED_BY, facts.agreed_by or ""):
        lines.append(f"{AGREED_BY[how]}, witnessed by {facts.witness}.")
    if facts.helper:
        lines.append(f"Helped to answer by {facts.helper}.")
    return lines


def _others(others: tuple[Other, ...]) -> list[str]:
    """K5, K7: who else was in the room, and what each of them said."""
    if not others:
        return []
    return [f"Others asked: {'; '.join(_other(each) for each in others)}."]


def _other(other: Other) -> str:
    who = ", ".join(part for part in (other.name, other.role.lower()) if part)
    came = f" (came in {other.joined})" if other.joined else ""
    return f"{who}{came}: {SAID[other.answer]}"


def _ruling(ruling: Ruling) -> list[str]:
    said = [f"{CHECKS[name]} {ruling.checks[name]}." for name in CHECKS if ruling.checks.get(name)]
    if ruling.listening:
        said.append(LISTENERS[ruling.listening])
    lines = [" ".join([f"{ruling.at} {_decided(ruling)} ({ruling.by}).", *said])]
    if ruling.ended_why and ruling.ended_why in ENDED:
        lines.append(f"{ruling.ended} {ENDED[ruling.ended_why]}")
    return lines


def _decided(ruling: Ruling) -> str:
    match ruling.kind:
        case "agreed":
            return "Agreed"
        case "conditions":
            return f"Agreed with conditions: {_list(staff_words(ruling.conditions))}"
        case "wait":
            return "Asked to wait" + (f" until {ruling.until}" if ruling.until else "")
        case "not_agreed":
            return f"Not agreed: {REASONS[ruling.reason].lower() if ruling.reason else ''}"
        case unknown:
            assert_never(unknown)


def _list(words: Iterable[str]) -> str:
    return "; ".join(each.lower() for each in words)


def _sessions(facts: NoteFacts) -> list[str]:
    if not facts.sessions:
        return ["Nothing was recorded under this agreement."] if facts.answer == "given" else []
    lines = [_session(session) for session in facts.sessions]
    if facts.sound_code and {"sound", "video"} & set(facts.types):
        lines.append(f"SNOMED CT: {facts.sound_code}")
    return [*lines, "The patient holds the recording. " + _copy(facts.rulings)]


def _copy(rulings: tuple[Ruling, ...]) -> str:
    asked = any("copy_requested" in ruling.conditions for ruling in rulings)
    return "The practice asked for a copy." if asked else "The practice holds no copy."


def _session(session: Session) -> str:
    breaks = "".join(_break(each) for each in session.breaks)
    if not session.stopped:
        began = f"Recording started {session.started}"
        return f"{began}; still running when this note was made.{breaks}"
    why = STOP_REASONS[session.reason] if session.reason else ""
    return f"Recording started {session.started}, stopped {session.stopped}: {why}.{breaks}"


def _break(pause: Break) -> str:
    until = f" to {pause.until}" if pause.until else ""
    return f" Paused {pause.at}{until}: {PAUSE_REASONS[pause.why]}."
