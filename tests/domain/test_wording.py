"""The words of a policy as single sentences, each at its path (M1)."""

import pytest

from kiosk.domain.policy import load
from kiosk.domain.wording import NoSuchSentence, differences, sentences, with_sentence
from tests.domain.packs import parts


def test_every_sentence_has_its_path_in_the_packs_order() -> None:
    pack, words = parts()
    found = sentences(words, pack)
    assert found["rules.R1.title"] == "Please ask before you record"
    assert found["questions.types.title"] == "What do you want to record?"
    assert found["statements.S1"].startswith("I will ask first")
    assert found["ends.not-here.text"].count("\n") == 3
    rules = [path for path in found if path.startswith("rules.") and path.endswith(".title")]
    asked = [f"rules.{rule}.title" for group in pack["groups"] for rule in group["rules"]]
    assert rules == asked
    assert [path for path in found if path.startswith("statements.S")] == [
        f"statements.S{number}" for number in range(1, 10)
    ]
    assert not {"language", "name", "notice"} & {*found}
    assert {*sentences(words)} == {*found}


def test_a_sentence_is_put_in_its_place_and_nothing_else_moves() -> None:
    pack, words = parts()
    before = sentences(words)
    made = with_sentence(words, "rules.R2.text", "Your care goes ahead.")
    assert differences(words, made) == [
        ("rules.R2.text", before["rules.R2.text"], "Your care goes ahead.")
    ]
    assert sentences(words) == before
    assert load(pack, made).rule_text("R2") == "Your care goes ahead."


def test_each_put_back_as_it_is_changes_nothing() -> None:
    _pack, words = parts()
    for path, text in sentences(words).items():
        assert with_sentence(words, path, text) == words, path


def test_lines_stay_a_list() -> None:
    _pack, words = parts()
    made = with_sentence(words, "ends.not-here.text", "One.\n\nTwo.\n")
    assert made["ends"]["not-here"]["text"] == ["One.", "Two."]


@pytest.mark.parametrize(
    "path",
    ["", "rules", "rules.R1", "rules.R99.text", "rules.R1.text.more", "language", "name", "notice"],
)
def test_a_path_where_no_sentence_stands(path: str) -> None:
    with pytest.raises(NoSuchSentence):
        with_sentence(parts()[1], path, "words")


def test_what_is_new_and_what_is_gone() -> None:
    _pack, words = parts()
    less = {**words, "offers": {}}
    gone = differences(words, less)
    assert gone
    assert all(after == "" for _path, _before, after in gone)
    assert [(path, after, before) for path, before, after in gone] == differences(less, words)
