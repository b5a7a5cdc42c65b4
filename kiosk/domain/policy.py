"""A policy: the rules, questions and statements of a site, as data, in one language.

`pack` is the structure (no prose) and `words` the prose of one language. Together they
are what a patient reads, and what a receipt's `rh` claim is the hash of (M1).
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, get_args

from kiosk.domain import local
from kiosk.domain.conditions import Condition, Offer, unknown_condition
from kiosk.domain.own_rules import is_half, is_own
from kiosk.domain.question import Question
from kiosk.domain.readers import worded_for
from kiosk.domain.translation import ENGLISH
from kiosk.domain.usual import Usual, usual_of
from kiosk.domain.vocabulary import (
    CHECKS,
    FLAGS,
    PARTS,
    QUESTION_KINDS,
    READERS,
    RECORDERS,
    RECORDING_TYPES,
    SAYS,
    Flag,
    QuestionKind,
    Reader,
    RecordingType,
    ToldHow,
)

HASH_BYTES = 12  # 96 bits, the `rh` claim of a receipt
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


@dataclass(frozen=True)
class Policy:
    """One version of a site's rules in one language, ready to show."""

    version: str
    language: str
    pack: Mapping[str, Any] = field(repr=False)
    words: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """The receipt's `rules` claim: version and language, as `2026-11-1/en`."""
        return f"{self.version}/{self.language}"

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The rule cards a page at a time: id, title and the rules in it (R1 to R18)."""
        return [
            {
                "id": group["id"],
                **self.words["groups"][group["id"]],
                "rules": [{"id": rule, **self.words["rules"][rule]} for rule in group["rules"]],
            }
            for group in self.pack["groups"]
        ]

    @cached_property
    def is_half(self) -> bool:
        """Whether this language has no words for a rule of the practice's own (M3)."""
        return is_half(self.pack, self.words)

    def rule_text(self, rule: str) -> str:
        """The text of one rule, such as `R15`; "" where this place has no such rule."""
        return str(self.words["rules"].get(rule, {}).get("text", ""))

    @property
    def poster(self) -> dict[str, str]:
        """What the poster in the waiting room says around its rules (M8)."""
        return {key: text for key, text in self.words["poster"].items() if key in POSTER_WORDS}

    def poster_rules(self) -> list[dict[str, Any]]:
        """The rules on the poster, each with its `line`; all of them if the pack names none."""
        rules = [rule for group in self.groups for rule in group["rules"]]
        wanted = self.pack.get("poster") or [rule["id"] for rule in rules]
        lines = self.words["poster"]["lines"]
        return [
            {**rule, "line": lines.get(rule["id"], rule["title"])}
            for rule in rules
            if rule["id"] in wanted
        ]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question of this policy, in asking order."""
        return tuple(self._question(raw) for raw in self.pack["questions"])

    @property
    def sound_code(self) -> str:
        """The clinical code that a record note offers for recorded sound, or "" (K7)."""
        return str(self.pack.get("sound_code", ""))

    @property
    def types(self) -> tuple[RecordingType, ...]:
        """What may be asked for here at all, of sound, video and photo (M2)."""
        asked = next(each for each in self.questions if each.kind == "types")
        return tuple(each for each in RECORDING_TYPES if each in asked.options)

    @property
    def statements(self) -> list[tuple[str, str]]:
        """What the patient agrees to: (id, text)."""
        return [(each, self.words["statements"][each]) for each in self.pack["statements"]]

    def told_to(self, reader: Reader | None) -> "Policy":
        """The same policy in the words for who answers: the patient, or who signs for them.

        A question without such words, and a policy published before there were any, says the
        same to both (issue 10, C10).
        """
        return self._readers[reader] if reader else self

    @cached_property
    def _readers(self) -> Mapping[Reader, "Policy"]:
        return {each: replace(self, words=worded_for(each, self.words)) for each in READERS}

    @property
    def agreed(self) -> ToldHow:
        """How the statements are agreed: `together`, as a list with one tap, or each ticked.

        A pack of before this was asked says nothing of it: its words ask for a tick each.
        """
        return "together" if self.pack.get("agreed") == "together" else "each"

    @cached_property
    def usual(self) -> Usual | None:
        """The usual answers, where all of them hold in this place; else no short way (M2)."""
        raw = self.pack.get("usual")
        return usual_of(raw, self.questions, self.words["usual"]) if raw else None

    def question(self, step: str) -> Question | None:
        """The question asked at this step, if the step is a question."""
        return self._by_step.get(step)

    @cached_property
    def _by_step(self) -> dict[str, Question]:
        # If two questions share a step, this keeps the first; `load` refuses such a policy.
        return {each.step: each for each in reversed(self.questions)}

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What an agreement may be bound to here, in the order in which staff tick it (K3)."""
        return tuple(
            Condition(**self._worded("conditions", each["key"]), answers=tuple(each["answers"]))
            for each in self.pack.get("conditions", ())
        )

    def condition(self, key: str) -> Condition:
        """The condition of a key; one that this policy does not know says to ask."""
        known = {each.key: each for each in self.conditions}
        return known.get(key) or unknown_condition(key)

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """What staff may offer instead, where they do not agree or ask to wait (R15, K9)."""
        return tuple(Offer(**self._worded("offers", key)) for key in self.pack.get("offers", ()))

    def _worded(self, part: str, key: str) -> dict[str, str]:
        words = self.words[part][key]
        return {"key": key, "staff": words["staff"], "patient": words["patient"]}

    @property
    def objections(self) -> tuple[str, ...]:
        """The ends at which the patient said no to a recording that another asked for (K10)."""
        return tuple(self.pack.get("objections", ()))

    def flags(self, answers: Mapping[str, Any]) -> list[Flag]:
        """What the clinician is told apart from the answers: `adjustment`, `alone_first`.

        A private answer counts even where a later answer skips its question. Otherwise somebody
        who puts the patient under pressure could undo it by adding themselves to the room (Q10).
        """
        return [
            question.flags[str(answers[question.step])]
            for question in self.questions
            if (question.private or question.applies(answers))
            and str(answers.get(question.step)) in question.flags
        ]

    def label(self, step: str, answer: str) -> str:
        """The words that stand for an answer to a choice question."""
        question = self.question(step)
        if question is None or answer not in question.options:
            return answer
        return str(question.words["options"][answer]["label"])

    def _question(self, raw: Mapping[str, Any]) -> Question:
        step = raw["step"]
        return Question(
            id=raw["id"],
            step=step,
            kind=raw["kind"],
            options=tuple(raw.get("options", ())),
            default=tuple(raw.get("default", ())),
            only_if={key: tuple(value) for key, value in raw.get("only_if", {}).items()},
            ends=dict(raw.get("ends", {})),
            flags=dict(raw.get("flags", {})),
            private=bool(raw.get("private", False)),
            plain=bool(raw.get("plain", False)),
            # The address of a private question must not say what it asks: its words may.
            words=self.words["questions"][raw.get("words", step)],
        )


