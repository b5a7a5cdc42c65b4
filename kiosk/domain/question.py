"""One question of a policy (Q1 to Q11): when it is asked, and what its answers lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain.answers import ALONE
from kiosk.domain.vocabulary import Flag, QuestionKind


@dataclass(frozen=True)
class Question:
    """One question (Q1 to Q11), asked on one page at `/journey/<step>`.

    A `private` one is for the clinician's eyes only: its answer is never read back, shown
    as chosen, or written anywhere that the patient's companions could see (Q10).
    """

    id: str
    step: str
    kind: QuestionKind
    options: tuple[str, ...]
    default: tuple[str, ...]
    only_if: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, str]
    flags: Mapping[str, Flag]
    private: bool
    plain: bool  # its `why` is an instruction, shown without the heading “Why we ask”
    words: Mapping[str, Any]

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Whether this question is asked, given the answers so far."""
        return all(_among(answers.get(step), wanted) for step, wanted in self.only_if.items())

    def plainly(self, answer: Any) -> bool:
        """Whether this can be answered so here, with nothing to be read or done because of it."""
        if self.kind == "people":
            return bool(answer == ALONE)
        given = answer if isinstance(answer, list) else [answer]
        return self.kind in ("choice", "types") and all(
            each in self.options
            and each not in self.ends
            and each not in self.flags
            and not self.words["options"][each].get("after")
            for each in given
        )


def _among(answer: Any, wanted: tuple[str, ...]) -> bool:
    """Whether an answer is one of those wanted; of several answers, whether any is."""
    return any(each in wanted for each in answer) if isinstance(answer, list) else answer in wanted
