"""Q11: who the patient is, in any script, with what may be unknown."""

import pytest

from kiosk.store.models import Consent, Journey
from tests.cast import FORMS, World
from tests.pages import Page

CHILD = {"name": "Ciara O'Neill", "day": "1", "month": "2", "year": "2015"}
PRESSED = {"more": {"more": "pressed"}}
FLAG = "Speak to the patient alone first"


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def test_a_childs_birth_date_with_mine_asks_whose_it_is(world: World) -> None:
    """K10: asked, not refused; a child may sign alone."""
    phone = world.phone()
    page = phone.submit(world.walk(phone, "you"), "/journey/you", **CHILD)
    assert step_of(page) == "own"
    assert "Is this your own appointment?" in page.text
    assert step_of(phone.submit(page, "/journey/own", own="yes")) == "statements"


@pytest.mark.parametrize(("part", "typed"), [("day", "31"), ("month", "13"), ("year", "48")])
def test_the_summary_leads_to_the_part_of_the_date_that_is_wrong(
    world: World, part: str, typed: str
) -> None:
    phone = world.phone()
    born = FORMS["you"] | {"month": "4", part: typed}
    page = phone.submit(world.walk(phone, "you"), "/journey/you", **born)
    assert page.status == 422
    aims = [
        each.get("href") for each in page.tree.iter("a") if "birth_date" in each.get("href", "")
    ]
    assert aims == [f"#birth_date-{part}"]


def test_a_parent_who_tapped_mine_is_led_to_the_right_pages(world: World) -> None:
    phone = world.phone()
    page = phone.submit(world.walk(phone, "you"), "/journey/you", **CHILD)
    path = page.link("No, it is my child")
    page = phone.get(path)
    page = phone.follow(phone.post(path, page.form("/journey/whose") | {"whose": "child"}))
    assert step_of(page) == "behalf"


def test_a_grown_persons_birth_date_with_my_childs_asks_whose_it_is(world: World) -> None:
    """K10: from 16 on a person signs for themselves, if they can; asked, not refused."""
    phone = world.phone()
    page = world.walk(phone, "you", whose={"whose": "child"})
    page = phone.submit(page, "/journey/you", **FORMS["you"])
    assert step_of(page) == "grown"
    assert "Is this your child’s appointment?" in page.text
    assert step_of(phone.submit(page, "/journey/grown", grown="yes")) == "child"


def test_a_child_who_tapped_my_childs_is_led_to_the_right_pages(world: World) -> None:
    """K10, Q11: whose it is can be put right, and so can the date."""
    phone = world.phone()
    page = world.walk(phone, "you", whose={"whose": "child"})
    page = phone.submit(page, "/journey/you", **FORMS["you"])
    assert "/journey/you?" in page.link("The date of birth is wrong")
    path = page.link("No, it is my own")
    page = phone.get(path)
    page = phone.follow(phone.post(path, page.form("/journey/whose") | {"whose": "mine"}))
    assert step_of(page) == "more"  # alone, and asked for themselves (Q10)


@pytest.mark.parametrize(
    ("day", "month", "year", "number"),
    [
        ("২৭", "৩", "১৯৪৮", "৯৪৩ ৪৭৬ ৫৯১৯"),
        ("੨੭", "੩", "੧੯੪੮", "੯੪੩੪੭੬੫੯੧੯"),
        ("۲۷", "۳", "۱۹۴۸", "۹۴۳۴۷۶۵۹۱۹"),
        ("٢٧", "٣", "١٩٤٨", "٩٤٣-٤٧٦-٥٩١٩"),
    ],
)
def test_numbers_may_be_typed_in_the_digits_of_any_script(
    world: World, day: str, month: str, year: str, number: str
) -> None:
    """Q11, M3: Bengali, Gurmukhi, Urdu and Arabic; staff read 0 to 9."""
    typed = {"day": day, "month": month, "year": year, "nhs_number": number}
    receipt = world.sign(world.phone(), you=typed)
    card = world.signed_in("alice").get(world.card(receipt.consent)).text
    assert "27 March 1948" in card
    assert "943 476 5919" in card


def test_an_unknown_birth_date_is_matched_by_hand(world: World) -> None:
    """Q11: “I do not know” is an answer."""
    phone = world.phone()
    empty = {"day": "", "month": "", "year": ""}
    page = phone.submit(world.walk(phone, "you"), "/journey/you", name="Sukarno", **empty)
    assert page.status == 422
    page = phone.submit(page, "/journey/you", name="Sukarno", no_birth_date="yes", **empty)
    assert step_of(page) == "statements"
    phone.submit(world.walk(phone), "/journey/check")
    card = world.signed_in("alice").get(world.card(Consent.get().id))
    assert "match by hand" in card.text


@pytest.mark.parametrize(
    ("number", "said"),
    [("12345", "this one has 5"), ("9434765918", "The last number does not fit")],
)
def test_a_wrong_nhs_number_says_what_is_wrong_and_can_be_left_out(
    world: World, number: str, said: str
) -> None:
    """Q11."""
    phone = world.phone()
    page = phone.submit(
        world.walk(phone, "you"), "/journey/you", **FORMS["you"] | {"nhs_number": number}
    )
    assert said in page.text
    assert "Go on without the NHS number" in page.text
    page = phone.submit(page, "/journey/you", no_number="yes")
    assert step_of(page) == "statements"
    assert Journey.get().answers["you"]["nhs_number"] == ""


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "محمد",
        "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
        "মো\u200dহাম্মদ",
        "নাসরিন",
        "Nguyễn Thị Minh Khai",
        "李小龙",
        "a" * 200,
        "O'’Neill-Ó",
        "می\u200cخواهم",
    ],
)
def test_a_name_may_be_in_any_script_and_one_word(world: World, name: str) -> None:
    """Q11: kept as it was typed, shown on the card."""
    receipt = world.sign(world.phone(), you={"name": name}, signature={"name": name})
    card = world.signed_in("alice").get(world.card(receipt.consent))
    assert name in card.html.replace("&#39;", "'")


def test_a_name_of_201_letters_is_asked_for_again(world: World) -> None:
    phone = world.phone()
    page = phone.submit(
        world.walk(phone, "you"), "/journey/you", **FORMS["you"] | {"name": "a" * 201}
    )
    assert page.status == 422
