"""Reads what was posted on each page of the walk into an answer, or says what is wrong."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kiosk.domain import ages, people, typed_text, witness
from kiosk.domain.answers import Answers
from kiosk.domain.form import Form
from kiosk.domain.policy import Policy
from kiosk.domain.question import Question
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say
from kiosk.domain.typed_text import MAX_NAME
from kiosk.domain.usual import ALL, DIFFERENT, RIGHT, USUAL, WHOSE, Usual
from kiosk.domain.vocabulary import QuestionKind, Reader, RecordingType

CHILD_UNDER = 16  # years: from 16 on a person is taken to decide for themselves (K10)


def parse(policy: Policy, step: str, form: Form, today: datetime.date, answers: Answers) -> Any:
    """The answer to a step, ready to keep, from a posted form and the answers so far.

    Raises:
        InvalidInput: with the words to show beside each field.
    """
    if step.startswith("rules-"):
        return True
    if step in _SHORT_WAY and policy.usual is not None:
        return _SHORT_WAY[step](policy.usual, form)
    if step == "statements":
        return _statements(policy, form)
    if step == "signature":
        return witness.parse(form, answers)
    question = policy.question(step)
    if question is not None:
        return _answer(policy, question, form, today, answers)
    if form.get(step, "") != "yes":  # a doubt has one answer: "it is as I said"
        raise InvalidInput({"step": say("There is no such question")})
    return True


def _answer(
    policy: Policy, question: Question, form: Form, today: datetime.date, answers: Answers
) -> Any:
    if question.kind == "people":
        return people.parse(question, form, answers.get(question.step))
    if question.kind == "identity":
        return identity(form, today, answers.reader, required=True)
    return _PARSERS[question.kind](policy, question, form)


def _choice(_policy: Policy, question: Question, form: Form) -> str:
    answer = form.get(question.step, "")
    if answer not in question.options:
        raise InvalidInput({question.step: say("Choose one answer")})
    return answer


def _types(policy: Policy, _question: Question, form: Form) -> list[RecordingType]:
    """R4: each of sound, video and photo has its own yes or no."""
    missing = [kind for kind in policy.types if form.get(kind, "") not in ("yes", "no")]
    if missing:
        raise InvalidInput({kind: _CHOOSE[kind] for kind in missing})
    chosen = [kind for kind in policy.types if form.get(kind, "") == "yes"]
    if not chosen:
        raise InvalidInput(
            {
                policy.types[0]: say(
                    "Choose yes for at least one, or choose “I will not record” below"
                )
            }
        )
    return chosen


_CHOOSE: Mapping[RecordingType, str] = {
    "sound": say("Choose yes or no for sound"),
    "video": say("Choose yes or no for video"),
    "photo": say("Choose yes or no for photos"),
    "live": say("Choose yes or no for a live call or stream"),
}


def _behalf(_policy: Policy, question: Question, form: Form) -> dict[str, str]:
    """Q1, K10: who signs for another, and what lets them decide."""
    errors: dict[str, str] = {}
    name = typed_text.collect(errors, form, "signer", say("your own name"))
    relationship = form.get("relationship", "")
    if relationship not in question.options:
        errors["relationship"] = say("Choose what you are to the patient")
    if errors:
        raise InvalidInput(errors)
    return {"signer": name, "relationship": relationship}


def identity(
    form: Form, today: datetime.date, reader: Reader | None, *, required: bool
) -> dict[str, Any]:
    """Q11: name, birth date (ISO 8601) and NHS number. All may be empty when refusing.

    Errors say "your" name to the patient, and "the patient’s" to who answers for them (C10).

    An unknown birth date may be said to be so, and a wrong number be left out (staff then
    compare by hand). With a birth date, `under_16` or `from_16` is there, and true.

    Raises:
        InvalidInput: one entry for each field that cannot be accepted.
    """
    errors: dict[str, str] = {}
    what = say("your full name") if reader == "mine" else say("the patient’s full name")
    name = typed_text.collect(errors, form, "name", what, required=required)
    born = _born(errors, form, today, required)
    number = ""
    try:
        number = typed_text.nhs_number(form.get("nhs_number", ""))
    except InvalidInput as wrong:
        errors |= {} if form.get("no_number", "") == "yes" else wrong.errors
    if errors:
        raise InvalidInput(errors)
    you = {"name": name, "birth_date": born.isoformat() if born else "", "nhs_number": number}
    return you | aged(born, today)


def aged(born: datetime.date | None, today: datetime.date) -> dict[str, Any]:
    """The patient's age as an identity keeps it: `under_16` or `from_16`, neither if unknown."""
    if born is None:
        return {}
    return {"under_16": True} if ages.years(born, today) < CHILD_UNDER else {"from_16": True}


def _born(
    errors: dict[str, str], form: Form, today: datetime.date, required: bool
) -> datetime.date | None:
    day, month, year = (form.get(part, "") for part in ("day", "month", "year"))
    if not required and not f"{day}{month}{year}".strip():
        return None
    try:
        return typed_text.birth_date(day, month, year, today)
    except InvalidInput as wrong:
        errors |= {} if form.get("no_birth_date", "") == "yes" else wrong.errors
        return None


def _usual(usual: Usual, form: Form) -> dict[str, Any]:
    """Whether the usual answers are right, and whether recording helps with a disability (K9)."""
    said = form.get(USUAL, "")
    if said not in (RIGHT, DIFFERENT):
        raise InvalidInput({USUAL: say("Choose one answer")})
    return {"said": said, "ticked": usual.tick is not None and form.get("ticked", "") == "yes"}


def _different(usual: Usual, form: Form) -> str | list[str]:
    """Which of the usual answers are different; whose appointment it is changes all of them."""
    chosen = form.getlist(DIFFERENT)
    different = [step for step in usual.answers if step in chosen]
    if ALL in chosen or WHOSE in different:
        return ALL
    if not different:
        button = usual.words["all"]  # which is the practice's to word
        raise InvalidInput(
            {DIFFERENT: say("Tick what is different, or press “%(button)s”", button=button)}
        )
    return different


_SHORT_WAY: Mapping[str, Callable[[Usual, Form], Any]] = {USUAL: _usual, DIFFERENT: _different}


def _statements(policy: Policy, form: Form) -> list[str]:
    """As a list with one tap, or each ticked: the policy says which."""
    wanted = [each for each, _text in policy.statements]
    ticked: Sequence[str] = form.getlist("statements")
    if policy.agreed == "together":
        if ticked != [ALL]:
            raise InvalidInput({"statements": say("Agree to the list, or choose “I do not agree”")})
        return wanted
    missing = [each for each in wanted if each not in ticked]
    if missing:
        # One line, however many are missing: it leads to the first, and the page marks each.
        raise InvalidInput(
            {missing[0]: say("If you agree, tick every line. Some are not ticked yet.")}
        )
    return wanted


def _line(_policy: Policy, question: Question, form: Form) -> str:
    """One line of the patient's own words, such as who listens live (R19)."""
    what = say("who listens or watches")
    return typed_text.clean_line(form.get(question.step, ""), question.step, what, most=MAX_NAME)


# `people` has a parser of its own, which goes by those already named.
_PARSERS: Mapping[QuestionKind, Callable[[Policy, Question, Form], Any]] = {
    "choice": _choice,
    "types": _types,
    "behalf": _behalf,
    "line": _line,
}
