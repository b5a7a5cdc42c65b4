"""The record note (K7): plain text for the health record, ready to copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.decision import CHECKS, CONDITIONS, REASONS

STOP_REASONS = {
    "clinician": "stopped by the clinician",
    "withdrawn": "the patient changed their mind",
    "new_decision": "the agreement was replaced by a new one",
    "superseded": "the patient signed a new answer",
    "someone_said_no": "someone in the room said no",
    "not_agreed": "the clinician’s agreement ended",
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
SAID = {"yes": "yes", "no": "no", "ask": "not asked"}
REMINDED = (
    "Reminded, and agreed: stop when asked, record no one without their yes, keep it private, "
    "post nothing of staff or others."
)
PARTS = {"talking": "talking only", "whole": "the whole visit"}


@dataclass(frozen=True)
class Session:
    """One recording session; times as the site's clock shows them (`10:42`)."""

    started: str
    stopped: str  # empty while it runs
    reason: str


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


@dataclass(frozen=True)
class Other:
    """Another person in the room (K5): who they are, and `yes`, `no` or `ask`."""

    name: str
    role: str
    answer: str


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
    lines += [_ruling(ruling) for ruling in facts.rulings] or ["Clinician’s decision: none made"]
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
    said = [
        f"{', '.join(part for part in (each.name, each.role.lower()) if part)}: {SAID[each.answer]}"
        for each in others
    ]
    return [f"Others asked: {'; '.join(said)}."]


def _ruling(ruling: Ruling) -> str:
    words = {
        "agreed": "Agreed",
        "conditions": "Agreed with conditions: " + _list(ruling.conditions, CONDITIONS),
        "wait": "Asked to wait" + (f" until {ruling.until}" if ruling.until else ""),
        "not_agreed": "Not agreed: " + REASONS.get(ruling.reason, "").lower(),
    }
    checks = [f"{CHECKS[name]} {answer}." for name, answer in ruling.checks.items() if answer]
    return " ".join([f"{ruling.at} {words[ruling.kind]} ({ruling.by}).", *checks])


def _list(keys: tuple[str, ...], words: dict[str, str]) -> str:
    return "; ".join(words[key].lower() for key in keys)


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
    if not session.stopped:
        return f"Recording started {session.started}; still running when this note was made."
    why = STOP_REASONS.get(session.reason, session.reason)
    return f"Recording started {session.started}, stopped {session.stopped}: {why}."
