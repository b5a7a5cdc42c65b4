"""An access key keeps one meaning on all staff pages, and its hint is right where it is shown."""

import re
from collections import defaultdict
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
KEY = re.compile(r'<(\w+)[^>]*\baccesskey="(\w)"[^>]*>\s*(?:\{\{-?)?\s*([^<]*)')


def meanings() -> dict[str, set[str]]:
    """What each key does, by the words on what it presses."""
    found: dict[str, set[str]] = defaultdict(set)
    for template in TEMPLATES.rglob("*.html"):
        for _tag, key, words in KEY.findall(template.read_text(encoding="utf-8")):
            found[key].add(" ".join(words.split()))
    return found


def test_no_key_has_two_meanings() -> None:
    """Alt and S was Start, and then Stop: pressed twice, it undid itself (issue 9, F)."""
    assert {key: words for key, words in meanings().items() if len(words) > 1} == {}
    assert [words.partition("{")[0] for words in meanings()["s"]] == ["Stop recording"]
    assert len(meanings()) >= 11


def test_the_hint_is_right_on_each_kind_of_computer() -> None:
    text = " ".join((TEMPLATES / "staff/_decide.html").read_text(encoding="utf-8").split())
    assert "with Alt (Firefox: Alt and Shift; Mac: Control and Option)" in text
