"""Numbers hidden in addresses: one text each, for one kind, and no other text at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.errors import BadLink
from signing.hidden import LENGTH, HiddenNumbers

SECRET = "a secret of the server that is long enough"
CARDS = HiddenNumbers(SECRET, "card")


@given(st.integers(0, 2**64 - 1))
def test_a_number_is_found_again_behind_one_text_that_needs_no_escape(number):
    text = CARDS.hide(number)
    assert text == HiddenNumbers(SECRET, "card").hide(number)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert len(text) == LENGTH
    assert CARDS.find(text) == number


@pytest.mark.parametrize("number", [-1, 2**64])
def test_what_is_no_such_number_is_not_hidden(number):
    with pytest.raises(ValueError, match="not a number"):
        CARDS.hide(number)


@given(st.integers(0, LENGTH - 1), st.sampled_from("AZaz09-_"))
def test_no_character_can_be_another(place, other):
    text = CARDS.hide(7)
    changed = text[:place] + other + text[place + 1 :]
    if changed != text:
        with pytest.raises(BadLink):
            CARDS.find(changed)


@pytest.mark.parametrize("text", ["", "7", "A" * LENGTH, "ü" * LENGTH, "!" * LENGTH, "A" * 4000])
def test_nothing_else_is_one(text):
    with pytest.raises(BadLink):
        CARDS.find(text)


def test_another_kind_or_another_secret_finds_nothing():
    text = CARDS.hide(7)
    for stranger in (HiddenNumbers(SECRET, "person"), HiddenNumbers(SECRET + "!", "card")):
        with pytest.raises(BadLink):
            stranger.find(text)


def test_neighbours_have_nothing_in_common():
    """A control of the point of it: the texts of two numbers differ all through."""
    one, two = CARDS.hide(1), CARDS.hide(2)
    assert sum(a == b for a, b in zip(one, two, strict=True)) < LENGTH // 2
