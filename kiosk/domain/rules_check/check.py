"""The rules check: sentences in, findings out (M10). Pure, and never a reason to refuse."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from kiosk.domain.reading_age import too_hard
from kiosk.domain.rules_check import patterns
from kiosk.domain.rules_check.advice import ADVICE, Advice, Finding, Kind
from kiosk.domain.rules_check.promises import PROMISES

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;]*[”\"’)]*")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_TOLD_APART: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    ("illegal", patterns.says_illegal),
    ("care", patterns.makes_care_depend),
    ("removal", patterns.threatens_removal),
    ("mixed", patterns.mixes_law),
    ("who", patterns.must_without_who),
)


def is_checked(language: str) -> bool:
    """Whether this check can read a language: English and Easy Read alone."""
    return language.split("-")[0] == "en"


@lru_cache(maxsize=1024)
def check_sentence(text: str, *, staff: bool = False) -> tuple[Finding, ...]:
    """What is found in the text at one path, of one or more sentences.

    `staff`: no patient reads it, so it may be harder to read.
    """
    parts = _apart(text)
    found = [
        finding
        for before, each in zip(["", *parts], parts, strict=False)
        for finding in _found(each, before)
    ]
    if patterns.says_complaining_is_safe(text):
        found = [each for each in found if each.kind != "removal"]
    age = None if staff else too_hard(text)
    return (*found, _hard(text, age)) if age else tuple(found)


def _apart(text: str) -> list[str]:
    return [part for each in _SENTENCE.findall(text) if (part := each.strip())]


def _found(sentence: str, before: str) -> Iterator[Finding]:
    """`before`: the sentence that "It is illegal" is about."""
    whole = f"{before} {sentence}" if patterns.points_back(sentence) else sentence
    for kind, says in _TOLD_APART:
        if says(whole if kind == "illegal" else sentence):
            yield Finding(kind, sentence, ADVICE[kind])
    for promise in PROMISES:
        if promise.said.search(sentence):
            yield Finding("promise", sentence, promise.advice)


def _hard(text: str, age: float) -> Finding:
    usual = ADVICE["hard"]
    what = f"Hard to read: it asks for a reading age of about {age:.0f}, and 9 to 11 is the aim"
    return Finding("hard", text, Advice(what, usual.why, usual.instead, usual.requirement))


def check_words(
    pack: Mapping[str, Any],
    said: Mapping[str, str],
    default_pack: Mapping[str, Any],
    default: Mapping[str, str],
) -> dict[str, tuple[Finding, ...]]:
    """What is found in a whole policy in English, by path, in the order of `said`.

    `said` and `default` are sentences by path. A rule or statement of the default that the policy
    no longer has stands under its path too, which `said` then lacks.
    """
    dropped = dict(_dropped(pack, said, default_pack, default))
    found = {
        path: check_sentence(text, staff=path.endswith(".staff")) for path, text in said.items()
    }
    for path, finding in dropped.items():
        found[path] = (finding, *found.get(path, ()))
    return {path: each for path, each in found.items() if each}


def _dropped(
    pack: Mapping[str, Any],
    said: Mapping[str, str],
    default_pack: Mapping[str, Any],
    default: Mapping[str, str],
) -> Iterator[tuple[str, Finding]]:
    kept = {*_rules(pack), *pack["statements"]}
    for rule in _rules(default_pack):
        title, text = f"rules.{rule}.title", f"rules.{rule}.text"
        if rule not in kept:
            yield text, _gone(rule, default[title], "is no longer there")
            continue
        for path in (title, text):
            if not _LETTERS.search(said.get(path, "")):
                yield path, _gone(rule, default[title], "says nothing now")
    for statement in default_pack["statements"]:
        path = f"statements.{statement}"
        if statement not in kept or not _LETTERS.search(said.get(path, "")):
            yield path, _gone(statement, default[path], "is not asked for now")


def _rules(pack: Mapping[str, Any]) -> list[str]:
    return [rule for group in pack["groups"] for rule in group["rules"]]


def _gone(key: str, title: str, how: str) -> Finding:
    return Finding(
        "dropped",
        title,
        Advice(
            what=f"{key}, “{title}”, {how}",
            why="Each rule of the default stands for a concern of patients or staff. One may go, "
            "if this place has thought about it.",
            instead="Put it back in your own words, or have whoever approves this version say that "
            "it is meant.",
            requirement=key,
        ),
    )
