"""The rules of the room written a second time, for visits at random to be held against."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as some

from kiosk.domain.decision import REASONS, Choice
from kiosk.domain.refusals import Refusal
from kiosk.store import queries
from kiosk.store.models import Consent, Decision, Participant, Pause, Recording, Verification
from tests.cast import NO_TO_BOTH, Clock, World

SAM = {"id": 1, "name": "Sam O'Neill", "role": "companion", "says": "yes"}
STUDENT = {"id": 2, "name": "", "role": "student", "says": "ask"}
COMPANIES: list[Any] = ["alone", [SAM], [SAM, STUDENT], [STUDENT | {"says": "no"}]]
CHOICES = {
    "agreed": Choice("agreed", NO_TO_BOTH, ("sound",)),
    "conditions": Choice(
        "conditions", NO_TO_BOTH, ("sound",), conditions=("no_faces", "talking_only")
    ),
    "wait": Choice("wait", {}),
    "not_agreed": Choice("not_agreed", {}, reason=next(iter(REASONS))),
    "colleague": Choice("colleague", {}),
}
PEOPLE = some.sampled_from(["alice", "bob"])
BEGUN = ["recording", "recording", "agreed", ""]  # where the visit is when chance takes over
ENDS = 4
RARELY = some.integers(0, 5)  # what ends a visit for good happens one time in six
LATE = some.sampled_from([0, 0, 0, 5, 900, 90_000])  # seconds for which a tap was under way
OLD = some.sampled_from([0, 0, 0, 1, 2])  # how many changes ago the page was drawn


@dataclass
class Model:
    """The room as the rules have it. `session` is None, run, paused or over."""

    expires_at: int
    people: list[dict[str, Any]]
    state: str = "signed"
    withdrawn_at: int = -1
    replaced: bool = False  # by a newer consent
    verified: bool = False
    decision: str | None = None
    handed_over: bool = False
    recorded_under_it: bool = False
    ever_recorded: bool = False
    session: str | None = None
    changes: list[str] = field(default_factory=list)

    def current(self, now: int) -> bool:
        """Whether anything more can be agreed."""
        return self.state == "signed" and now < self.expires_at

    def open(self, now: int) -> bool:
        """Whether anything can still happen: two hours longer while a session lasts."""
        longer = 7200 if self.session in ("run", "paused") else 0
        return self.state == "signed" and now < self.expires_at + longer

    def may_record(self, now: int) -> bool:
        agreed = self.decision in ("agreed", "conditions")
        said = [each["said"] for each in self.people if not each["left"]]
        clear = "no" not in said and "ask" not in said and self.session != "over"
        return self.open(now) and agreed and clear

    def no_decision_yet(self, now: int) -> bool:
        return self.current(now) and self.decision is None and not self.handed_over

    def can_be_asked_anew(self, now: int) -> bool:
        """R16: a mind can change twice, while the receipt lasts."""
        again = self.state == "withdrawn" and now < self.expires_at and not self.replaced
        return again or self.no_decision_yet(now)

    def can_be_signed_anew(self, begun: int, now: int) -> bool:
        """A no that came after these answers were begun is the later word."""
        return self.can_be_asked_anew(now) and begun > self.withdrawn_at

    def unmatchable(self, now: int) -> bool:
        """Whether it can still be said that this is not the person."""
        return self.open(now) and self.verified and self.decision is None

    def decided(self, kind: str) -> None:
        """A decision was made; "a colleague can" is a hand-over."""
        colleague = kind == "colleague"
        self.decision, self.session = None if colleague else kind, None
        self.handed_over, self.recorded_under_it = colleague, False

    def end_session(self) -> None:
        self.session = self.session and "over"


class Visit:
    """One visit to the database: what is done to it, and whether the rules agree."""

    world: World
    clock: Clock
    model: Model
    id: int
    refused: str
    surprise: str
    done: int

    _held: Consent | None = None

    @property
    def consent(self) -> Consent:
        self._held = self._held or Consent.get_by_id(self.id)
        return self._held

    def _by(self, name: str) -> Any:
        return self.world.by(getattr(self.world, name))

    def _seen(self, old: int) -> int:
        return int(self.consent.revision) - old

    def _recordings(self) -> list[Recording]:
        return queries.recordings_of(self.consent)

    def _pause(self) -> None:
        if self.model.session == "run" and self.clock() < self.model.expires_at + 7200:
            self.model.session = "paused"

    def _do(self, allowed: bool, act: Callable[[], object]) -> bool:
        """Do it; whether it was done. What the rules say otherwise is kept for the last check."""
        before = self._rows()
        self.refused, self._held = "", None
        try:
            act()
        except Refusal as refusal:  # anything else is a fault, and ends the run
            self.refused = type(refusal).__name__
            assert self._rows() == before, f"{self.refused} changed something"
        self._held = None
        if allowed == bool(self.refused) and not self.surprise:
            # Kept, so that what must never be is looked for first.
            self.surprise = f"{self.refused or 'done'}, and the rules say otherwise: {self.model}"
        self.done += not self.refused
        return not self.refused

    def _rows(self) -> list[Any]:
        ours = (Consent.id, Decision.consent, Recording.consent, Participant.consent)
        mine = [
            list(column.model.select().where(column == self.id).tuples())
            for column in (*ours, Verification.consent)
        ]
        breaks = Pause.select().join(Recording).where(Recording.consent == self.id).tuples()
        return [*mine, list(breaks)]
