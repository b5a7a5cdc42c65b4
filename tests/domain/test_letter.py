"""Letters from plain text with named fields; a field that there is not is refused by its name."""

import pytest
from werkzeug.datastructures import MultiDict

from kiosk.domain import letter
from kiosk.domain.concern import parse
from kiosk.domain.concern_steps import MAX_LETTER
from kiosk.domain.long_text import clean_text
from kiosk.domain.refusals import InvalidInput
from kiosk.store import concern_words


def shipped() -> list[str]:
    return [each.text for each in concern_words._shipped() if each.sort == "letter"]


@pytest.mark.parametrize("text", shipped())
def test_the_shipped_letters_are_whole_and_kind(text: str) -> None:
    assert letter.read(text) == text
    filled = letter.fill(text, {each: f"<{each}>" for each in letter.FIELDS})
    assert "{" not in filled
    for field in ("to", "date", "number", "place", "post", "complain", "from"):
        assert f"<{field}>" in filled, field
    for word in ("illegal", "remove you", "court", "police", "list of patients", "must"):
        assert word not in text.lower(), word
    assert "care goes on as before" in filled


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dear {name},", "There is no field “{name}”"),
        ("Dear { to }, {TO}", "There is no field “{TO}”"),
        ("A { alone", "stands alone"),
        ("A } alone", "stands alone"),
        ("{}", "There is no field “{}”"),
        ("{{to}}", "stands alone"),
        ("", "Enter the letter"),
        ("x" * (MAX_LETTER + 1), "characters or fewer"),
        ("x" * 1_000_000, "characters or fewer"),
        ("a\x00b", "hidden characters"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_and_says_why(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        letter.read(text)
    assert said in refused.value.errors["text"]


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    text = letter.fill("Dear {to}, {post}", {"to": "{from}", "post": "{to}"})
    assert text == "Dear {from}, {to}"


def test_lines_stay_lines() -> None:
    told = clean_text("a \r\n\r\n\r\n\r\n b\tc\rd", "x", "x", most=99)
    assert told == "a\n\nb c\nd"


@pytest.mark.parametrize(
    ("address", "ok"),
    [
        ("https://x.com/1", True),
        ("http://x.com/1", True),
        ("x.com:443/1", True),
        ("on TikTok", True),
        ("data:image/png;base64,AA", False),
        ("javascript:alert(1)", False),
        (" \u200ejavascript:alert(1)", False),
        ("file:///C:/picture.png", False),
    ],
)
def test_the_address_of_a_post_is_a_page_or_words(address: str, ok: bool) -> None:
    form = MultiDict({"kind": "post", "happened": "A film", "address": address})
    if ok:
        assert parse(form).address == address
        return
    with pytest.raises(InvalidInput) as refused:
        parse(form)
    assert "address" in refused.value.errors
