"""A walk under way when rules that matter are published: only what changed is asked again (M1)."""

from typing import Any

import pytest

from kiosk.domain.mid_walk import carried_on
from kiosk.domain.policy import Policy, load
from kiosk.domain.wording import with_sentence
from tests.domain.packs import parts, shipped

SHORT = dict.fromkeys(("rules-before", "rules-during", "rules-after"), True) | {
    "usual": {"said": "right"},
    "whose": "mine",
    "where": "room",
    "types": ["sound"],
    "reason": "remember",
    "you": {"name": "Margaret O'Neill"},
    "statements": ["S1"],
    "signature": {"name": "Margaret O'Neill"},
}


def with_words(path: str = "", text: str = "Other words", **pack: Any) -> Policy:
    """The shipped policy as a newer version, with one sentence other."""
    shape, words = parts()
    words = with_sentence(words, path, text) if path else words
    return load(shape | {"version": "2027-1"} | pack, words)


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("rules.R2.text", ["rules-before"]),
        ("groups.after.title", ["rules-after"]),
        ("questions.reason.title", ["usual", "whose", "where", "types"]),
        ("questions.you.mine.title", ["you"]),
        ("conditions.no_faces.patient", []),
        ("usual.lines.where", ["usual", "whose", "where", "types"]),
        ("questions.where.why", ["where", "usual", "whose", "types"]),
    ],
)
def test_only_what_changed_is_asked_again(path: str, again: list[str]) -> None:
    """What was agreed and signed was agreed of other words, so that is asked in any case."""
    found = carried_on(shipped(), with_words(path), SHORT)
    asked = {*again, "statements", "signature"}
    if "usual" in again:
        asked.add("reason")  # the tick of the short way is of its page
    assert {*found["renewed"]} == asked
    assert {*found} == {*SHORT, "renewed"} - asked


def test_what_is_asked_no_more_is_gone() -> None:
    shape, _words = parts()
    fewer = [each for each in shape["questions"] if each["step"] != "reason"]
    found = carried_on(shipped(), with_words(questions=fewer, usual=None), SHORT)
    assert "reason" not in found
    assert "usual" not in found


def test_the_same_version_again_asks_nothing() -> None:
    assert carried_on(shipped(), shipped(), SHORT) == SHORT
