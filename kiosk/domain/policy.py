"""A policy: the rules, questions and statements of a site, as data, in one language.

`pack` is the structure (no prose) and `words` the prose of one language. Together they
are what a patient reads, and what a receipt's `rh` claim is the hash of (M1).
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kiosk.domain import policy_check
from kiosk.domain.conditions import Condition, Offer, unknown_condition
from kiosk.domain.own_rules import is_half
from kiosk.domain.policy_check import POSTER_WORDS, PolicyError
from kiosk.domain.question import Question
from kiosk.domain.readers import worded_for
from kiosk.domain.usual import Usual, usual_of
from kiosk.domain.vocabulary import (
    READERS,
    RECORDING_TYPES,
    Flag,
    Reader,
    RecordingType,
    ToldHow,
)

HASH_BYTES = 12  # 96 bits, the `rh` claim of a receipt


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


def load(pack: Mapping[str, Any], words: Mapping[str, Any]) -> Policy:
    """Check that structure and words fit together and make a policy of them.

    Raises:
        PolicyError: a part is missing or unknown; the message names it.
    """
    try:
        policy = Policy(str(pack["version"]), str(words["language"]), pack, words)
        policy_check.check(policy)
    except (KeyError, TypeError, AttributeError) as error:
        raise PolicyError(f"missing or misshapen part: {error}") from error
    return policy
