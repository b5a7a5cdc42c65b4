"""The record note (K7): each golden text, and what no note may say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.note import write
from kiosk.domain.note_facts import Signing
from kiosk.domain.note_words import quoted
from tests.domain.note_cases import CASES as FIRST
from tests.domain.note_more_cases import MORE
from tests.domain.note_visit import AGREED, WHOLE, clock, recorded

CASES = {**FIRST, **MORE}


@pytest.mark.parametrize("name", CASES)
def test_every_case_whole(name: str) -> None:
    facts, text = CASES[name]
    assert write(facts, clock) == text


def test_the_usual_case_has_at_most_four_lines() -> None:
    for name, (facts, _text) in CASES.items():
        assert len(write(facts, clock).splitlines()) <= 5, name
    for name in ("the usual", "not agreed, something offered", "running"):
        assert len(write(CASES[name][0], clock).splitlines()) <= 4, name


def test_nothing_is_said_that_did_not_happen() -> None:
    """No forecast, no care before it was given, no consultation called the patient's own."""
    for name, (facts, _text) in CASES.items():
        note = write(replace(facts, listeners=""), clock).lower()
        for never in ("care continued", "own consultation", "this agreement", "will be"):
            assert never not in note, name


def test_the_clinical_code_stands_only_where_sound_was_recorded() -> None:
    coded = replace(recorded(), sound_code="123456")
    assert "SNOMED CT 123456" in write(coded, clock)
    for other in (
        replace(coded, rulings=(AGREED,)),
        replace(coded, rulings=(replace(AGREED, types=("photo",), sessions=(WHOLE,)),)),
        recorded(),
    ):
        assert "SNOMED" not in write(other, clock)


@given(st.text())
def test_what_was_typed_never_makes_a_line_or_closes_its_quotes(typed: str) -> None:
    words = quoted(typed)
    assert len(words.splitlines()) <= 1
    assert words.count("“") == words.count("”") == (1 if words else 0)
    named = replace(recorded(), patient=typed, signing=Signing(behalf=typed, witness=typed))
    plain = replace(recorded(), patient="X", signing=Signing(behalf="X", witness="X"))
    if words:
        lines = len(write(plain, clock).splitlines())
        assert len(write(named, clock).splitlines()) == lines
