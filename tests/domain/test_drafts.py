"""A draft's version, and who came first (M1)."""

import datetime

import pytest

from kiosk.domain.draft_parts import parts
from kiosk.domain.drafts import cleaned, fresh_version, local_keys, overtaken_at, require_sound
from kiosk.domain.local import CHOICES
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.wording import sentences, with_sentence
from tests.domain.packs import parts as shipped

TODAY = datetime.date(2026, 12, 3)


@pytest.mark.parametrize(
    ("known", "version"),
    [
        ([], "2026-12-1"),
        (["2026-11-4"], "2026-12-1"),
        (["2026-12-1", "2026-12-3", "2026-12-x", "2026-12-007"], "2026-12-8"),
        (["our-own"], "2026-12-1"),
    ],
)
def test_a_fresh_version_comes_after_all_of_its_month(known: list[str], version: str) -> None:
    assert fresh_version(known, TODAY) == version


def test_every_sentence_stands_in_one_part() -> None:
    pack, words = shipped()
    found = [path for part in parts(pack, words) for path in part.paths]
    assert sorted(found) == sorted(sentences(words))


def test_every_value_of_every_choice_is_tried_on_the_words() -> None:
    tried = {pair for key in local_keys() for pair in key.split()}
    odd = {
        f"{choice}={value}"
        for choice, options in CHOICES.items()
        for value in options.words
        if value != options.usual
    }
    assert tried == odd


def test_words_that_no_place_could_read_are_refused() -> None:
    pack, words = shipped()
    require_sound(pack, words)
    with pytest.raises(InvalidInput):
        require_sound(pack, with_sentence(words, "here.no_scan.text", ""))


def test_only_what_others_changed_since_stands_in_the_way() -> None:
    now, edited = {"a": "one", "b": "two"}, {"a": 3}
    assert overtaken_at({"a": "mine"}, now, edited, 2) == ["a"]
    assert overtaken_at({"a": "mine"}, now, edited, 3) == []
    assert overtaken_at({"a": " one "}, now, edited, 2) == []  # it says the same
    assert overtaken_at({"b": "mine"}, now, edited, 0) == []


@pytest.mark.parametrize("path", ["questions.where.options.ward.hint", "questions.you.name_hint"])
def test_what_stands_below_may_be_left_empty(path: str) -> None:
    before = sentences(shipped()[1])
    assert cleaned({path: ""}, before) == {path: ""}
    with pytest.raises(InvalidInput):
        cleaned({"usual.hint": ""}, before)
