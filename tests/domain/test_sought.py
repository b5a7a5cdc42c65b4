"""Birth dates and NHS numbers as people type them to find a patient (K1)."""

import datetime

import pytest

from kiosk.domain.sought import birth_dates, looks_like_nhs_number

TODAY = datetime.date(2026, 11, 11)
BORN = datetime.date(1948, 3, 27)


@pytest.mark.parametrize(
    "typed",
    [
        *("27/3/1948", "27/03/1948", "27.3.1948", "27-3-1948", "27 3 1948", "1948-03-27"),
        *("27 March 1948", "27 march 1948", "27 Mar 1948", "27th March 1948", "27 March, 1948"),
        *("  27/3/1948 ", "২৭/৩/১৯৪৮", "27/3/48", "27 MAR 48"),
    ],
)
def test_a_date_is_read_as_it_is_written(typed: str) -> None:
    assert BORN in birth_dates(typed, TODAY)


def test_two_digits_may_be_of_either_century_if_it_is_past() -> None:
    found = birth_dates("2/1/20", TODAY)
    assert found == (datetime.date(1920, 1, 2), datetime.date(2020, 1, 2))
    assert birth_dates("27/3/48", TODAY) == (BORN,)


def test_every_month_is_known_by_its_first_letters() -> None:
    for number in range(1, 13):
        month = datetime.date(2026, number, 1).strftime("%B")
        for word in (month, month[:3]):
            assert birth_dates(f"9 {word} 1950", TODAY) == (datetime.date(1950, number, 9),)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "27", "27/3", "27 March", "31/2/1948", "27/13/1948", "27/3/2040", "27/3/1848"),
        *("27031948", "2703-1948", "27 Foo 1948", "March", "1948", "27/3/194", "K7M2-4XQP"),
        *("27/3/1948 x", "0/0/0000", "²/3/1948", "27/3/1948" * 1000),
    ],
)
def test_what_is_no_birth_date_is_none(typed: str) -> None:
    assert birth_dates(typed, TODAY) == ()


@pytest.mark.parametrize("typed", ["9434765919", "943 476 5919", "943-476-5919", "٩٤٣ ٤٧٦ ٥٩١٩"])
def test_ten_digits_are_meant_as_an_nhs_number(typed: str) -> None:
    assert looks_like_nhs_number(typed)


@pytest.mark.parametrize("typed", ["", "943476591", "94347659190", "943 476 591x", "K7M2-4XQP"])
def test_other_things_are_not(typed: str) -> None:
    assert not looks_like_nhs_number(typed)
