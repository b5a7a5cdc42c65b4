"""A draft of a practice's own rules: its version, what may be typed, and who came first (M1)."""

import datetime
import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from kiosk.domain.local import CHOICES, Choice, localised
from kiosk.domain.long_text import clean_text
from kiosk.domain.policy import load
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput
from kiosk.domain.typed_text import clean_line
from kiosk.domain.wording import NoSuchSentence

MAX_TEXT = 1000  # characters of a sentence that is a text
MAX_TITLE = 120  # of a heading, an answer or a button: they stand on one line of a phone, or two
TEXTS = frozenset({"text", "why", "after", "intro", "together", "copy", "notice"})
NUMBER = re.compile(r"[0-9]{1,6}")
STATEMENT = re.compile(r"S\d+")
MARKUP = re.compile(r"<[a-zA-Z/!?]")
# What a place allows turns words about: each value by itself, and those that share a rule.
SWITCHES: tuple[tuple[Choice, ...], ...] = (
    ("video", "photo"),
    ("live",),
    ("scan",),
    ("copy",),
    ("notice",),
    ("scribe",),
)


class Overtaken(ChangedMeanwhile):
    """A colleague has saved some of the same sentences since; `paths` says which."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        super().__init__(", ".join(self.paths))


def fresh_version(known: Iterable[str], today: datetime.date) -> str:
    """A name for a new version: the month, and the number after the last one in it: `2026-12-1`."""
    month = f"{today.year}-{today.month:02}-"
    taken = [each.removeprefix(month) for each in known if each.startswith(month)]
    numbers = [int(each) for each in taken if NUMBER.fullmatch(each)]
    return f"{month}{max(numbers, default=0) + 1}"


def overtaken_at(
    typed: Mapping[str, str],
    now: Mapping[str, str],
    edited: Mapping[str, int],
    revision: int,
) -> list[str]:
    """The sentences that were changed after `revision`, and are typed otherwise than they are."""
    return [
        path
        for path, text in typed.items()
        if edited.get(path, 0) > revision and same(text) != same(now.get(path, ""))
    ]


def same(text: str) -> str:
    """A text as it compares: whatever its line ends and its spaces are."""
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def cleaned(typed: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as it is kept. A sentence as it was before is not looked at.

    Raises:
        NoSuchSentence: there is none at one of the paths.
        InvalidInput: by path, each that cannot be kept.
    """
    errors: dict[str, str] = {}
    kept: dict[str, str] = {}
    for path, text in typed.items():
        if path not in before:
            raise NoSuchSentence(path)
        try:
            kept[path] = _cleaned(path, text, before[path])
        except InvalidInput as wrong:
            errors |= wrong.errors
    if errors:
        raise InvalidInput(errors)
    return kept


def _cleaned(path: str, text: str, before: str) -> str:
    if same(text) == same(before):
        return before
    if MARKUP.search(text):
        raise InvalidInput({path: "Use plain words: there is no HTML here"})
    needed = not may_be_empty(path)
    if is_text(path):
        # Easy Read has a line for each thought, and no empty lines between.
        kept = clean_text(text, path, "this text", most=MAX_TEXT, required=needed)
        return "\n".join(line for line in kept.split("\n") if line)
    return clean_line(text, path, "these words", most=MAX_TITLE, required=needed)


def may_be_empty(path: str) -> bool:
    """Whether a page reads well without this sentence: what stands below an answer, or after it."""
    part, *_rest, last = path.split(".")
    return part == "questions" and (last in ("hint", "after") or last.endswith("_hint"))


def is_text(path: str) -> bool:
    """Whether a sentence is a text, which may be long and have lines; else a heading or answer."""
    part, *_rest, last = path.split(".")
    return last in TEXTS or (part == "statements" and STATEMENT.fullmatch(last) is not None)


def most(path: str) -> int:
    """The longest that a sentence may be, in characters."""
    return MAX_TEXT if is_text(path) else MAX_TITLE


def require_sound(pack: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    """The policy can be read with these words, whatever the place allows (M2).

    Raises:
        InvalidInput: under `words`: it cannot, and which part is missing.
    """
    try:
        load(pack, words)
        for key in local_keys():
            load(*localised(pack, words, key))
    except (PolicyError, KeyError) as error:
        raise InvalidInput({"words": f"Patients could not read the rules: {error}"}) from error


def local_keys() -> list[str]:
    """Keys of choices, so that each value of each, and all that act together, is among them."""
    keys = []
    for group in SWITCHES:
        for values in product(*(CHOICES[choice].words for choice in group)):
            chosen = zip(group, values, strict=True)
            odd = [f"{each}={value}" for each, value in chosen if value != CHOICES[each].usual]
            keys += [" ".join(odd)] if odd else []
    return keys
