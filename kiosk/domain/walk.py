"""The patient's walk: which pages it has, which comes next, what is still to be answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kiosk.domain.answers import ALONE, Answers
from kiosk.domain.names import unlike
from kiosk.domain.policy import Policy
from kiosk.domain.usual import ALL, DIFFERENT, RIGHT, USUAL, Usual
from kiosk.domain.vocabulary import QuestionKind

LIFE = 60 * 60  # an unsigned journey is deleted an hour after its last answer, in seconds
MAX_LIFE = 4 * 60 * 60  # and this long after it began, however often it is answered
CLOSING_STEPS = ("statements", "signature", "check")
KEPT_KINDS: tuple[QuestionKind, ...] = ("choice", "behalf", "line")
SHORT_WAY = (USUAL, DIFFERENT)
COLUMNS = ("part", "by")  # answers that a consent has a column for


def _alone_with_recorder(given: Answers) -> bool:
    """The person with the patient records, and nobody is with the patient. Who signs for them is
    not counted among the others in the room: for them the two answers fit (C10).
    """
    return given.recorder == "companion" and given.alone and not given.get("behalf")


def _signed_another_name(given: Answers) -> bool:
    """The name that was typed as a signature is unlike that of the one who signs: a slip, or
    somebody else signed (C12).
    """
    made, you, behalf = given.get("signature"), given.get("you"), given.get("behalf")
    if not isinstance(made, Mapping) or not isinstance(you, Mapping):
        return False
    return unlike(made.get("name", ""), behalf["signer"] if behalf else you.get("name", ""))


@dataclass(frozen=True)
class Doubt:
    """Two answers that do not fit together: asked about on a page of its own, not refused."""

    step: str
    after: str
    arises: Callable[[Answers], bool]


DOUBTS = (
    Doubt("together", "company", _alone_with_recorder),
    # K10: a child may sign alone if the clinician judges so; a parent may have tapped "mine".
    Doubt("own", "you", lambda given: given.mine and given.is_child),
    # K10: from 16 on a person decides for themselves; a child may have tapped "my child's".
    Doubt("grown", "you", lambda given: given.for_child and given.is_grown),
    # Who cannot sign may not be able to hold the phone either.
    Doubt("named", "signature", _signed_another_name),
    Doubt("hold", "signature", lambda given: given.recorder == "patient" and bool(given.witnessed)),
)
DOUBT_STEPS = frozenset(each.step for each in DOUBTS)


@dataclass(frozen=True)
class Walk:
    """One patient's pages, in order, as a policy and the answers so far make them.

    Nothing else decides them. An answer makes a new walk: this one stays as it is.
    """

    policy: Policy
    answers: Answers

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Every page of this walk in order, given the answers so far."""
        return tuple(step for step in self.asked if step not in self.covered)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The same, with the questions that the usual answers cover, which need no page."""
        pages = [f"rules-{group['id']}" for group in self.policy.groups] + self._short_way
        for question in self.policy.questions:
            if not question.applies(self._foreseen):
                continue
            pages += [question.step, *self._doubts(question.step)]
            end = question.ends.get(str(self.answers.get(question.step)))
            if end:
                return (*pages, end)
        return (*pages, "statements", "signature", *self._doubts("signature"), "check")

    @cached_property
    def usual(self) -> Usual | None:
        """The usual answers, where this walk states them on a page."""
        usual = self.policy.usual
        return usual if usual and usual.offered(self.answers) else None

    @cached_property
    def covered(self) -> frozenset[str]:
        """The questions that the usual answers cover: read back and changed like any other."""
        return self.usual.covered(self.answers) if self.usual else frozenset()

    @property
    def _short_way(self) -> list[str]:
        if self.usual is None:
            return []
        said = self.answers.get(USUAL)
        return [USUAL] if said is None or said["said"] == RIGHT else [USUAL, DIFFERENT]

    @property
    def _foreseen(self) -> Mapping[str, Any]:
        """The answers that say which pages come: before the tap, as if all were as usual."""
        if self.usual is None or self.answers.has(USUAL):
            return self.answers
        return {**self.usual.answers, **self.answers}

    def _doubts(self, step: str) -> list[str]:
        return [each.step for each in self._raised if each.after == step]

    @cached_property
    def _raised(self) -> list[Doubt]:
        """Worked out once: every page of the walk asks for it, and names take long to compare."""
        return _arising(self.answers)

    @cached_property
    def open_step(self) -> str:
        """The first page that is still to be answered; the last one where none is."""
        unanswered = (step for step in self.steps if not self.answers.has(step))
        return next(unanswered, self.steps[-1])

    def can_visit(self, step: str) -> bool:
        """Whether a page may be shown: it is on this walk, and all before it are answered.

        What the usual answers cover can be changed from the moment of their tap.
        """
        if step in self.covered:
            return self.answers.has(USUAL)
        return step in self.steps[: self.steps.index(self.open_step) + 1]

    def previous(self, step: str) -> str | None:
        """The page before this one, None at the first."""
        if step in self.covered:
            return USUAL
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def next(self, step: str) -> str | None:
        """The page after this one, None at the last."""
        if step in self.covered:
            return self.open_step
        return next(iter(self.steps[self.steps.index(step) + 1 :]), None)

    def after(self, step: str, wanted: str) -> str:
        """Where the answer to `step` leads.

        To the page that asked for the change (`wanted`), by way of any page that the change
        added; without one, to the next page.
        """
        if wanted:
            return wanted if self.can_visit(wanted) else self.open_step
        return self.next(step) or step

    def progress(self, step: str) -> tuple[int, int]:
        """(page, of how many), both from 1, told truly as answers add or skip pages. Pages of the
        short way that were answered count on once it is offered no more: nobody is thrown back.
        """
        here = self.steps.index(USUAL if step in self.covered else step) + 1
        past = sum(self.answers.has(each) for each in SHORT_WAY) if self.usual is None else 0
        if here > len(self.policy.groups):  # the rules stand before the short way
            here += past
        return here, len(self.steps) + past

    def remark(self, step: str | None) -> str:
        """What the policy has to say about the answer just given (R12, R17, Q10), or ""."""
        question = self.policy.question(step) if step else None
        if question is None or question.kind != "choice":
            return ""
        option = question.words["options"].get(self.answers.get(question.step), {})
        return str(option.get("after", ""))

    @cached_property
    def counted(self) -> Answers:
        """The answers that count: those to pages of this walk, not to pages now skipped."""
        return Answers({step: self.answers[step] for step in self.asked if self.answers.has(step)})

    @property
    def signer(self) -> str:
        """The name that the signature page offers: who signs gave it already (Q11, K10)."""
        behalf, you = self.counted.on_behalf, self.counted.get("you", {})
        return behalf.signer if behalf else str(you.get("name", ""))

    @property
    def different(self) -> list[str] | str:
        """The lines of the usual answers that are said, or seen, to be different."""
        if self.usual is None or self.answers.get(DIFFERENT) == ALL:
            return ALL
        said = self.answers.get(DIFFERENT, [])
        changed = [
            step
            for step, answer in self.usual.answers.items()
            if self.answers.get(step, answer) != answer
        ]
        return [step for step in self.usual.answers if step in (*said, *changed)]

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What a consent keeps of the answers, besides its own columns and people.

        Never a private one: of that only its flag goes on to the clinician (Q10).
        """
        kept = {
            question.step: self.answers[question.step]
            for question in self.policy.questions
            if question.kind in KEPT_KINDS and not question.private
            if question.step in self.answers and question.step not in COLUMNS
        }
        if self.answers.alone:
            kept["company"] = ALONE
        # Which way the questions were asked: what was stated, and what was said to be different.
        kept |= {step: self.answers[step] for step in SHORT_WAY if step in self.answers}
        if agreed := self.answers.get("statements"):
            kept["told"] = {"statements": list(agreed), "how": self.policy.agreed}
        if self.answers.flags:
            kept["flags"] = list(self.answers.flags)
        return kept


def settled(answers: Mapping[str, Any]) -> dict[str, bool]:
    """The doubts that signed answers raise: who signed had settled each, and is not asked again."""
    return {each.step: True for each in _arising(Answers(answers))}


def _arising(answers: Answers) -> list[Doubt]:
    return [each for each in DOUBTS if answers.has(each.after) and each.arises(answers)]
