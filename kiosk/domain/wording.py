"""The words of a policy as single sentences, each at a dotted path: `rules.R1.text` (M1).

A path is what an editor, a check and a difference name a sentence by. It keeps its meaning for
ever, as the ids in it do. Several lines, such as the text of an end, are one sentence with line
breaks here, and stay a list in the pack. What is no sentence (language, name, checked) has no path.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kiosk.domain.refusals import NotFound

NO_SENTENCES = ("language", "name", "direction", "checked", "notice")
# The parts in the order in which they are read; one that is not named here comes last.
PARTS = (
    "groups",
    "rules",
    "usual",
    "questions",
    "ends",
    "statements",
    "refusal",
    "conditions",
    "offers",
    "here",
    "poster",
)
Difference = tuple[str, str, str]  # path, before, after; "" where there is none


class NoSuchSentence(NotFound):
    """No sentence of these words stands at that path."""


def sentences(words: Mapping[str, Any], pack: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Every sentence of a policy's words, by its path, in the order in which it is read.

    With `pack` rules, questions, statements, conditions and offers stand in the pack's order;
    without it, in that of the words. Words that the pack does not ask for come last in their part.
    """
    found: dict[str, str] = {}
    for part in _ordered(words, PARTS):
        if part not in NO_SENTENCES:
            first = _order(pack, part) if pack else ()
            found |= dict(_below(part, words[part], first))
    return found


def _ordered(words: Iterable[str], first: Iterable[str]) -> list[str]:
    known = [*words]
    return list(dict.fromkeys(each for each in (*first, *known) if each in known))


def _order(pack: Mapping[str, Any], part: str) -> list[str]:
    """The keys of a part in the order in which the pack asks for them."""
    if part == "rules":
        return [rule for group in pack["groups"] for rule in group["rules"]]
    if part == "groups":
        return [group["id"] for group in pack["groups"]]
    if part == "questions":
        return [raw.get("words", raw["step"]) for raw in pack["questions"]]
    if part == "conditions":
        return [raw["key"] for raw in pack.get("conditions", ())]
    if part == "statements":
        return ["intro", "together", *pack["statements"], "agree"]
    return [*pack.get("offers", ())] if part == "offers" else []


def _below(path: str, value: Any, first: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key in _ordered(value, first):
            yield from _below(f"{path}.{key}", value[key])
    elif isinstance(value, list):
        yield path, "\n".join(map(str, value))
    elif isinstance(value, str):
        yield path, value


def with_sentence(words: Mapping[str, Any], path: str, text: str) -> dict[str, Any]:
    """The same words with another sentence at a path. What is given stays as it is.

    Raises:
        NoSuchSentence: there is none at this path.
    """
    return _put(words, path.split("."), text, path)


def _put(words: Mapping[str, Any], keys: list[str], text: str, path: str) -> dict[str, Any]:
    key, *rest = keys
    held = words.get(key)
    if path in NO_SENTENCES or held is None or isinstance(held, Mapping) != bool(rest):
        raise NoSuchSentence(path)
    if rest:
        return {**words, key: _put(held, rest, text, path)}
    if isinstance(held, list):
        return {**words, key: [line for line in text.split("\n") if line.strip()]}
    if not isinstance(held, str):
        raise NoSuchSentence(path)
    return {**words, key: text}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between the words of two policies, sentence by sentence, in reading order."""
    old, new = sentences(before), sentences(after)
    paths = [*new, *(path for path in old if path not in new)]
    return [
        (path, old.get(path, ""), new.get(path, ""))
        for path in paths
        if old.get(path, "") != new.get(path, "")
    ]
