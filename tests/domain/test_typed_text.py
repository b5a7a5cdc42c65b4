"""What people type: names, birth dates, NHS numbers."""

import datetime
import time

import pytest
from babel.dates import format_date

from harness.tongues import CODES
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import birth_date, clean_line, clean_name, nhs_number

TODAY = datetime.date(2026, 11, 11)


def clean(value: str, *, required: bool = True) -> str:
    return clean_line(value, "name", "a name", most=20, required=required)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Margaret   O'Neill\t", "Margaret O'Neill"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u062f"),
        ("\u09b0\u09be\u09b9\u09c1\u09b2\u200d", "\u09b0\u09be\u09b9\u09c1\u09b2\u200d"),
        ("<b>Bobby</b>", "<b>Bobby</b>"),
        ("\U0001f600", "\U0001f600"),
        ("x" * 20, "x" * 20),
    ],
)
def test_a_name_is_kept_as_it_is_written(typed: str, kept: str) -> None:
    """Composed, with single spaces; markup is text like any other."""
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "a\0b",
        "a\nb",
        "a\x1bb",
        "a\ud800b",
        "a\u2028b",
        "a\ue000b",
    ],
)
def test_what_cannot_be_shown_honestly_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean(typed)
    assert "hidden" in caught.value.errors["name"]


@pytest.mark.parametrize(
    "typed",
    [
        "\u202eab",
        "a\u2066b\u2069",
        "a\u200eb",
        "a\u00adb",
        "a\ufeffb",
        "a\u200bb\u061c",
        "a\U000e0067b",
    ],
)
def test_marks_that_nobody_sees_are_left_out(typed: str) -> None:
    """They come with a keyboard or a copied text: whoever typed them cannot find them."""
    assert clean(typed) == "ab"


@pytest.mark.parametrize("typed", ["12", "-", "\U0001f600", "\u0661\u0662", ". .", "\u0301"])
def test_a_name_needs_a_letter(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean_name(typed, "name", "your own name")
    assert caught.value.errors == {"name": "Write your own name in letters"}


@pytest.mark.parametrize("typed", ["\u674e", "J2", "\u09b0\u09be", "O\u2019N", "\u00d8"])
def test_one_letter_of_any_script_is_enough(typed: str) -> None:
    assert clean_name(typed, "name", "your own name") == typed


@pytest.mark.parametrize("typed", ["", "   ", "\t", "\u00a0\u2003", "\u200e\u2069"])
def test_nothing_is_refused_where_something_is_needed(typed: str) -> None:
    with pytest.raises(InvalidInput):
        clean(typed)
    assert clean(typed, required=False) == ""


def test_too_long_is_refused_with_the_limit() -> None:
    with pytest.raises(InvalidInput) as caught:
        clean("x" * 21)
    assert "20" in caught.value.errors["name"]


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        (("27", "3", "1948"), datetime.date(1948, 3, 27)),
        ((" 27 ", "03", "1948 "), datetime.date(1948, 3, 27)),
        (("29", "2", "2024"), datetime.date(2024, 2, 29)),
        (("11", "11", "2026"), TODAY),
        (("1", "1", "1896"), datetime.date(1896, 1, 1)),
        (("\u0662\u0667", "\u0663", "\u0661\u0669\u0664\u0668"), datetime.date(1948, 3, 27)),
        (("\u06f2\u06f7", "3", "\u06f1\u06f9\u06f4\u06f8"), datetime.date(1948, 3, 27)),
        (("\u09e8\u09ed", "\u09e9", "\u09e7\u09ef\u09ea\u09ee"), datetime.date(1948, 3, 27)),
        (("\u0a68\u0a6d", "\u0a69", "\u0a67\u0a6f\u0a6a\u0a6e"), datetime.date(1948, 3, 27)),
        (("27", "3", "\uff11\uff19\uff14\uff18"), datetime.date(1948, 3, 27)),
        (("\u200f27", "\u206603\u2069", "1948\u200e"), datetime.date(1948, 3, 27)),
        (("27 March 1948", "", ""), datetime.date(1948, 3, 27)),
        (("27/3/1948", " ", ""), datetime.date(1948, 3, 27)),
    ],
)
def test_a_birth_date_that_can_be(typed: tuple[str, str, str], born: datetime.date) -> None:
    """Q11: in the digits of any script: Arabic, Urdu, Bengali, Gurmukhi, full width, mixed."""
    assert birth_date(*typed, TODAY) == born


@pytest.mark.parametrize("code", CODES[:-1])
def test_a_month_may_be_a_word_in_every_language(code: str) -> None:
    """As the page itself writes it (CLDR), whatever language the page is in."""
    for number in range(1, 13):
        date = datetime.date(1950, number, 9)
        for shape in ("MMMM", "LLLL", "d MMMM"):
            word = format_date(date, shape, locale=code).removeprefix("9 ")
            assert birth_date("9", word, "1950", TODAY) == date, word


