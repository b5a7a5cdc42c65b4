"""The patient's walk: which page comes next, what each answer may be, what is still open.

Answers are one dictionary, step → value. The pages, their order and what they skip
follow from the policy and the answers; nothing else decides it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain import people, witness
from kiosk.domain.policy import Policy

MAX_LIFE = 4 * 60 * 60  # however often it is answered, in seconds
LIFE = 60 * 60  # an unsigned journey is deleted after an hour, in seconds
CLOSING_STEPS = ("statements", "signature", "check")
KEPT_KINDS = ("choice", "behalf")
COLUMNS = ("part", "by")  # answers that a consent has a column for


@dataclass(frozen=True)
class Doubt:
    """Two answers that do not fit together: asked about on a page of its own, not refused."""

    step: str
    after: str
    arises: Callable[[Mapping[str, Any]], bool]


DOUBTS = (
    Doubt(
        "together",
        "company",
        lambda given: given.get("by") == "companion" and given.get("company") == people.ALONE,
    ),
    # K10: a child may sign alone if the clinician judges so; a parent may have tapped "mine".
    Doubt(
        "own",
        "you",
        lambda given: given.get("whose") == "mine" and people.is_child(given["you"]),
    ),
    # K10: from 16 on a person decides for themselves; a child may have tapped "my child's".
    Doubt(
        "grown",
        "you",
        lambda given: given.get("whose") == "child" and people.is_grown(given["you"]),
    ),
    Doubt(
        "hold",
        "signature",
        lambda given: given.get("by") == "patient" and witness.is_witnessed(given["signature"]),
    ),
)
DOUBT_STEPS = frozenset(each.step for each in DOUBTS)

DOUBTS_AFTER = {
    step: tuple(each for each in DOUBTS if each.after == step)
    for step in {each.after for each in DOUBTS}
}


def steps(policy: Policy, answers: Mapping[str, Any]) -> list[str]:
    """Every page of this journey in order, given the answers so far."""
    pages = [f"rules-{group['id']}" for group in policy.groups]
    for question in policy.questions:
        if not question.applies(answers):
            continue
        pages += [question.step, *_doubts(answers, question.step)]
        end = question.ends.get(str(answers.get(question.step)))
        if end:
            return [*pages, end]
    return [*pages, "statements", "signature", *_doubts(answers, "signature"), "check"]


def _doubts(answers: Mapping[str, Any], step: str) -> list[str]:
    asked = DOUBTS_AFTER.get(step, ()) if is_answered(answers, step) else ()
    return [each.step for each in asked if each.arises(answers)]


def settled(answers: Mapping[str, Any]) -> dict[str, bool]:
    """The doubts that signed answers raise: who signed had settled each, and is not asked again."""
    asked = [each for each in DOUBTS if is_answered(answers, each.after)]
    return {each.step: True for each in asked if each.arises(answers)}


def is_answered(answers: Mapping[str, Any], step: str) -> bool:
    """Whether this page has its answer: an empty list of people is none (Q6)."""
    return bool(answers.get(step, []) != [])


def standing_answers(policy: Policy, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to pages of this journey: what a changed answer skips no longer counts."""
    return {step: answers[step] for step in steps(policy, answers) if is_answered(answers, step)}


def kept_answers(policy: Policy, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a consent keeps of the standing answers, besides its own columns and people.

    Never a private one: of that only its flag goes on to the clinician (Q10).
    """
    kept = {
        question.step: answers[question.step]
        for question in policy.questions
        if question.kind in KEPT_KINDS and not question.private and question.step in answers
    }
    company = {"company": people.ALONE} if answers.get("company") == people.ALONE else {}
    flags = {"flags": answers["flags"]} if answers.get("flags") else {}
    return {step: kept[step] for step in kept if step not in COLUMNS} | company | flags


def open_step(policy: Policy, answers: Mapping[str, Any]) -> str:
    """The first page that is still to be answered."""
    pages = steps(policy, answers)
    return next((page for page in pages if not is_answered(answers, page)), pages[-1])


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
    """Where an answer leads: back to the page that asked for a change (by way of the pages
    that the change added), else to the next one.
    """
    if wanted:
        return wanted if may_open(policy, answers, wanted) else open_step(policy, answers)
    return neighbours(policy, answers, step)[1] or step


def remark(policy: Policy, answers: Mapping[str, Any], step: str | None) -> str:
    """What the policy has to say about the answer just given (R12, R17, Q10), or ""."""
    question = policy.question(step) if step else None
    if question is None or question.kind != "choice":
        return ""
    option = question.words["options"].get(answers.get(question.step), {})
    return str(option.get("after", ""))


def progress(policy: Policy, answers: Mapping[str, Any], step: str) -> tuple[int, int]:
    """(page, of how many), both from 1, told truly as answers add or skip pages."""
    pages = steps(policy, answers)
    return pages.index(step) + 1, len(pages)
