"""The patient's walk: which page comes next, what each answer may be, what is still open.

Answers are one dictionary, step → value. The pages, their order and what they skip
follow from the policy and the answers; nothing else decides it.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kiosk.domain import signature, text
from kiosk.domain.policy import Policy, Question
from kiosk.domain.refusals import InvalidInput

NAME_MOST = 200
LIFE = 60 * 60  # an unsigned journey is deleted after an hour, in seconds
CLOSING_STEPS = ("statements", "signature", "check")


class Form(Protocol):
    """What was posted: the part of werkzeug's MultiDict that is used here."""

    def get(self, key: str, default: str) -> str:
        """The first value under this name."""

    def getlist(self, key: str) -> list[str]:
        """Every value under this name."""


def steps(policy: Policy, answers: Mapping[str, Any]) -> list[str]:
    """Every page of this journey in order, given the answers so far."""
    pages = [f"rules-{group['id']}" for group in policy.groups]
    for question in policy.questions:
        if not question.applies(answers):
            continue
        pages.append(question.step)
        end = question.ends.get(str(answers.get(question.step)))
        if end:
            return [*pages, end]
    return [*pages, *CLOSING_STEPS]


def standing_answers(policy: Policy, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to pages of this journey: what a changed answer skips no longer counts."""
    return {step: answers[step] for step in steps(policy, answers) if step in answers}


def open_step(policy: Policy, answers: Mapping[str, Any]) -> str:
    """The first page that is still to be answered."""
    pages = steps(policy, answers)
    return next((page for page in pages if page not in answers), pages[-1])


def may_open(policy: Policy, answers: Mapping[str, Any], step: str) -> bool:
    """Whether a page may be shown: it is on this journey and all before it is answered."""
    pages = steps(policy, answers)
    return step in pages and pages.index(step) <= pages.index(open_step(policy, answers))


def neighbours(
    policy: Policy, answers: Mapping[str, Any], step: str
) -> tuple[str | None, str | None]:
    """The pages before and after this one, None at an end."""
    pages = steps(policy, answers)
    place = pages.index(step)
    before = pages[place - 1] if place else None
    after = pages[place + 1] if place + 1 < len(pages) else None
    return before, after


def after(policy: Policy, answers: Mapping[str, Any], step: str, wanted: str) -> str:
    """Where an answer leads: back to the page that asked for a change, else the next one."""
    if wanted and may_open(policy, answers, wanted):
        return wanted
    return neighbours(policy, answers, step)[1] or step


def remark(policy: Policy, answers: Mapping[str, Any], step: str | None) -> str:
    """What the policy has to say about the answer just given (R12, R17), or ""."""
    question = policy.question(step) if step else None
    if question is None or question.kind != "choice":
        return ""
    option = question.words["options"].get(answers.get(question.step), {})
    return str(option.get("after", ""))


def progress(policy: Policy, answers: Mapping[str, Any], step: str) -> tuple[int, int]:
    """(page, of how many), both from 1, told truly as answers add or skip pages."""
    pages = steps(policy, answers)
    return pages.index(step) + 1, len(pages)


def parse(policy: Policy, step: str, form: Form, today: datetime.date) -> Any:
    """The answer that a posted form gives to a step, ready to keep.

    Raises:
        InvalidInput: with the words to show beside each field.
    """
    if step.startswith("rules-"):
        return True
    if step == "statements":
        return _statements(policy, form.getlist("statements"))
    if step == "signature":
        return signature.parse(
            form.get("how", "typed"), form.get("name", ""), form.get("strokes", "")
        )
    question = policy.question(step)
    if question is None:
        raise InvalidInput({"step": "There is no such question"})
    return _PARSERS[question.kind](policy, question, form, today)


def _choice(_policy: Policy, question: Question, form: Form, _today: datetime.date) -> str:
    answer = form.get(question.step, "")
    if answer not in question.options:
        raise InvalidInput({question.step: "Choose one answer"})
    return answer


def _types(policy: Policy, question: Question, form: Form, _today: datetime.date) -> list[str]:
    """R4: each of sound, video and photo has its own yes or no."""
    errors = {}
    for kind in policy.types:
        if form.get(kind, "") not in ("yes", "no"):
            label = question.words["options"][kind]["label"]
            errors[kind] = f"Choose yes or no for {label[0].lower()}{label[1:]}"
    if errors:
        raise InvalidInput(errors)
    chosen = [kind for kind in policy.types if form.get(kind, "") == "yes"]
    if not chosen:
        raise InvalidInput(
            {policy.types[0]: "Choose yes for at least one, or choose “I will not record” below"}
        )
    return chosen


def _behalf(
    _policy: Policy, question: Question, form: Form, _today: datetime.date
) -> dict[str, str]:
    errors: dict[str, str] = {}
    name = _collect(errors, form, "signer", "your own name", NAME_MOST)
    relationship = form.get("relationship", "")
    if relationship not in question.options:
        errors["relationship"] = "Choose what you are to the patient"
    if errors:
        raise InvalidInput(errors)
    return {"signer": name, "relationship": relationship}


def _identity(
    _policy: Policy, _question: Question, form: Form, today: datetime.date
) -> dict[str, str]:
    return identity(form, today, required=True)


def identity(form: Form, today: datetime.date, *, required: bool) -> dict[str, str]:
    """Q11: name, birth date (ISO 8601) and NHS number. All may be empty when refusing.

    Raises:
        InvalidInput: one entry for each field that cannot be accepted.
    """
    errors: dict[str, str] = {}
    name = _collect(errors, form, "name", "the patient’s full name", NAME_MOST, required=required)
    day, month, year = (form.get(part, "") for part in ("day", "month", "year"))
    born = number = ""
    if required or f"{day}{month}{year}".strip():
        try:
            born = text.birth_date(day, month, year, today).isoformat()
        except InvalidInput as wrong:
            errors |= wrong.errors
    try:
        number = text.nhs_number(form.get("nhs_number", ""))
    except InvalidInput as wrong:
        errors |= wrong.errors
    if errors:
        raise InvalidInput(errors)
    return {"name": name, "birth_date": born, "nhs_number": number}


def _collect(
    errors: dict[str, str], form: Form, field: str, what: str, most: int, *, required: bool = True
) -> str:
    try:
        return text.clean_line(form.get(field, ""), field, what, most=most, required=required)
    except InvalidInput as wrong:
        errors |= wrong.errors
        return ""


def _statements(policy: Policy, ticked: Sequence[str]) -> list[str]:
    wanted = [each for each, _text in policy.statements]
    missing = [each for each in wanted if each not in ticked]
    if missing:
        words = dict(policy.statements)
        raise InvalidInput({each: f"Tick if you agree: “{words[each]}”" for each in missing})
    return wanted


_PARSERS = {"choice": _choice, "types": _types, "behalf": _behalf, "identity": _identity}
