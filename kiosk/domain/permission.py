"""The one question everything turns on: may this be recorded now? (K2, R6, R16)

Every page, the actions and the tests ask `may_record` and none other; `standing` adds
what to call the moment for those who watch it.
"""

from dataclasses import dataclass

AGREED = ("agreed", "conditions")


@dataclass(frozen=True)
class Facts:
    """What the answer depends on. Times are seconds since 1970, UTC."""

    answer: str  # "given" or "refused": the patient's
    state: str  # "signed", "withdrawn" or "superseded"
    expires_at: int
    decision: str | None = None  # "agreed", "conditions", "wait" or "not_agreed": the clinician's
    recording: str | None = None  # "recording", "paused" or "stopped", under that decision
    someone_said_no: bool = False  # a participant who has to agree (K5)
    someone_to_ask: bool = False  # somebody came in and has not been asked yet (K6)
    handed_over: bool = False  # the clinician changed, and the new one has not decided (K6)
    wait_until: int | None = None  # the end of a wait, where the clinician named one


@dataclass(frozen=True)
class Permission:
    """Yes or no, and the code of the reason. `ok` is the only yes."""

    reason: str

    @property
    def allowed(self) -> bool:
        """Whether recording may start or go on now."""
        return self.reason == "ok"


def may_record(facts: Facts, now: int) -> Permission:
    """May this be recorded now? The first thing that stands in the way is the reason.

    Reasons: `refused`, `withdrawn`, `superseded`, `expired`, `not_decided`, `handed_over`, `wait`,
    `wait_over`, `not_agreed`, `someone_said_no`, `stopped` (one agreement covers one recording),
    `someone_to_ask`, `ok`.
    """
    return Permission(_reason(facts, now))


def _reason(facts: Facts, now: int) -> str:
    if facts.state != "signed":
        return facts.state
    if facts.answer != "given":
        return "refused"
    if now >= facts.expires_at:
        return "expired"
    if facts.decision is None:
        return "handed_over" if facts.handed_over else "not_decided"
    if facts.decision not in AGREED:
        return _refused(facts, now)
    if facts.someone_said_no:
        return "someone_said_no"
    if facts.recording == "stopped":
        return "stopped"
    return "someone_to_ask" if facts.someone_to_ask else "ok"


def _refused(facts: Facts, now: int) -> str:
    """The clinician's no, or wait. A wait that is over is no yes: they are asked again."""
    over = facts.wait_until is not None and now >= facts.wait_until
    return "wait_over" if facts.decision == "wait" and over else str(facts.decision)


def standing(facts: Facts, now: int) -> str:
    """What holds, as one word for every screen: a reason above, or `recording` or `paused`.

    `ok` while a recording runs is `recording`; a recording that runs on without
    permission is never called so: its reason is what the patient must see.
    """
    reason = may_record(facts, now).reason
    return facts.recording if reason == "ok" and facts.recording else reason


def minutes_left(facts: Facts, now: int) -> int:
    """Whole minutes until a wait is over, begun ones counted; 0 where nothing is waited for."""
    waiting = facts.decision == "wait" and facts.wait_until is not None
    return max(0, -((now - (facts.wait_until or 0)) // 60)) if waiting else 0


def may_decide(facts: Facts, now: int) -> Permission:
    """Whether a clinician's decision on this consent would mean anything now."""
    reason = _reason(facts, now)
    closed = ("refused", "withdrawn", "superseded", "expired")
    return Permission(reason if reason in closed else "ok")
