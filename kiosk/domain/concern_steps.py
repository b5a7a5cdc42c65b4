"""The steps of a concern in the policy's order: what is next, and what it asks for (M4).

A pure state machine over the steps that were made. None is passed over without a word. Whether it
is a complaint comes first: where it is, the complaints pathway is offered, whoever else was touched
is looked after, and nothing else follows from it. Ending anybody's care is no step here, and never
will be: people decide that elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.form import Form
from kiosk.domain.long_text import clean_text
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput
from kiosk.domain.vocabulary import (
    CONCERN_ANSWERS,
    CONCERN_POINTS,
    ConcernAnswer,
    ConcernPoint,
    one_of,
)

ORDER: tuple[ConcernPoint, ...] = (
    "told",
    "complaint",
    "pathway",
    "privacy",
    "governance",
    "platform",
    "letter_1",
    "letter_2",
    "partner",
    "laws",
)
LETTERS: tuple[ConcernPoint, ...] = ("letter_1", "letter_2")
# Against the author, however kindly: none of it while a complaint stands.
FOLLOWS: tuple[ConcernPoint, ...] = ("platform", *LETTERS, "partner", "laws")
TITLES: Mapping[ConcernPoint, str] = {
    "told": "The manager has read it",
    "complaint": "Is it a complaint?",
    "pathway": "The complaints pathway",
    "privacy": "Is anyone’s privacy touched, or another patient?",
    "governance": "Tell information governance",
    "platform": "Report it to the platform",
    "letter_1": "Ask the author: letter 1",
    "letter_2": "Ask the author again: letter 2",
    "partner": "A partner decides, with advice from the defence union",
    "laws": "Take advice on the law",
    "close": "Close",
    "reopen": "Open again",
}
_LEFT_OUT = "Left out"
ANSWERS: Mapping[ConcernPoint, Mapping[ConcernAnswer, str]] = {
    "told": {"done": "Read, and taken on"},
    "complaint": {
        "no": "No, nobody complains of anything",
        "yes": "Yes, it is a complaint, or may be one",
    },
    "pathway": {"done": "The complaints pathway was offered", "skipped": _LEFT_OUT},
    "privacy": {
        "no": "No",
        "affected": "Yes, but it is no breach of what we hold",
        "breach": "Yes, and it may be a breach: 72 hours",
    },
    "governance": {"done": "Information governance was told", "skipped": _LEFT_OUT},
    "platform": {"done": "Reported to the platform", "skipped": _LEFT_OUT},
    "letter_1": {"written": "Letter 1 was written", "skipped": _LEFT_OUT},
    "letter_2": {"written": "Letter 2 was written", "skipped": _LEFT_OUT},
    "partner": {
        "advised": "A partner decided, with advice",
        "unadvised": "A partner decided, without advice yet",
        "skipped": _LEFT_OUT,
    },
    "laws": {"done": "Advice was taken", "skipped": _LEFT_OUT},
    "close": {
        "removed": "It was taken down or deleted",
        "stopped": "It stopped",
        "agreed": "They asked openly, and we agreed what to record",
        "complaint": "It goes on as a complaint, outside this page",
        "nothing": "Nothing needed doing",
        "other": "Something else, in words",
    },
    "reopen": {"done": "Opened again"},
}
MAX_WORDS = 1000
MAX_LETTER = 4000
DAY = 24 * 60 * 60
BREACH = 3 * DAY  # 72 hours from when the place knew (UK GDPR Article 33)
# Days after the step before (the first: after it was raised) at which one is due.
DAYS: Mapping[ConcernPoint, int] = {
    "told": 0,
    "complaint": 0,
    "pathway": 0,
    "privacy": 0,
    "governance": 0,
    "platform": 1,
    "letter_1": 2,
    "letter_2": 14,
    "partner": 14,
    "laws": 14,
    "close": 7,
}


@dataclass(frozen=True)
class Done:
    """One step that was made, and when (seconds since 1970, UTC)."""

    step: ConcernPoint
    answer: ConcernAnswer
    at: int = 0


@dataclass(frozen=True)
class Step:
    """One step as it is to be made. `words` are the reason, or the text of a letter."""

    step: ConcernPoint
    answer: ConcernAnswer
    words: str = ""


@dataclass(frozen=True)
class Due:
    """The next step, and from when it is wanted; `by`: the end of the 72 hours, or 0."""

    step: ConcernPoint
    at: int
    by: int = 0


@dataclass(frozen=True)
class Case:
    """How a concern stands: the last answer to each step, and whether it is closed."""

    answers: Mapping[ConcernPoint, ConcernAnswer]
    closed: bool = False

    @property
    def complaint(self) -> bool:
        """Whether a complaint stands: the complaints pathway first, and nothing else follows."""
        return self.answers.get("complaint") == "yes"

    @property
    def path(self) -> tuple[ConcernPoint, ...]:
        """The steps that this concern goes through, in their order."""
        return tuple(each for each in ORDER if self._on_path(each))

    @property
    def next(self) -> ConcernPoint | None:
        """The step whose turn it is; None: all are made, or it is closed."""
        if self.closed:
            return None
        return next((each for each in self.path if each not in self.answers), None)

    @property
    def may_close(self) -> bool:
        """Whether it may be closed now: never unread, nor while a possible breach is untold."""
        untold = self.answers.get("privacy") == "breach" and "governance" not in self.answers
        return not self.closed and "told" in self.answers and not untold

    def may(self, step: ConcernPoint) -> bool:
        """Whether this step can be made now. A complaint can come in, or turn out to be none, at
        any time in between.
        """
        if step == "reopen":
            return self.closed
        if step == "close":
            return self.may_close
        if step == "complaint":
            return not self.closed and "told" in self.answers
        return step == self.next

    def _on_path(self, step: ConcernPoint) -> bool:
        if step == "pathway":
            return self.complaint
        if step == "governance":
            return self.answers.get("privacy") in ("affected", "breach")
        return not (self.complaint and step in FOLLOWS)


def case_of(done: Iterable[Done]) -> Case:
    """How a concern stands after these steps, oldest first."""
    answers: dict[ConcernPoint, ConcernAnswer] = {}
    closed = False
    for each in done:
        if each.step in ("close", "reopen"):
            closed = each.step == "close"
        else:
            answers[each.step] = each.answer
    return Case(answers, closed)


def needs_words(case: Case, step: ConcernPoint, answer: ConcernAnswer) -> bool:
    """Whether this answer is taken only with a word: whatever leaves a step out, or turns back."""
    if answer in ("skipped", "other") or step in ("partner", "reopen"):
        return True
    if step == "close":
        return case.next is not None
    return step == "complaint" and "complaint" in case.answers


def check(case: Case, made: Step) -> None:
    """Let a step through that can be made now.

    Raises:
        ChangedMeanwhile: it is not its turn, or says what stands already.
        InvalidInput: it has no such answer, or wants a word.
    """
    if not case.may(made.step) or (
        made.step == "complaint" and case.answers.get("complaint") == made.answer
    ):
        raise ChangedMeanwhile
    if made.answer not in ANSWERS[made.step]:
        raise InvalidInput({"answer": "Choose an answer"})
    if needs_words(case, made.step, made.answer) and not made.words:
        raise InvalidInput({"words": _ASK.get(made.step, "Say why, in a word or two")})


_ASK: Mapping[ConcernPoint, str] = {
    "partner": "Say what was decided, and by whom",
    "close": "Say why it is closed before every step was made",
}


def parse(form: Form, case: Case) -> Step:
    """The step that a form makes; a letter is written on a page of its own.

    Raises:
        ChangedMeanwhile, InvalidInput: as `check`; or words that cannot be kept.
    """
    step = one_of(CONCERN_POINTS, form.get("step", ""))
    if step is None or not case.may(step):
        raise ChangedMeanwhile
    answer = one_of(CONCERN_ANSWERS, form.get("answer", ""))
    if answer is None or answer == "written" or answer not in ANSWERS[step]:
        raise InvalidInput({"answer": "Choose an answer"})
    words = clean_text(form.get("words", ""), "words", "your words", most=MAX_WORDS, required=False)
    made = Step(step, answer, words)
    check(case, made)
    return made


def due(done: list[Done], raised_at: int) -> Due | None:
    """What is due next, and from when; None: it is closed."""
    case = case_of(done)
    if case.closed:
        return None
    step = case.next or "close"
    last = max([raised_at, *(each.at for each in done)])
    breach = step == "governance" and case.answers.get("privacy") == "breach"
    return Due(step, last + DAYS[step] * DAY, by=raised_at + BREACH if breach else 0)
