"""The one question that everything depends on: may this be recorded now? (K2, R6, R16)

Every page, the actions and the tests ask `may_record` and none other; `standing` says
the same to those who watch, and whether recording is under way or paused.
"""

from dataclasses import dataclass
from typing import assert_never

from kiosk.domain.vocabulary import (
    Answer,
    DecisionKind,
    Reason,
    RecordingState,
    Standing,
    State,
)

AGREED: tuple[DecisionKind, ...] = ("agreed", "conditions")


@dataclass(frozen=True)
class Facts:
    """What the answer depends on. Times are seconds since 1970, UTC."""

    answer: Answer
    state: State
    expires_at: int
    decision: DecisionKind | None = None
    recording: RecordingState | None = None  # the session under that decision
    someone_said_no: bool = False  # a participant who has to agree (K5)
    someone_to_ask: bool = False  # somebody came in and has not been asked yet (K6)
    handed_over: bool = False  # the clinician changed, and the new one has not decided (K6)
    wait_until: int | None = None  # the end of a wait, where the clinician named one


@dataclass(frozen=True)
class Permission:
    """Yes or no, and the code of the reason. `ok` is the only yes."""

    reason: Reason

    @property
    def allowed(self) -> bool:
        """Whether recording may start or go on now."""
        return self.reason == "ok"


def may_record(facts: Facts, now: int) -> Permission:
    """May this be recorded now? The reason is the first thing that prevents it."""
    return Permission(_closed(facts, now) or _decided(facts, now))


def _closed(facts: Facts, now: int) -> Reason | None:
    """Why no decision can be made on this consent any more, None while one can."""
    if facts.state != "signed":
        return facts.state
    if facts.answer != "given":
        return "refused"
    return "expired" if now >= facts.expires_at else None


def _decided(facts: Facts, now: int) -> Reason:
    """The clinician's decision, and after an agreement anything that still prevents recording."""
    match facts.decision:
        case None:
            return "handed_over" if facts.handed_over else "not_decided"
        case "wait":  # one that is over is no yes: the clinician is asked again
            over = facts.wait_until is not None and now >= facts.wait_until
            return "wait_over" if over else "wait"
        case "not_agreed":
            return "not_agreed"
        case "agreed" | "conditions":
            return _agreed(facts)
        case unknown:
            assert_never(unknown)


def _agreed(facts: Facts) -> Reason:
    if facts.someone_said_no:
        return "someone_said_no"
    if facts.recording == "stopped":
        return "stopped"
    return "someone_to_ask" if facts.someone_to_ask else "ok"


def standing(facts: Facts, now: int) -> Standing:
    """The state to show on every screen: a reason, or `recording` or `paused`.

    Where recording is permitted and under way, that is what it says. A recording that goes on
    without permission is not called one: its reason is what the patient must see.
    """
    reason = may_record(facts, now).reason
    return facts.recording if reason == "ok" and facts.recording else reason


def minutes_left(facts: Facts, now: int) -> int:
    """Minutes until a wait is over, rounded up; 0 where the patient is not asked to wait."""
    waiting = facts.decision == "wait" and facts.wait_until is not None
    return max(0, -((now - (facts.wait_until or 0)) // 60)) if waiting else 0


def may_decide(facts: Facts, now: int) -> Permission:
    """Whether a clinician's decision on this consent can be made now."""
    return Permission(_closed(facts, now) or "ok")