@pytest.mark.parametrize(
    "word", ["MARCH", "mar", "Mar.", "Mawrth", "marca", "marzec", "\u0622\u0630\u0627\u0631"]
)
def test_a_month_is_known_by_the_ways_that_people_write_it(word: str) -> None:
    assert birth_date("27", word, "1948", TODAY) == datetime.date(1948, 3, 27)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (("", "3", "1948"), "day"),
        (("27", "", ""), "month"),
        (("27", "Foo", "1948"), "month"),
        (("27", "13", "1948"), "month"),
        (("31", "02", "1948"), "day"),
        (("27", "3", "48"), "year"),
        (("27", "3", "2040"), "year"),
        (("27", "3", "1848"), "year"),
        (("x", "3", "1948"), "day"),
    ],
)
def test_what_is_wrong_with_a_date_is_said_of_its_part(
    typed: tuple[str, str, str], part: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        birth_date(*typed, TODAY)
    assert caught.value.errors["birth_date"].part == part


@pytest.mark.parametrize(
    "typed",
    [
        ("12", "11", "2026"),
        ("1", "1", "2099"),
        ("11", "11", "1876"),
        ("31", "12", "1895"),
        ("29", "2", "2023"),
        ("31", "4", "1990"),
        ("0", "1", "1990"),
        ("1", "13", "1990"),
        ("1", "1", "0000"),
        ("27", "3", "48"),
        ("27", "Ma", "1948"),
        ("27 March", "", "1948"),
        ("-1", "3", "1948"),
        ("\u0663\u0662", "3", "1948"),  # the 32nd, in Arabic digits
        ("\u00b2", "3", "1948"),
        ("27", "\u0969\u0964", "1948"),  # a Devanagari digit and a full stop of that script
        ("27", "\u4e09", "1948"),
        ("1" * 5000, "3", "1948"),
        ("9" * 400, "3", "1948"),
        ("27", "3", "\0" * 4),
    ],
)
def test_a_birth_date_that_cannot_be(typed: tuple[str, str, str]) -> None:
    """In the future, too long ago, not in the calendar, or not in decimal digits."""
    with pytest.raises(InvalidInput) as caught:
        birth_date(*typed, TODAY)
    assert caught.value.errors["birth_date"]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("", "3", "1948"), ["day"]),
        (("27", " ", ""), ["month", "year"]),
        (("", "", ""), ["day", "month", "year"]),
    ],
)
def test_the_missing_part_of_a_birth_date_is_named(
    typed: tuple[str, str, str], named: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        birth_date(*typed, TODAY)
    for part in named:
        assert part in caught.value.errors["birth_date"]


@pytest.mark.parametrize(
    "typed",
    [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        " 9434765919\n",
        "\u0669\u0664\u0663 \u0664\u0667\u0666 \u0665\u0669\u0661\u0669",
        "\u06f9\u06f4\u06f3\u06f4\u06f7\u06f6\u06f5\u06f9\u06f1\u06f9",
        "\u09ef\u09ea\u09e9\u09ea\u09ed\u09ec\u09eb\u09ef\u09e7\u09ef",
        "\u0a6f\u0a6a\u0a69\u0a6a\u0a6d\u0a6c\u0a6b\u0a6f\u0a67\u0a6f",
        "\u0669434765919",
        "\uff19434765919",
    ],
)
def test_a_valid_nhs_number_is_kept_as_ten_digits(typed: str) -> None:
    """Q11: modulus 11 (NHS Data Dictionary); in the digits of any script, kept as 0 to 9."""
    assert nhs_number(typed) == "9434765919"


def test_another_valid_nhs_number_is_kept() -> None:
    assert nhs_number("4010232137") == "4010232137"


def test_every_wrong_digit_of_an_nhs_number_shows() -> None:
    good = "9434765919"
    for place in range(10):
        for digit in set("0123456789") - {good[place]}:
            with pytest.raises(InvalidInput):
                nhs_number(good[:place] + digit + good[place + 1 :])


@pytest.mark.parametrize(
    "typed",
    [
        "943476591",
        "94347659190",
        "94347659I9",
        "\u0669434765918",
        "94347659\u00b99",
        "943476591\u09ee",
        "9" * 10_000,
    ],
)
def test_what_is_not_ten_digits_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        nhs_number(typed)
    assert len(caught.value.errors["nhs_number"]) < 200


@pytest.mark.parametrize("prefix", ["000000006"])
def test_a_number_whose_check_would_be_ten_is_never_valid(prefix: str) -> None:
    """Weighted sum 12: remainder 1, check 10, which no digit is."""
    for digit in "0123456789":
        with pytest.raises(InvalidInput):
            nhs_number(prefix + digit)


def test_no_nhs_number_is_fine() -> None:
    assert nhs_number(" - ") == ""


def test_a_long_name_of_accents_is_refused_before_it_costs_anything() -> None:
    """Putting 48,000 accents in order takes Python seconds, in which nobody else is served."""
    began = time.perf_counter()
    with pytest.raises(InvalidInput):
        clean_line("\u0315\u0300" * 24_000, "name", "a name", most=200)
    assert time.perf_counter() - began < 0.3


def test_a_name_that_gets_short_by_composing_is_still_taken() -> None:
    """Vietnamese and Hangul, typed in parts: three characters that become one."""
    assert clean_line("ê\u0323" * 66, "name", "a name", most=66) == "\u1ec7" * 66
    assert len(clean_line("\u1112\u1161\u11ab" * 66, "name", "a name", most=66)) == 66
