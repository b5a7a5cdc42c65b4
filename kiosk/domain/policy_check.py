"""Whether the structure and the words of a policy fit together, part by part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from kiosk.domain import local
from kiosk.domain.own_rules import is_own
from kiosk.domain.question import Question
from kiosk.domain.translation import ENGLISH
from kiosk.domain.vocabulary import (
    CHECKS,
    FLAGS,
    PARTS,
    QUESTION_KINDS,
    READERS,
    RECORDERS,
    RECORDING_TYPES,
    SAYS,
    QuestionKind,
    ToldHow,
)

if TYPE_CHECKING:
    from kiosk.domain.policy import Policy

# The questions that a receipt's claims come from: step → (kind, the answers that a claim can hold).
RECEIPT_STEPS: Mapping[str, tuple[QuestionKind, tuple[str, ...]]] = {
    "types": ("types", RECORDING_TYPES),
    "part": ("choice", PARTS),
    "by": ("choice", RECORDERS),
    "you": ("identity", ()),
}
KIND_WORDS: Mapping[QuestionKind, tuple[str, ...]] = {
    "behalf": ("name_label", "relationship_title"),
    "identity": ("name_label", "birth_date_label", "nhs_number_label"),
    "line": ("label",),
    "people": ("alone_label", "name_label", "role_title", "says_title", "add_label"),
}
AGREED_WORDS: Mapping[ToldHow, tuple[str, ...]] = {"together": ("together", "agree"), "each": ()}
POSTER_WORDS = ("title", "first", "address", "no_phone", "text", "respect")
# Minutes for which a status list counts as fresh, unless the pack says otherwise (issue 4, item 9).
STATUS_FRESH, MAX_FRESH = 15, 24 * 60
CONDITION_KEY = re.compile(r"[a-z_]{1,32}")  # as the claim of a decision holds it
CLAIM = re.compile(r"[A-Za-z0-9._-]{1,40}/[A-Za-z0-9-]{2,20}")


class PolicyError(Exception):
    """A pack that cannot be used. The message names the missing or wrong part."""


def status_fresh(pack: Mapping[str, Any]) -> int:
    """Seconds for which a status list counts as fresh at a site with this pack (M2).

    Raises:
        PolicyError: it is no whole number of minutes, from one to a day.
    """
    minutes = pack.get("status_fresh_minutes", STATUS_FRESH)
    if type(minutes) is not int or not 1 <= minutes <= MAX_FRESH:
        raise PolicyError(f"status_fresh_minutes: {minutes!r} is not from 1 to {MAX_FRESH}")
    return 60 * minutes


def check(policy: Policy) -> None:
    """Look through all of it.

    Raises:
        PolicyError, KeyError, TypeError, AttributeError: a part is missing, unknown or misshapen.
    """
    if not policy.groups or not policy.statements or not policy.questions:
        raise PolicyError("a policy needs rules, questions and statements")
    if CLAIM.fullmatch(policy.name) is None:
        raise PolicyError(
            f"version and language {policy.name!r}: letters, numbers, dots, dashes only"
        )
    status_fresh(policy.pack)
    _check_receipt_steps(policy)
    _check_rules(policy)
    _check_questions(policy)
    _check_bounds(policy)
    _check_short_way(policy)
    for end in policy.objections:
        _need(policy.words["ends"][end], f"ends.{end}", "title", "text")
    _need(policy.words["statements"], "statements", "intro", *policy.pack["statements"])
    _need(policy.words["refusal"], "refusal", "title", "text")
    if "poster" in policy.words:
        _need(policy.words["poster"], "poster", *POSTER_WORDS)
    if "here" in policy.words and (gone := local.missing(policy.words)):
        raise PolicyError(f"{gone} is missing")


def _check_rules(policy: Policy) -> None:
    """Each rule has its words; one of the practice's own has them in English, at the least."""
    for group in policy.groups:
        _need(group, f"groups.{group['id']}", "title")
        for rule in group["rules"]:
            if policy.language == ENGLISH or not is_own(rule["id"]):
                _need(rule, f"rules.{rule['id']}", "title", "text")


def _check_short_way(policy: Policy) -> None:
    """The usual answers are to questions that are asked, each with its line; so is the tick."""
    if policy.pack.get("agreed", "each") not in get_args(ToldHow):
        raise PolicyError(f"agreed: {policy.pack['agreed']!r} is neither together nor each")
    _need(policy.words["statements"], "statements", *AGREED_WORDS[policy.agreed])
    raw = policy.pack.get("usual")
    if raw is None:
        return
    for step in (*raw["answers"], *raw.get("tick", {})):
        question = policy.question(step)
        if question is None or question.private:
            raise PolicyError(f"usual: no question {step!r} that may be stated")
    words = policy.words["usual"]
    _need(words, "usual", "title", "right", "wrong", "different", "hint", "all")
    _need(words["lines"], "usual.lines", *raw["answers"])
    _need(words, "usual", *(["tick"] if raw.get("tick") else []))


def _check_bounds(policy: Policy) -> None:
    """What an agreement may be bound to, and what is offered where there is none."""
    for raw in policy.pack.get("conditions", ()):
        key = raw["key"]
        if CONDITION_KEY.fullmatch(key) is None:
            raise PolicyError(f"conditions: {key!r}: small letters and _ only, at most 32")
        if odd := set(raw["answers"]) - set(CHECKS):
            raise PolicyError(f"conditions.{key}: unknown check {min(odd)!r}")
        _need(policy.words["conditions"][key], f"conditions.{key}", "staff", "patient")
    for key in policy.pack.get("offers", ()):
        _need(policy.words["offers"][key], f"offers.{key}", "staff", "patient")


def _check_receipt_steps(policy: Policy) -> None:
    """A receipt needs these questions, and answers that its claims know."""
    names = [each.step for each in policy.questions]
    for twice in {each for each in names if names.count(each) > 1}:
        raise PolicyError(f"questions.{twice} stands twice")
    for step, (kind, answers) in RECEIPT_STEPS.items():
        question = policy.question(step)
        if question is None or question.kind != kind:
            raise PolicyError(f"a question of the kind {kind} at the step {step} is missing")
        if answers and not (question.options and set(question.options) <= set(answers)):
            raise PolicyError(f"the options of {step} must be some of {', '.join(answers)}")


def _check_questions(policy: Policy) -> None:
    """Each question, in the words for everyone, as staff read them, and in those by who answers."""
    for reader in (None, *READERS):
        for question in policy.told_to(reader).questions:
            _check_question(question)
    for question in policy.questions:
        for end in question.ends.values():
            _need(policy.words["ends"][end], f"ends.{end}", "title", "text")


def _check_question(question: Question) -> None:
    where = f"questions.{question.step}"
    if question.kind not in QUESTION_KINDS:
        raise PolicyError(f"{where}: unknown kind {question.kind!r}")
    _need(question.words, where, "title", "why", *KIND_WORDS.get(question.kind, ()))
    for option in question.options:
        _need(question.words["options"][option], f"{where}.options.{option}", "label")
    for flag in question.flags.values():
        if flag not in FLAGS:
            raise PolicyError(f"{where}: unknown flag {flag!r}")
    if question.kind == "people":
        for says in SAYS:
            _need(question.words["says"][says], f"{where}.says.{says}", "label")


def _need(part: Mapping[str, Any], where: str, *names: str) -> None:
    for name in names:
        if not part.get(name):
            raise PolicyError(f"{where}: {name} is missing")
