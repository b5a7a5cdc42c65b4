"""The record note (K7): plain text for the health record, ready to copy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.conditions import staff_words
from kiosk.domain.decision import CHECKS, REASONS
from kiosk.domain.recording import PAUSE_REASONS

STOP_REASONS = {
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
RECORDERS = {
    "patient": "the patient",
    "companion": "the person with the patient",
    "staff": "a member of staff",
}
OWN_ANSWERS = {
    "ok": "The child was asked, and said OK.",
    "yes": "The patient was asked, and did not object.",
    "cannot": "The patient could not say.",
}
AGREED_BY = {
    "spoken": "Could not sign: agreed by voice",
    "gesture": "Could not sign: agreed with a sign",
}
ENDED = {
    "undone": "This was a slip, and was taken back.",
    "handed_over": "Handed over to a colleague: the agreement ended.",
}
LISTENERS = {
    "nobody": "Nobody else was listening.",
    "named": "Everyone listening is named above.",
}
SAID = {"yes": "yes", "no": "no", "ask": "not asked", "left": "left the room"}
REMINDED = (
    "Reminded, and agreed: stop when asked, record no one without their yes, keep it private, "
    "post nothing of staff or others."
)
PARTS = {"talking": "talking only", "whole": "the whole visit"}


@dataclass(frozen=True)
class Break:
    """A pause in a session; `until` is empty while it lasts, or where it lasted to the end."""

    at: str
    until: str
    why: str


@dataclass(frozen=True)
class Session:
    """One recording session; times as the site's clock shows them (`10:42`)."""

    started: str
    stopped: str  # empty while it runs
    reason: str
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """One decision of a clinician."""

    at: str
    by: str
    kind: str
    conditions: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)  # the two checks (K4): yes or no
    ended: str = ""
    ended_why: str = ""  # `undone` or `handed_over`; `replaced` shows by what follows


@dataclass(frozen=True)
class Other:
    """Another person in the room (K5): who they are, and `yes`, `no` or `ask`."""

    name: str
    role: str
    answer: str
    joined: str = ""  # when they came in, empty where they were there from the start


@dataclass(frozen=True)
class NoteFacts:
    """Everything that a note says. Dates and times are text in the site's time zone."""

    site: str
    date: str
    code: str
    rules: str
    answer: str
    types: tuple[str, ...] = ()
    part: str = ""
    recorder: str = ""
    remote: bool = False  # a phone or video visit (K12)
    signed_for: str = ""
    authority: str = ""  # what lets them decide (K10), in the policy's words
    own_answer: str = ""  # the patient's own yes or no where another signs: a key of OWN_ANSWERS
    agreed_by: str = ""  # `spoken` or `gesture` where the patient cannot sign
    witness: str = ""
    helper: str = ""
    others: tuple[Other, ...] = field(default_factory=tuple)
    withdrawn_at: str = ""
    sound_code: str = ""  # the site's clinical code for recorded sound, empty for none
    rulings: tuple[Ruling, ...] = field(default_factory=tuple)
    sessions: tuple[Session, ...] = field(default_factory=tuple)


def write(facts: NoteFacts) -> str:
    """The note, a line for each fact. The clinical code stands only where sound was recorded."""
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
    lines = [
        (
            f"Asked for: {', '.join(facts.types)}; {PARTS[facts.part]}; "
            f"{RECORDERS[facts.recorder]} to press record."
        )
    ]
    if facts.remote:
        lines.append("By phone or video; the code was read out.")
    return [*lines, *_signed(facts), *_others(facts.others), REMINDED]


def _signed(facts: NoteFacts) -> list[str]:
    """Who signed, and how (K10)."""
    authority = f" ({facts.authority})" if facts.authority else ""
    return [
        line
        for line, holds in (
            (f"Signed on the patient’s behalf by {facts.signed_for}{authority}.", facts.signed_for),
            (OWN_ANSWERS.get(facts.own_answer, ""), facts.own_answer in OWN_ANSWERS),
            (f"{AGREED_BY.get(facts.agreed_by, '')}, witnessed by {facts.witness}.", facts.witness),
            (f"Helped to answer by {facts.helper}.", facts.helper),
        )
        if holds
    ]


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
    words = {
        "agreed": "Agreed",
        "conditions": f"Agreed with conditions: {_list(staff_words(ruling.conditions))}",
        "wait": "Asked to wait" + (f" until {ruling.until}" if ruling.until else ""),
        "not_agreed": "Not agreed: " + REASONS.get(ruling.reason, "").lower(),
    }
    said = [f"{CHECKS[name]} {ruling.checks[name]}." for name in CHECKS if ruling.checks.get(name)]
    said += [LISTENERS[each] for each in (ruling.checks.get("listening", ""),) if each in LISTENERS]
    lines = [" ".join([f"{ruling.at} {words[ruling.kind]} ({ruling.by}).", *said])]
    if ruling.ended_why in ENDED:
        lines.append(f"{ruling.ended} {ENDED[ruling.ended_why]}")
    return lines


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
    why = STOP_REASONS.get(session.reason, session.reason)
    return f"Recording started {session.started}, stopped {session.stopped}: {why}.{breaks}"


def _break(pause: Break) -> str:
    until = f" to {pause.until}" if pause.until else ""
    return f" Paused {pause.at}{until}: {PAUSE_REASONS[pause.why]}."
