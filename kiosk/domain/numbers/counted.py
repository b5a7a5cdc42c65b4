"""What of a request is counted, and under what (M9). Nothing here knows whose it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.domain.answers import Answers
from kiosk.domain.vocabulary import DIMS, DecisionKind, Dim, Outcome

FROM_ANSWERS: tuple[Dim, ...] = ("signer", "place", "reason")  # gone with the names
UNKNOWN = "gone"  # the value of an answer that was deleted before it was counted
UNASKED = "none"

# The first bound that the minutes from signing to the first decision are under.
BANDS: tuple[tuple[int, str], ...] = ((5, "5"), (15, "15"), (30, "30"), (60, "60"))
LONGER, UNDECIDED = "longer", "undecided"

Cells = dict[str, dict[str, dict[str, int]]]  # how many: by dimension, its value, the outcome


@dataclass(frozen=True)
class Decided:
    """One decision on a request: what, when (seconds since 1970), and the reason for a no."""

    number: int
    kind: DecisionKind
    at: int
    reason: str = ""
    undone: bool = False


@dataclass(frozen=True)
class Request:
    """What is read of one consent. `recorded`: the decisions under which a recording began."""

    refused: bool
    withdrawn: bool
    types: tuple[str, ...]
    door: str
    language: str
    signed_at: int
    answers: Answers | None  # null: erased
    decisions: Sequence[Decided] = ()
    recorded: Sequence[int] = ()

    @property
    def decision(self) -> Decided | None:
        """The decision that counts: under which it was recorded, else the last of those made."""
        made = sorted(self.decisions, key=lambda each: each.number)
        under = [each for each in made if each.number in self.recorded]
        kept = under or [each for each in made if not each.undone]
        return kept[-1] if kept else None

    @property
    def outcome(self) -> Outcome:
        """What became of it. One that was recorded is counted so even if it was withdrawn later."""
        if self.refused:
            return "refused"
        made = self.decision
        if self.recorded and made is not None:
            return "recorded" if made.kind == "agreed" else "conditions_recorded"
        if self.withdrawn:
            return "withdrawn"
        return made.kind if made is not None else "open"

    @property
    def band(self) -> str:
        """How long the patient waited for the first decision, as a band."""
        made = [each.at for each in self.decisions if not each.undone]
        if not made:
            return UNDECIDED
        minutes = (min(made) - self.signed_at) / 60
        return next((name for bound, name in BANDS if minutes < bound), LONGER)

    def values(self, dim: Dim) -> tuple[str, ...]:
        """Under which values of a dimension it is counted: one, but for several types."""
        if dim in FROM_ANSWERS and self.answers is None:
            return (UNKNOWN,)
        if dim == "type":
            return self.types or (UNASKED,)
        if dim == "no":
            made = self.decision
            return (made.reason or UNASKED,) if made and self.outcome == "not_agreed" else ()
        said = {
            "way": self.door,
            "language": self.language,
            "time": self.band,
            "signer": self._signer,
            "place": self.answers.place if self.answers else "",
            "reason": str(self.answers.get("reason") or "") if self.answers else "",
        }
        return (said[dim] or UNASKED,)

    @property
    def _signer(self) -> str:
        behalf = self.answers.on_behalf if self.answers else None
        return behalf.relationship if behalf else "mine"


@dataclass
class Counts:
    """True counts of one period, before they are rounded. They are never shown."""

    totals: dict[str, int] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)

    def add(self, request: Request, dims: Iterable[Dim] = DIMS) -> None:
        """Count one request."""
        outcome = request.outcome
        self.totals[outcome] = self.totals.get(outcome, 0) + 1
        for dim in dims:
            for value in request.values(dim):
                self.put(dim, value, outcome, 1)

    def put(self, dim: str, value: str, outcome: str, count: int) -> None:
        """Add to one cell."""
        row = self.cells.setdefault(dim, {}).setdefault(value, {})
        row[outcome] = row.get(outcome, 0) + count

    def settle(self, kept: Cells) -> None:
        """Count what was noted of answers before they were deleted in place of "gone"."""
        for dim, values in kept.items():
            for value, row in values.items():
                for outcome, count in row.items():
                    gone = self.cells.get(dim, {}).get(UNKNOWN, {})
                    moved = min(count, gone.get(outcome, 0))
                    if moved:
                        gone[outcome] -= moved
                        self.put(dim, value, outcome, moved)
