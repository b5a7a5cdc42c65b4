"""The short way (Q1 to Q6, Q9): the usual answers on one page, given with one tap.

A policy says which answers are the usual ones; a policy without them has no short way, and every
question is asked by itself. Nothing counts as answered before the tap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kiosk.domain.question import Question

USUAL: Final = "usual"  # the page that states the usual answers
DIFFERENT: Final = "different"  # the page that asks which of them are different
RIGHT: Final = "right"
ALL: Final = "all"  # "ask me everything"
WHOSE: Final = "whose"


@dataclass(frozen=True)
class Usual:
    """What most patients answer: step → answer, each a line of the page in the asking order."""

    answers: Mapping[str, Any]
    words: Mapping[str, Any]
    tick: tuple[str, str] | None  # (step, answer) that can be ticked on the same page (K9)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(step, words) of each line."""
        return [(step, str(self.words["lines"][step])) for step in self.answers]

    def offered(self, answers: Mapping[str, Any]) -> bool:
        """Whether a patient with these answers has the short way.

        Not who answers for someone else, and not a patient under 16 (K10). And not who answered
        one of these questions before they came here, as when an earlier consent is changed.
        """
        you = answers.get("you")
        if isinstance(you, Mapping) and you.get("under_16"):
            return False
        if answers.get(WHOSE, self.answers.get(WHOSE)) != self.answers.get(WHOSE):
            return False
        return USUAL in answers or not any(step in answers for step in self.answers)

    def asked(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """The questions that are asked all the same: those of the lines said to be different."""
        said = answers.get(USUAL)
        if said is None or said["said"] == RIGHT:
            return frozenset()
        different = answers.get(DIFFERENT, ALL)
        if different == ALL:
            return frozenset(self.steps)
        return frozenset(different)

    @property
    def steps(self) -> tuple[str, ...]:
        """The questions that the short way stands for, the one with the tick among them."""
        return (*self.answers, self.tick[0]) if self.tick else tuple(self.answers)

    def covered(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """The questions that need no page of their own with these answers."""
        if not self.offered(answers):
            return frozenset()
        left = frozenset(self.steps) - self.asked(answers)
        if USUAL not in answers:
            return left
        optional = self.tick[0] if self.tick else ""
        return frozenset(step for step in left if step in answers or step == optional)

    def brought(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that come with the tap, once it is known which lines are right."""
        if DIFFERENT not in answers and answers[USUAL]["said"] != RIGHT:
            return {}
        right = {step for step in self.answers if step not in self.asked(answers)}
        return {step: value for step, value in self.answers.items() if step in right}

    def lapsed(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
        """Usual answers that stand no longer: nobody was asked, and now they are to be."""
        gone = self.covered(before) - self.covered(after)
        return {step for step in gone if after.get(step) == self.answers.get(step, ...)}


def usual_of(
    raw: Mapping[str, Any], questions: Sequence[Question], words: Mapping[str, Any]
) -> Usual | None:
    """The usual answers of a pack, None where this place makes them untrue (M2).

    So does an option that is not offered here, or that leads to something to be read.
    """
    asked = {each.step: each for each in questions}
    answers = {step: raw["answers"][step] for step in asked if step in raw["answers"]}
    if not all(asked[step].applies(answers) for step in answers):
        return None
    if not all(asked[step].plainly(answer) for step, answer in answers.items()):
        return None
    tick = next(iter(raw.get("tick", {}).items()), None)
    return Usual(answers, words, tick if tick and tick[1] in asked[tick[0]].options else None)


def kept(usual: Usual | None, held: Mapping[str, Any], step: str, value: Any) -> dict[str, Any]:
    """All answers once `step` is answered with `value`: what a tap brings along, or undoes."""
    answers = {**held, step: value}
    if usual is None:
        return answers
    if step == USUAL:
        _tick(usual, held, answers)
        answers.pop(DIFFERENT, None)
    if step in (USUAL, DIFFERENT):
        answers |= usual.brought(answers)
    lapsed = usual.lapsed(held, answers) - {step}
    return {each: answer for each, answer in answers.items() if each not in lapsed}


def _tick(usual: Usual, held: Mapping[str, Any], answers: dict[str, Any]) -> None:
    """K9: the tick is an answer to its question; taken away again, so is the answer."""
    if usual.tick is None:
        return
    step, ticked = usual.tick
    was_ticked = held.get(USUAL, {}).get("ticked", False)
    if answers[USUAL]["ticked"]:
        answers[step] = ticked
    elif was_ticked and held.get(step) == ticked:
        del answers[step]
