"""What a patient has answered on the walk, or what a consent has kept of it (Q1 to Q11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.domain.vocabulary import (
    SIGNERS,
    WITNESSED_BY,
    Flag,
    OwnAnswer,
    Place,
    Reader,
    Recorder,
    ToldHow,
    WitnessedBy,
)

ALONE: Final = "alone"  # nobody but the patient and the clinician
REMOTE: Final[Place] = "remote"


@dataclass(frozen=True)
class Behalf:
    """Who signs for the patient (Q1, K10): their own name, and what they are to the patient."""

    signer: str
    relationship: str


@dataclass(frozen=True)
class Told:
    """What a patient was told and agreed to: statements by id, as a list or each ticked."""

    statements: tuple[str, ...]
    how: ToldHow


@dataclass(frozen=True, eq=False)  # equal to any mapping of the same answers
class Answers(Mapping[str, Any]):
    """The stored answers, step → value, and what the rules read out of them.

    Which steps there are follows from the policy, so the steps themselves stay a mapping. What a
    rule or a page asks about an answer is a property here, and nowhere else.
    """

    stored: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Of answers that were erased there is nothing left to read."""
        if not self.stored:
            object.__setattr__(self, "stored", {})

    def __getitem__(self, step: str) -> Any:
        return self.stored[step]

    def __iter__(self) -> Iterator[str]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)

    def has(self, step: str) -> bool:
        """Whether this page has its answer: an empty list of people is none (Q6)."""
        return bool(self.get(step, []) != [])

    @property
    def place(self) -> str:
        """Where the visit is (Q2): a `Place`, or an option of the policy's own; "" if unasked."""
        return str(self.get("where", ""))

    @property
    def remote(self) -> bool:
        """Whether this is a phone or video visit (K12)."""
        return self.place == REMOTE

    @property
    def audience(self) -> str:
        """Who will hear it (Q9): an option of the policy's, "" if unasked."""
        return str(self.get("audience", ""))

    @property
    def recorder(self) -> Recorder | None:
        """Who presses record (Q5)."""
        return self.get("by")

    @property
    def mine(self) -> bool:
        """Whether the patient answers for themselves (Q1)."""
        return bool(self.get("whose") == "mine")

    @property
    def reader(self) -> Reader | None:
        """Who answers, and so how they are spoken to; None until they said whose visit it is."""
        return None if self.get("whose") is None else "mine" if self.mine else "behalf"

    @property
    def for_child(self) -> bool:
        """Whether a parent answers for their child (Q1)."""
        return bool(self.get("whose") == "child")

    @property
    def on_behalf(self) -> Behalf | None:
        """Who signs for the patient, if somebody else does (K10)."""
        given = self.get("behalf")
        return Behalf(given["signer"], given["relationship"]) if given else None

    @property
    def own_answer(self) -> OwnAnswer | None:
        """The patient's own yes or no, where another signs: a child's, else an adult's (K10)."""
        return self.get("child") or self.get("objects")

    @property
    def company(self) -> list[dict[str, Any]]:
        """Everyone else in the room (Q6); nobody where the patient comes alone."""
        found = self.get("company")
        return found if isinstance(found, list) else []

    @property
    def alone(self) -> bool:
        """Whether the patient said that nobody else comes (Q6)."""
        return bool(self.get("company") == ALONE)

    @property
    def told(self) -> "Told":
        """The statements that the patient agreed, and how; of before this was kept: each ticked."""
        kept = self.get("told") or {}
        return Told(tuple(kept.get("statements", ())), kept.get("how", "each"))

    @property
    def device(self) -> str:
        """With what it is recorded (Q5); empty where it was not asked."""
        return str(self.get("device", ""))

    @property
    def listeners(self) -> str:
        """Who listens or watches live, in the patient's own words (R19)."""
        return str(self.get("listeners", ""))

    @property
    def someone_to_ask(self) -> bool:
        """Whether anyone named was not asked yet: starting waits for them (K5)."""
        return any(each["says"] == "ask" for each in self.company)

    @property
    def someone_said_no(self) -> bool:
        """Whether anyone in the room said no: for that person it is one (K5)."""
        return any(each["says"] == "no" for each in self.company)

    @property
    def is_child(self) -> bool:
        """Whether the patient is under 16, going by the birth date (Q11)."""
        return bool(self._you.get("under_16"))

    @property
    def is_grown(self) -> bool:
        """Whether the patient is known to be 16 or older (Q11)."""
        return bool(self._you.get("from_16"))

    @property
    def witnessed(self) -> WitnessedBy | None:
        """How the patient agreed, if it was by voice or sign before a witness (K10)."""
        made = self.get("signature")
        how = made.get("how") if isinstance(made, Mapping) else None
        return how if how in WITNESSED_BY else None

    @property
    def signers(self) -> set[str]:
        """The names of those who agree, for telling a witness from them (K10)."""
        names = (self._you.get("name"), self.on_behalf.signer if self.on_behalf else "")
        return {name.casefold() for name in names if name}

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a consent tells the clinician apart from its answers (Q8, Q10)."""
        return tuple(self.get("flags", ()))

    @property
    def alone_first(self) -> bool:
        """Whether the clinician should talk to the patient alone first (Q10)."""
        return "alone_first" in self.flags

    @property
    def _you(self) -> Mapping[str, Any]:
        you = self.get("you")
        return you if isinstance(you, Mapping) else {}


def holder(recorder: str, behalf: Behalf | None) -> str:
    """Who records, a `Holder`: of who signs for the patient that is what they are to them (C10)."""
    if recorder != "companion" or behalf is None:
        return recorder
    return behalf.relationship if behalf.relationship in SIGNERS else "other"