def text_hash(pack: Mapping[str, Any], words: Mapping[str, Any], key: str = "") -> str:
    """The 96-bit SHA-256 of what is read, base64url, 16 characters (receipt claim `rh`).

    `key` stands for what the place allows, where that is not all (M2).
    """
    read = [pack, words, key] if key else [pack, words]
    text = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8")).digest()[:HASH_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")


def status_fresh(pack: Mapping[str, Any]) -> int:
    """Seconds for which a status list counts as fresh at a site with this pack (M2).

    Raises:
        PolicyError: it is no whole number of minutes, from one to a day.
    """
    minutes = pack.get("status_fresh_minutes", STATUS_FRESH)
    if type(minutes) is not int or not 1 <= minutes <= MAX_FRESH:
        raise PolicyError(f"status_fresh_minutes: {minutes!r} is not from 1 to {MAX_FRESH}")
    return 60 * minutes


def load(pack: Mapping[str, Any], words: Mapping[str, Any]) -> Policy:
    """Check that structure and words fit together and make a policy of them.

    Raises:
        PolicyError: a part is missing or unknown; the message names it.
    """
    try:
        policy = Policy(str(pack["version"]), str(words["language"]), pack, words)
        _check(policy)
    except (KeyError, TypeError, AttributeError) as error:
        raise PolicyError(f"missing or misshapen part: {error}") from error
    return policy


def _check(policy: Policy) -> None:
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
