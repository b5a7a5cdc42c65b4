"""Whether an imported pack fits the version in force: what it may change, and what it may not (M3).

It may word every sentence otherwise, leave rules and statements out, and order them otherwise. It
may not ask other questions, nor bind agreements to other conditions: an id keeps its meaning for
ever, and signed answers hold it. What is asked at a place is set in *This practice* (M2).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.domain.drafts import cleaned, require_sound
from kiosk.domain.own_rules import FIELDS, is_own, own_rules, worded
from kiosk.domain.pack_file import PackFile, refused, shown
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.wording import NO_SENTENCES, differences, sentences, with_sentence

Pack = Mapping[str, Any]
Words = Mapping[str, Any]
# Parts of pack.toml that a practice may have otherwise; `version` is always a fresh one.
MAY_DIFFER: Final = ("groups", "statements", "agreed", "poster", "id", "version", "sound_code",
                     "status_fresh_minutes", "review_by")  # fmt: skip
HOW = "Start from a pack that was exported here"
SAME = "This file says just what is here already: nothing to import"


@dataclass(frozen=True)
class Fitted:
    """What an import makes of the version that it is compared with."""

    pack: dict[str, Any]
    words: dict[str, dict[str, Any]]  # by language: those that differ
    changed: dict[str, list[str]]  # the paths of the sentences that differ, by language


def fitted(
    found: PackFile, pack: Pack, words: Mapping[str, Words], known: Mapping[str, Iterable[str]]
) -> Fitted:
    """An import as a difference to a version, its `pack` and its `words` by language.

    `known` are paths that a language may have besides those that are there.

    Raises:
        InvalidInput: under `file`: it does not fit, or says nothing new; with what to do.
    """
    require_languages(found, {code: str(each["name"]) for code, each in words.items()})
    made = Fitted(fitted_pack(found.pack, pack) if found.pack is not None else dict(pack), {}, {})
    for code, said in found.words.items():
        own = {f"rules.{rule}.{field}" for rule in own_rules(made.pack) for field in FIELDS}
        allowed = {*sentences(words[code]), *known[code], *own}
        new = fitted_words(code, said, words[code], allowed, made.pack)
        if paths := [path for path, _, _ in differences(words[code], new)]:
            made.words[code], made.changed[code] = new, paths
    if not made.words and made.pack == pack:
        raise refused(SAME)
    return made


def fitted_pack(found: Pack, base: Pack) -> dict[str, Any]:
    """The structure of an import under the version of `base`.

    Raises:
        InvalidInput: under `file`: it has a part or an id that this product does not know.
    """
    for part in found:
        if part not in base and part not in MAY_DIFFER:
            raise refused(f"pack.toml has “{shown(part)}”, which this product does not know. {HOW}")
    for part in base:
        if part not in MAY_DIFFER and found.get(part) != base[part]:
            raise refused(f"pack.toml has other {_called(part)} than the rules here. What is asked "
                          "is set under This practice: import the words, and leave this as it is"
                          )  # fmt: skip
    if not _rules(found) or not _texts(found.get("statements")):
        raise refused("pack.toml leaves out every rule, or every statement: patients need some")
    # A rule that another practice wrote has an id that is no other's: it may come along.
    own = [rule for rule in _rules(found) if is_own(rule)]
    _require_known("rule", _rules(found), [*_rules(base), *own])
    _require_known("group", _ids(found.get("groups")), _ids(base["groups"]))
    _require_known("statement", _texts(found.get("statements")), base["statements"])
    _require_plain(found)
    _require_known("rule of the poster", _texts(found.get("poster", [])), [*_rules(base), *own])
    reviewed = {"review_by": _day(found["review_by"])} if "review_by" in found else {}
    return {**found, **reviewed, "version": base["version"]}


def _require_plain(found: Pack) -> None:
    """No more in a group than is read of it, and short texts where those are read."""
    if any(each.keys() != {"id", "rules"} for each in found["groups"]):
        raise refused(f"pack.toml: a group has an id and its rules, and nothing else. {HOW}")
    for name in ("id", "sound_code", "agreed"):
        if not _is_short(found.get(name, "")):
            raise refused(f"pack.toml: {name} has to be a short text. {HOW}")


def _is_short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 40 and value.isprintable()


def _day(value: Any) -> str:
    """A date, ISO 8601: TOML has a kind of value for it, and a pack is stored without."""
    try:
        return datetime.date.fromisoformat(str(value)).isoformat() if value != "" else ""
    except ValueError:
        raise refused("pack.toml: review_by has to be a date, like 2027-12-31") from None


def _called(part: str) -> str:
    return {"usual": "usual answers"}.get(part, part)


def _require_known(what: str, found: Iterable[str], known: Iterable[str]) -> None:
    said, allowed = [*found], {*known}
    for each in said:
        if each not in allowed:
            raise refused(f"“{shown(each)}” is no {what} that the rules here have. An id keeps its "
                          "meaning for ever: reword one that is here, or leave it out"
                          )  # fmt: skip
        if said.count(each) > 1:
            raise refused(f"The {what} “{shown(each)}” is in pack.toml twice: leave one out")


def _rules(pack: Pack) -> list[str]:
    return [rule for group in _tables(pack.get("groups")) for rule in _texts(group.get("rules"))]


def _ids(groups: Any) -> list[str]:
    return _texts([each.get("id") for each in _tables(groups)])


def _tables(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise refused(f"pack.toml: groups have to be tables, as [[groups]]. {HOW}")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise refused(f"pack.toml: a list of ids is broken. {HOW}")
    return value


def fitted_words(
    language: str, found: Words, base: Words, known: Iterable[str], pack: Pack
) -> dict[str, Any]:
    """The words of one language, each cleaned; what is no sentence stays as it is in `base`.

    `known` are the paths that this language may have.

    Raises:
        InvalidInput: under `file`: a sentence of an unknown id, a script or markup, too long.
    """
    file, allowed = f"{language}.toml", {*known}
    _require_shape(file, found, base)
    said = sentences(found)
    for path in said:
        if path not in allowed:
            raise refused(f"{file} says “{shown(path, 60)}”, which the rules here do not have. An "
                          "id keeps its meaning for ever: take it out, or reword one that is here"
                          )  # fmt: skip
    words = {**worded(pack, found), **{key: base[key] for key in NO_SENTENCES if key in base}}
    before = dict.fromkeys(said, "") | sentences(base)
    try:
        clean = cleaned(said, before)
    except InvalidInput as wrong:
        path, why = next(iter(wrong.errors.items()))
        raise refused(f"{file}, {shown(path, 60)}: {why}") from wrong
    for path, text in clean.items():
        words = with_sentence(words, path, text)
    _require_readable(file, pack, words)
    return words


def _require_shape(file: str, found: Words, base: Words) -> None:
    """Texts and tables of texts alone, in the parts that are known."""
    for part, value in found.items():
        if part not in NO_SENTENCES and part not in base:
            raise refused(f"{file} has “{shown(part)}”, which this product does not know. {HOW}")
        if part not in NO_SENTENCES and not _worded(value, base.get(part)):
            raise refused(f"{file}: {shown(part)} has something in it that is no text. {HOW}")


def _worded(value: Any, base: Any) -> bool:
    """Texts, tables of these, and a list of lines only where there is one in `base`."""
    if isinstance(value, Mapping):
        held = base if isinstance(base, Mapping) else {}
        return all("." not in key and _worded(each, held.get(key)) for key, each in value.items())
    if isinstance(base, list):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _require_readable(file: str, pack: Pack, words: Words) -> None:
    try:
        require_sound(pack, words)
    except InvalidInput as wrong:
        raise refused(f"{file} lacks words that patients need: {wrong.errors['words']}. Put them in"
                      ) from wrong  # fmt: skip


def require_languages(found: PackFile, here: Mapping[str, str]) -> None:
    """A whole pack has every language that the rules here have, and no other.

    `here` are their names by code.

    Raises:
        InvalidInput: under `file`: one is missing, or is none that this product speaks.
    """
    for language in found.words:
        if language not in here:
            raise refused(f"“{shown(language)}” is no language that these pages are in, so half of "
                          "what patients read would be in English: leave its file out"
                          )  # fmt: skip
    missing = [f"{name} ({code}.toml)" for code, name in here.items() if code not in found.words]
    if found.pack is not None and missing:
        raise refused(f"This ZIP has no {missing[0]}"
                      + (f", and {len(missing) - 1} more" if len(missing) > 1 else "")
                      + ": put each language in, or send one language’s .toml by itself"
                      )  # fmt: skip
