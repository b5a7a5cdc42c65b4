"""What the patient answered, read back in the policy's own words."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.domain.policy import Policy
from kiosk.domain.question import Question
from kiosk.domain.sentences import say
from kiosk.domain.vocabulary import QuestionKind
from kiosk.domain.walk import Walk
from kiosk.views.front.forms import Fields
from kiosk.views.front.language import isolated, listed, long_date, translated

TYPED_KINDS: tuple[QuestionKind, ...] = ("identity", "behalf", "people", "line")


@dataclass(frozen=True)
class Row:
    """One answer read back; a `line` says all by itself, and its title is for screen readers. What
    was `typed` is a name or the like, which no browser is to translate.
    """

    step: str
    title: str
    answer: str
    line: bool = False
    typed: bool = False


def summary(walk: Walk) -> list[Row]:
    """One row for each question of this walk. Private ones have none."""
    asked = [walk.policy.question(step) for step in walk.asked]
    return [
        _row(walk, question)
        for question in asked
        if question is not None and not question.private
        if question.step in walk.counted or question.step in walk.covered
    ]


def _row(walk: Walk, question: Question) -> Row:
    """As it was said: a usual answer by its line, any other by its question."""
    step, title = question.step, str(question.words["title"])
    if step not in walk.counted:
        return Row(step, title, translated(say("You did not say")))
    value = walk.counted[step]
    if walk.usual and step in walk.covered and walk.usual.answers.get(step) == value:
        return Row(step, title, str(walk.usual.words["lines"][step]), line=True)
    typed = question.kind in TYPED_KINDS
    return Row(step, title, answer_text(walk.policy, question, value), typed=typed)


def answer_text(policy: Policy, question: Question, value: Any) -> str:
    """One answer in words, several parts on lines of their own."""
    options = question.words.get("options", {})
    if question.kind == "choice":
        return policy.label(question.step, value)
    if question.kind == "types":
        return listed(options[kind]["label"] for kind in value)
    if question.kind == "line":
        return isolated(value)
    if question.kind == "people":
        return _people(question, value)
    if question.kind == "behalf":
        return f"{isolated(value['signer'])}\n{options[value['relationship']]['label']}"
    name, number = isolated(value["name"]), isolated(nhs_number(value["nhs_number"]))
    lines = [name, birth_date(value["birth_date"]), number]
    return "\n".join(line for line in lines if line)


def _people(question: Question, value: Any) -> str:
    """Everyone else in the room, a line each: name, role, and what they said."""
    words = question.words
    if isinstance(value, str):
        return str(words["alone_label"])
    return "\n".join(
        " · ".join(
            part
            for part in (
                isolated(each["name"]),
                words["options"][each["role"]]["label"],
                words["says"][each["says"]]["label"],
            )
            if part
        )
        for each in value
    )


def birth_date(iso: str) -> str:
    """`1948-03-27` as `27 March 1948` in the page's language; empty stays empty."""
    if not iso:
        return ""
    return long_date(datetime.date.fromisoformat(iso))


def identity_fields(you: Mapping[str, Any]) -> Fields:
    """Name, birth date and number as the fields that they were typed into."""
    year, month, day = (you.get("birth_date") or "--").split("-")
    return Fields(
        name=you.get("name", ""),
        day=day.lstrip("0"),
        month=month.lstrip("0"),
        year=year,
        nhs_number=nhs_number(you.get("nhs_number", "")),
        no_birth_date=bool(you.get("name")) and not you.get("birth_date"),
    )


def nhs_number(digits: str) -> str:
    """`9434765919` as `943 476 5919`, the way it is printed on letters."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else ""
