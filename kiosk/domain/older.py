"""Policies published before: what they are older than is read from the default policy."""

from collections.abc import Mapping
from typing import Any

# What a policy published before has nothing to say about: the default's parts stand in.
STANDS_IN = ("conditions", "offers")
LATER_QUESTIONS = {"listeners": "types", "device": "by"}  # step → the step that it is asked after


def completed(
    pack: Mapping[str, Any],
    words: Mapping[str, Any],
    default_pack: Mapping[str, Any],
    default_words: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A stored pack and its words, with the default's where they are older than a part of it.

    `default_words` are in the same language (else in English). What is stored, and the hash that
    receipts carry of it, stay as they are: this is for reading alone.
    """
    pack, words = dict(pack), dict(words)
    for part in STANDS_IN:
        if part not in pack:
            pack[part], words[part] = default_pack[part], default_words[part]
    words["here"] = {**default_words["here"], **words.get("here", {})}  # M2: of what is allowed
    words["poster"] = _poster(pack, words, default_words)
    questions, asked = list(pack["questions"]), dict(words["questions"])
    for raw in default_pack["questions"]:
        step = raw["step"]
        if step in LATER_QUESTIONS and step not in asked:
            place = [each["step"] for each in questions].index(LATER_QUESTIONS[step])
            questions.insert(place + 1, raw)
            asked[step] = default_words["questions"][step]
    return pack | {"questions": questions}, words | {"questions": asked}


def _poster(
    pack: Mapping[str, Any], words: Mapping[str, Any], default_words: Mapping[str, Any]
) -> dict[str, Any]:
    """M8: where it has no line for a rule, the poster has the heading that the rule has here."""
    own = words.get("poster", {})
    headings = {rule: words["rules"][rule]["title"] for rule in pack.get("poster", ())}
    return {**default_words["poster"], **own, "lines": headings | own.get("lines", {})}
