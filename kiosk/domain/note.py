"""The record note (K7): plain text for the health record, ready to copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.decision import CHECKS, CONDITIONS, REASONS

STOP_REASONS = {
    "clinician": "stopped by the clinician",
    "withdrawn": "the patient changed their mind",
    "new_decision": "the agreement was replaced by a new one",
    "not_agreed": "the clinician’s agreement ended",
}
RECORDERS = {
    "patient": "the patient",
    "companion": "the person with the patient",
    "staff": "a member of staff",
}
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
    if facts.signed_for:
        lines.append(f"Signed on the patient’s behalf by {facts.signed_for}.")
    return [*lines, REMINDED]


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
