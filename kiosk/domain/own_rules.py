"""Rules of a practice's own, beside those of the default (M1).

An id is `P` and eight characters by chance: no default rule has such a one, nor another practice's
rule, so that a pack can be taken from there; and it is never used again, so that it keeps its
meaning. A language has no words for such a rule until somebody writes them: it is then half.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.domain.refusals import InvalidInput

OWN = re.compile(r"P[0-9a-f]{8}")
FIELDS = ("title", "text")
NO_WORDS = dict.fromkeys(FIELDS, "")
NO_PLACE = "Choose where it stands"
MOST = 10  # that a page of rules, and the staff room's poster, still have room for
FULL = f"There are {MOST} rules of your own already: take one out, or say it in one of them"

Pack = Mapping[str, Any]


def is_own(rule: str) -> bool:
    """Whether it is the id of a practice's own rule."""
    return OWN.fullmatch(rule) is not None


def own_rules(pack: Pack) -> list[str]:
    """The practice's own rules, in the order in which they are read."""
    return [rule for rule in _rules(pack) if is_own(rule)]


def _rules(pack: Pack) -> Iterator[str]:
    for group in pack["groups"]:
        yield from group["rules"]


def is_half(pack: Pack, words: Mapping[str, Any]) -> bool:
    """Whether a language has no words for a rule of the practice's own: it is not offered (M3)."""
    return any(
        not words["rules"].get(rule, NO_WORDS).get(field, "").strip()
        for rule in own_rules(pack)
        for field in FIELDS
    )


def worded(pack: Pack, words: Mapping[str, Any]) -> dict[str, Any]:
    """The same words with an empty place for each own rule that they say nothing of, and without
    own rules that the pack does not have."""
    asked = own_rules(pack)
    kept = {
        rule: said for rule, said in words["rules"].items() if not is_own(rule) or rule in asked
    }
    missing = {rule: dict(NO_WORDS) for rule in asked if rule not in kept}
    return {**words, "rules": kept | missing}


def places(pack: Pack, titles: Mapping[str, str], rule: str = "") -> list[tuple[str, str]]:
    """Where a rule can stand, as (value, words): first on a page, or after another rule.

    `titles` are sentences by path. A `rule` that stands there already does not stand after itself.
    """
    found: list[tuple[str, str]] = []
    for group in pack["groups"]:
        key = group["id"]
        found.append((key, f"First under “{titles.get(f'groups.{key}.title', key)}”"))
        found += [
            (each, f"After “{titles.get(f'rules.{each}.title', each)}”")
            for each in group["rules"]
            if each != rule
        ]
    return found


def place_of(pack: Pack, rule: str) -> str:
    """Where a rule stands now, as a value of `places`."""
    for group in pack["groups"]:
        line = [group["id"], *group["rules"]]
        if rule in line[1:]:
            return str(line[line.index(rule) - 1])
    return ""


def put(pack: Pack, rule: str, place: str) -> dict[str, Any]:
    """The same structure with a rule at a place, wherever it stood before.

    Raises:
        InvalidInput: under `place`: there is no such place.
    """
    groups, found = [], False
    for group in pack["groups"]:
        line = [group["id"], *(each for each in group["rules"] if each != rule)]
        if place in line and not found:
            found = True
            line.insert(line.index(place) + 1, rule)
        groups.append({**group, "rules": line[1:]})
    if not found:
        raise InvalidInput({"place": NO_PLACE})
    return {**pack, "groups": groups}


def without(pack: Pack, rule: str) -> dict[str, Any]:
    """The same structure without a rule."""
    left = [{**each, "rules": [r for r in each["rules"] if r != rule]} for each in pack["groups"]]
    return {**pack, "groups": left}


def moved(before: Pack, after: Pack) -> list[str]:
    """The own rules of both packs that stand elsewhere in the second, in its order: on another
    page, after another default rule, or in another order among themselves.
    """
    both = [rule for rule in own_rules(after) if rule in own_rules(before)]
    was, now = _stands(before, both), _stands(after, both)
    return [rule for rule in both if was[rule] != now[rule]]


def _stands(pack: Pack, both: list[str]) -> dict[str, tuple[str, int]]:
    """After which default rule, or on which page first, and its turn there, from 1."""
    found: dict[str, tuple[str, int]] = {}
    for group in pack["groups"]:
        after, count = group["id"], 0
        for rule in group["rules"]:
            if not is_own(rule):
                after, count = rule, 0
            elif rule in both:
                count += 1
                found[rule] = (after, count)
    return found
