"""A draft in parts, each a page: the rules by group, each question, and all that is said beside.

Every sentence stands in one part. Titles and names are for the manager's pages, in English.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain.drafts import STATEMENT
from kiosk.domain.own_rules import is_own
from kiosk.domain.wording import sentences

# The parts that are one page each, in their order, and what the manager's page calls them.
WHOLE = {
    "usual": "The short way: the usual answers",
    "statements": "What patients agree to",
    "refusal": "Where they will not record",
    "ends": "Where a walk ends early",
    "conditions": "What an agreement can be bound to",
    "offers": "What is offered instead",
    "here": "What you allow: said only where you chose so in This practice",
    "poster": "The poster in the waiting room",
}
# What the last word of a path stands for, as the field is named.
FIELDS = {
    "name_label": "Label of the name",
    "name_hint": "In small, below that",
    "relationship_title": "Heading of the answers",
    "alone_label": "The answer: nobody else",
    "role_title": "Heading of who they are",
    "says_title": "Heading of what they say",
    "add_label": "The button that adds a person",
    "birth_date_label": "Label of the date of birth",
    "birth_date_hint": "In small, below that",
    "nhs_number_label": "Label of the NHS number",
    "nhs_number_hint": "In small, below that",
    "title": "Heading",
    "text": "Text",
    "why": "Why we ask",
    "label": "Words",
    "hint": "In small, below it",
    "after": "Said once it is chosen",
    "intro": "Before the list, where each is ticked",
    "together": "Before the list, where all are agreed at once",
    "agree": "The button that agrees",
    "staff": "As the clinician reads it",
    "patient": "As the patient reads it",
    "right": "The button: all of it is right",
    "wrong": "The button: something is different",
    "tick": "What can be ticked on the same page",
    "different": "Heading of the next page",
    "all": "The button: ask me everything",
    "copy": "A copy for the practice",
    "notice": "Asking before the day",
    "first": "Below that, before how long it takes",
    "address": "Above the address",
    "no_phone": "For who has no phone",
    "respect": "At the foot, in a frame",
}
READERS = {"mine": "to the patient", "behalf": "to whoever signs for them"}


@dataclass(frozen=True)
class Field:
    """One sentence as a form asks for it: `under` is what it belongs to, "" for the part itself."""

    path: str
    under: str
    name: str

    @property
    def words(self) -> str:
        """Both in a line: `R2: Text`, or its name alone."""
        return ": ".join(each for each in (self.under, self.name) if each)


@dataclass(frozen=True)
class Part:
    """One page of a draft. `key` is the last word of its address; the titles are in English."""

    key: str
    title: str
    group: str  # under which heading it stands in the list
    paths: tuple[str, ...]


def parts(pack: Mapping[str, Any], words: Mapping[str, Any]) -> list[Part]:
    """The parts of a draft in reading order; titles of rules and questions are those of `words`."""
    said, paths = sentences(words, pack), dict[str, list[str]]()
    homes = {rule: group["id"] for group in pack["groups"] for rule in group["rules"]}
    for path in said:
        paths.setdefault(_key(path, homes), []).append(path)
    order = [f"rules-{group['id']}" for group in pack["groups"]]
    keys = [*order, *(key for key in paths if key not in order)]
    return [_part(key, tuple(paths[key]), said) for key in keys if key in paths]


def _key(path: str, homes: Mapping[str, str]) -> str:
    part, *rest = path.split(".")
    if part == "groups":
        return f"rules-{rest[0]}"
    if part == "rules":
        return f"rules-{homes[rest[0]]}" if rest[0] in homes else "rules"
    return f"question-{rest[0]}" if part == "questions" else part


def _part(key: str, paths: tuple[str, ...], said: Mapping[str, str]) -> Part:
    kind, _dash, name = key.partition("-")
    if kind == "rules" and name:
        return Part(key, said.get(f"groups.{name}.title", name), "The rules", paths)
    if kind == "question":
        title = said.get(f"questions.{name}.title", name)
        return Part(key, title, "The questions", paths)
    return Part(key, WHOLE.get(key, key.capitalize()), "What else they read", paths)


def fields(paths: Iterable[str], said: Mapping[str, str]) -> Iterator[Field]:
    """Sentences as a form asks for them; answers are called by their words in `said`."""
    for path in paths:
        part, *middle, last = path.split(".")
        if part == "statements" and STATEMENT.fullmatch(last):
            yield Field(path, last, "Statement")
        elif part == "poster" and middle:
            yield Field(path, last, "In a line")
        else:
            yield Field(path, _under(part, middle, said), _named(last))


def _named(last: str) -> str:
    """`Heading`; a word that has no name of its own as it is: `name_label` is “Name label”."""
    return FIELDS.get(last, last.replace("_", " ").capitalize())


def _under(part: str, middle: list[str], said: Mapping[str, str]) -> str:
    """What a sentence belongs to: a rule by its id, an answer by its words, a reader."""
    if part == "groups":
        return ""
    if part == "rules" and is_own(middle[0]):
        title = said.get(f"rules.{middle[0]}.title")
        return f"Own rule “{title}”" if title else "Own rule"
    if part != "questions":
        return " ".join(each.replace("_", " ") for each in middle if each not in ("lines",))
    at, *below = middle
    reader = READERS.get(below[0], "") if below and below[0] in READERS else ""
    answer = ".".join((part, at, *below[1 if reader else 0 :], "label"))
    named = f"“{said[answer]}”" if below and said.get(answer) else ""
    return ", ".join(each for each in (named, reader) if each)
