"""Codes read aloud (K12): the spelling alphabet, and what is easily misheard."""

from signing.codes import ALPHABET, PHONETIC, SOUND_ALIKE, misheard, spell


def test_every_letter_has_its_word():
    assert "".join(PHONETIC) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert all(word[0].upper() == letter for letter, word in PHONETIC.items())
    assert (PHONETIC["A"], PHONETIC["J"], PHONETIC["K"]) == ("alfa", "juliett", "kilo")


def test_a_code_is_spelled_symbol_by_symbol():
    assert spell("k7-zx") == ["K for kilo", "7", "Z for zulu", "X for x-ray"]


def test_what_is_taken_for_a_digit_is_said_as_one():
    assert spell("oO iI lL") == ["0", "0", "1", "1", "1", "1"]


def test_a_symbol_of_no_code_is_said_as_it_is():
    assert spell("U$é") == ["U for uniform", "$", "É"]
    assert spell("") == []


def test_symbols_that_sound_alike_are_named_once_each():
    assert misheard("MM7B") == [("M", "N"), ("B", "CDEGPTV3")]
    assert misheard("7WRY") == []
    for group in SOUND_ALIKE:
        assert set(group) <= set(ALPHABET)
        assert len(group) == len(set(group)) > 1
