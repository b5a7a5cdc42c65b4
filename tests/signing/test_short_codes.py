"""Short codes: how they are made and typed, and what the check symbol promises."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.codes import ALPHABET, code_from_bytes, display, normalise
from signing.errors import BadCode

SAMPLE = [code_from_bytes((number * 0x9E3779B97F).to_bytes(8, "big")[-5:]) for number in range(100)]


def fault(text: str) -> str | None:
    try:
        normalise(text)
    except BadCode as error:
        return error.reason
    return None


def test_a_code_is_eight_symbols_and_reads_back():
    assert len(set(SAMPLE)) == len(SAMPLE)
    for code in SAMPLE:
        assert len(code) == 8
        assert set(code) <= set(ALPHABET)
        assert normalise(code) == code


def test_the_alphabet_is_crockfords():
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_each_of_the_35_bits_makes_another_code():
    codes = {code_from_bytes((1 << bit).to_bytes(5, "big")) for bit in range(5, 40)}
    assert len(codes) == 35
    assert "00000000" not in codes


def test_bits_beyond_the_35_make_no_difference():
    assert code_from_bytes(b"abcde") == code_from_bytes(b"abcde" + b"more")
    assert code_from_bytes(b"\0\0\0\0\x1f") == code_from_bytes(bytes(5))


@pytest.mark.parametrize("size", range(5))
def test_fewer_than_five_bytes_make_no_code(size):
    with pytest.raises(ValueError, match="at least 5 bytes"):
        code_from_bytes(bytes(size))


# --- the promise of the check symbol ---


def test_every_single_wrong_symbol_shows():
    for code in SAMPLE:
        for place in range(8):
            for symbol in ALPHABET.replace(code[place], ""):
                assert fault(code[:place] + symbol + code[place + 1 :]) == "check"


def test_every_swap_of_two_symbols_shows():
    for code in SAMPLE:
        for left, right in combinations(range(8), 2):
            symbols = list(code)
            symbols[left], symbols[right] = symbols[right], symbols[left]
            same = code[left] == code[right]
            assert fault("".join(symbols)) == (None if same else "check")


def test_the_promise_holds_for_all_codes():
    """The code is linear: an error shows for all codes if it shows for 00000000.

    A wrong symbol adds one value at one place, a swap the same value at two.
    """
    zero = ["0"] * 8
    for places in [*combinations(range(8), 1), *combinations(range(8), 2)]:
        for symbol in ALPHABET[1:]:
            symbols = zero.copy()
            for place in places:
                symbols[place] = symbol
            assert fault("".join(symbols)) == "check"


def test_the_sum_of_two_codes_is_a_code():
    """What the proof above leans on."""
    for left, right in combinations(SAMPLE[:40], 2):
        values = [ALPHABET.index(a) ^ ALPHABET.index(b) for a, b in zip(left, right, strict=True)]
        assert fault("".join(ALPHABET[value] for value in values)) is None


def test_one_in_32_random_texts_passes():
    """The check symbol is no secret: it stops typing errors, not guessing."""
    passed = sum(fault(code[:7] + symbol) is None for code in SAMPLE for symbol in ALPHABET)
    assert passed == len(SAMPLE)


# --- typing ---


def test_o_is_nought_and_i_and_l_are_one():
    code = code_from_bytes((1 << 30).to_bytes(5, "big"))
    assert code.startswith("01")
    for nought in "0Oo":
        for one in "1IiLl":
            assert normalise(code.replace("0", nought).replace("1", one)) == code


def test_case_makes_no_difference():
    for code in SAMPLE:
        assert normalise(code.lower()) == code


@pytest.mark.parametrize(
    "between",
    ["-", " ", "--", "\t", "\n", "\u00a0", "\u202f", "\u2009"]
    + ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\uff0d", "\ufe63"]
    + ["\u00ad", "\u200b", "\u200e", "\u200f", "\u2066", "\u2069", "\ufeff"],
)
def test_spaces_dashes_and_invisible_marks_are_ignored(between):
    code = SAMPLE[7]
    assert normalise(between.join([between, code[:4], code[4:], between])) == code


@pytest.mark.parametrize("symbol", [*"Uu*~$=._/+&é", "\0", "\u00b9", "\u2460", "\u0131", "\ud800"])
def test_a_symbol_of_no_code_is_named(symbol):
    assert fault(SAMPLE[3][:7] + symbol) == "symbol"


@pytest.mark.parametrize("text", ["", "-", "0", "0" * 7, "0" * 9, "0" * 8 + " " * 57, " " * 10**6])
def test_another_length_is_named(text):
    assert fault(text) == "length"


def test_a_code_is_shown_in_two_halves():
    assert display("00000000") == "0000-0000"
    for code in SAMPLE:
        assert display(code) == f"{code[:4]}-{code[4:]}"
        assert normalise(display(code)) == code
        assert display(display(code).lower()) == display(code)
    with pytest.raises(BadCode):
        display("0000-0001")


@settings(max_examples=1500, deadline=None, database=None)
@given(
    text=st.text(st.characters(exclude_categories=())) | st.text(ALPHABET, min_size=8, max_size=8)
)
def test_any_text_is_a_code_or_refused_by_name(text):
    # Anything but BadCode goes through fault() and fails the test.
    assert fault(text) in (None, "length", "symbol", "check")


@pytest.mark.parametrize("nought", ["\u0660", "\u06f0", "\u09e6", "\u0a66", "\uff10"])
def test_digits_of_any_script_are_digits(nought):
    """Arabic, Urdu, Bengali, Gurmukhi, full width: as a phone in that language types them."""
    theirs = {ord(str(digit)): chr(ord(nought) + digit) for digit in range(10)}
    for code in SAMPLE:
        assert normalise(code.translate(theirs)) == code


@pytest.mark.parametrize("sign", ["\u00b2", "\u2460", "\u0be7\u0bb0", "\u4e09", "\u0bf0"])
def test_a_sign_for_a_number_is_no_digit(sign):
    assert fault("0000000" + sign) in ("symbol", "length")


def test_what_is_ignored_may_fill_a_text_up_to_the_limit_and_no_further():
    """64 characters, dashes and invisible marks included."""
    assert normalise(SAMPLE[3] + "-" * (64 - 8)) == SAMPLE[3]
    assert fault(SAMPLE[3] + "-" * (65 - 8)) == "length"


@pytest.mark.parametrize("code", ["00000000", SAMPLE[5]])
def test_the_seven_symbols_are_the_first_35_bits_from_the_left(code):
    """Symbol by symbol, five bits each, the highest first."""
    number = 0
    for symbol in code[:7]:
        number = number << 5 | ALPHABET.index(symbol)
    assert code_from_bytes((number << 5).to_bytes(5, "big")) == code
