"""The one question that everything depends on: may this be recorded now? (K2, K3, R6, R16)

Every page, the actions and the tests ask `may_record` and none other; `standing` says
the same to those who watch, and whether recording is under way or paused. It is answered type by
type: what was not agreed is never permitted, whatever the others are.

The receipt's end ends the right to start. A session under way goes on to its stop, two hours past
that end at most.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

from kiosk.domain.vocabulary import (
    Answer,
    DecisionKind,
    Reason,
    RecordingState,
    RecordingType,
    Standing,
    State,
)

AGREED: tuple[DecisionKind, ...] = ("agreed", "conditions")
RUNNING: tuple[RecordingState, ...] = ("recording", "paused")
MAX_OVERRUN = 2 * 60 * 60  # seconds that a session may last past the receipt's end
# The right to start ends soon; it is over and a session goes on; the session ends soon.
End = Literal["start", "over", "session", ""]
END_NEAR = 10 * 60  # seconds before an end at which pages begin to say so


@dataclass(frozen=True)
class Facts:
    """What the answer depends on. Times are seconds since 1970, UTC."""

    answer: Answer
    state: State
    expires_at: int
    decision: DecisionKind | None = None
    recording: RecordingState | None = None  # the session under that decision
    someone_said_no: bool = False  # a participant who has to agree (K5)
    someone_to_ask: bool = False  # somebody in the room has not been asked yet (K5, K6)
    handed_over: bool = False  # the clinician changed, and the new one has not decided (K6)
    wait_until: int | None = None  # the end of a wait, where the clinician named one
    types: tuple[RecordingType, ...] = ()  # agreed, of those asked (K3); none without agreement

    @property
    def running(self) -> bool:
        """Whether a session is under way, paused ones included."""
        return self.recording in RUNNING

    @property
    def photos_alone(self) -> bool:
        """Whether photos were agreed and nothing else: they have no clock, and nothing to start."""
        return self.types == ("photo",)

    @property
    def ends_at(self) -> int:
        """The second from which nothing of this may go on (seconds since 1970, UTC)."""
        return self.expires_at + (MAX_OVERRUN if self.running else 0)


@dataclass(frozen=True)
class Permission:
    """Yes or no, the code of the reason, and the types that it holds for. `ok` is the only yes."""

    reason: Reason
    types: tuple[RecordingType, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether recording may start or go on now."""
        return self.reason == "ok"


def may_record(facts: Facts, now: int) -> Permission:
    """May this be recorded now? The reason is the first thing that prevents it."""
    reason = _closed(facts, now) or _decided(facts, now)
    return Permission(reason, facts.types if reason == "ok" else ())


def _closed(facts: Facts, now: int) -> Reason | None:
    """Why nothing more can come of this consent, None while something can."""
    if facts.state != "signed":
        return facts.state
    if facts.answer != "given":
        return "refused"
    return "expired" if now >= facts.ends_at else None


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
        case "colleague":  # a hand-over: it never stands
            return "handed_over"
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
    """Whether a clinician may agree, or ask to wait: not once the receipt's time is over."""
    late: Reason = "expired" if now >= facts.expires_at else "ok"
    return Permission(_closed(facts, now) or late)


def may_change(facts: Facts, now: int) -> Permission:
    """Whether a no, a hand-over or who is there can still matter: while a session lasts, too."""
    return Permission(_closed(facts, now) or "ok")


def end_near(facts: Facts, now: int) -> End:
    """Which end is near or has come: of the right to start, or of a session that outlasts it."""
    if not facts.expires_at - END_NEAR <= now < facts.ends_at:
        return ""
    if now < facts.expires_at:
        return "start"
    return "session" if facts.ends_at - END_NEAR <= now else "over"
