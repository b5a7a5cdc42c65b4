"""The one box finds people by name: on the page alone, never in an address or a log."""

import hashlib
import timeit

import pytest

from kiosk.actions import attempts
from kiosk.domain import names
from kiosk.store.models import Attempt, Verification
from signing import codes
from tests.cast import World
from tests.pages import Browser, Page

PEOPLE = ("Łukasz Żółty", "Margaret O'Neill", "José Hart", "محمد علي")


@pytest.fixture
def alice(world: World) -> Browser:
    """Alice, on a day on which four people have signed."""
    for name in PEOPLE:
        you = {"name": name, "birth_date": "1970-01-02", "nhs_number": ""}
        world.signed(you=you, signature={"how": "typed", "name": name})
    return world.signed_in("alice")


def search(browser: Browser, typed: str) -> Page:
    return browser.submit(browser.get("/staff/"), "/staff/verify", entry=typed)


def shown(page: Page) -> list[str]:
    """The names on the list."""
    found = (each for each in page.tree.iter("bdi") if each.get("class") == "row__name")
    return ["".join(each.itertext()) for each in found]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("marg", "Margaret O'Neill"),
        ("MARGARET", "Margaret O'Neill"),
        ("neill", "Margaret O'Neill"),
        ("oneill", "Margaret O'Neill"),
        ("O’N", "Margaret O'Neill"),
        ("neill marg", "Margaret O'Neill"),
        ("lukasz", "Łukasz Żółty"),
        ("zol", "Łukasz Żółty"),
        ("jose", "José Hart"),
        ("  hart ", "José Hart"),
        ("على", "محمد علي"),
        ("محمد", "محمد علي"),
    ],
)
def test_any_words_beginning_finds_the_person(alice: Browser, typed: str, who: str) -> None:
    """K1: whoever cannot show a code is found; case, accents and script are no hindrance."""
    page = search(alice, typed)
    assert page.status == 200
    assert shown(page) == [who]
    assert "Showing 1 who matches" in page.text
    assert page.field("entry").get("value") == typed.strip()
    assert page.link("Show all") == "/staff/"


def test_several_matches_are_all_shown_in_their_groups(world: World, alice: Browser) -> None:
    you = {"name": "Marta Hart", "birth_date": "1970-01-02", "nhs_number": ""}
    world.decide(world.signed(you=you, signature={"how": "typed", "name": "Marta Hart"}))
    page = search(alice, "mar")
    assert shown(page) == ["Marta Hart", "Margaret O'Neill"], "agreed, then waiting"
    assert "Showing 2 who match" in page.text
    assert "Recording now" not in page.text


@pytest.mark.parametrize("typed", ["aret", "margaret jones", "nobody", "Zz"])
def test_nobody_of_that_name_is_said_beside_the_box(alice: Browser, typed: str) -> None:
    page = search(alice, typed)
    assert page.status == 422
    assert "not a receipt code" in page.text
    assert "No one of that name today" in page.text
    assert sorted(shown(page)) == sorted(PEOPLE), "the whole list stands"


def test_a_number_is_no_name(alice: Browser) -> None:
    page = search(alice, "1970")
    assert page.status == 422
    assert "No one of that name" not in page.text


def test_a_searched_list_does_not_follow_the_server(alice: Browser) -> None:
    """The next answer would bring everybody back; the page says so, and offers it."""
    page = search(alice, "marg")
    assert "/staff/list" not in page.html
    assert 'http-equiv="refresh"' not in page.html
    assert "stays as it is" in page.text
    everyone = alice.get("/staff/")
    assert "/staff/list" in everyone.html
    assert 'http-equiv="refresh"' in everyone.html


def test_what_was_found_leads_to_the_card(world: World, alice: Browser) -> None:
    """One tap more, and it counts as picked from the list."""
    page = search(alice, "marg")
    person = alice.get(page.link("Margaret"))
    assert Verification.select().count() == 0
    card = alice.match(person)
    assert card.heading.startswith("Margaret O'Neill")
    assert Verification.get().way == "list"


def test_a_search_reads_and_counts_nothing(alice: Browser) -> None:
    """Searching all day blocks nobody: only what nobody is called counts as a wrong code."""
    for _try in range(attempts.CODE.most + 5):
        assert search(alice, "marg").status == 200
    assert Attempt.select().count() == 0
    assert Verification.select().count() == 0
    search(alice, "nobody")
    assert Attempt.select().count() == 1


def test_people_of_another_site_and_of_another_day_are_not_found(world: World) -> None:
    world.signed(world.there)
    assert search(world.signed_in("alice"), "marg").status == 422
    assert search(world.signed_in("charlie"), "marg").status == 200
    world.clock.forward(hours=30)
    assert search(world.signed_in("charlie"), "marg").status == 422


def test_a_code_without_a_digit_is_still_a_code(alice: Browser) -> None:
    """One code in twenty has none: it is looked up, unless somebody is called that."""
    digests = (hashlib.sha256(bytes([number])).digest() for number in range(256))
    letters = next(filter(str.isalpha, map(codes.code_from_bytes, digests)))
    page = search(alice, letters)
    assert page.status == 422
    assert "No receipt here has that code" in page.text


def test_no_name_gets_into_an_address(alice: Browser) -> None:
    """The form posts; nothing on the page repeats what was typed in a link."""
    page = search(alice, "marg")
    addresses = [each.get(name, "") for each in page.tree.iter() for name in ("href", "action")]
    assert not [each for each in addresses if "marg" in each.lower()]


@pytest.mark.parametrize(
    ("name", "wanted", "found"),
    [
        ("Straße", "strasse", True),
        ("İpek Işık", "ipek isik", True),
        ("Ｍａｒｙ", "mary", True),
        ("Smith-Jones", "jones", True),
        ("Smith-Jones", "smith-j", True),
        ("D'Arcy", "darcy", True),
        ("Μαρία", "μαρια", True),
        ("Ольга Ёлкина", "елкина", True),
        ("ਗੁਰਪ੍ਰੀਤ", "ਗੁਰ", True),
        ("ਗੁਰਪ੍ਰੀਤ", "ਗੇਰ", False),
        ("রহিমা বেগম", "বেগ", True),
        ("أحمد", "احمد", True),
        ("کامران", "كامران", True),
        ("李小龙", "李", True),
        ("Mary", "ary", False),
        ("Mary", "", False),
        ("Mary", " - ", False),
        ("", "mary", False),
    ],
)
def test_names_match_from_the_start_of_a_word(name: str, wanted: str, found: bool) -> None:
    assert names.matches(name, wanted) is found


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "12", "٣", "a1", "x" * 81, "€", "https://menu.example/lunch", "a@b.example"],
)
def test_what_is_no_name_is_not_looked_for(text: str) -> None:
    assert not names.may_be_name(text)


def _cost(name: str) -> float:
    """Seconds of the quickest of some looks at a name."""
    return min(timeit.repeat(lambda: names.matches(name, "mar"), number=20, repeat=5))


def test_a_name_of_signs_that_stand_for_many_costs_as_much_as_any() -> None:
    """U+FDFA stands for eighteen: a row of them cost 1.5 ms a name, on every search of everyone."""
    longest = "Maria Anna " * 7
    assert _cost("\ufdfa" * 80) < 8 * _cost(longest)  # it was forty times
    assert names.matches("Maria \ufdfa", "mar")
    assert names.matches("\ufdfa", "\ufdfa"), "and it is found by itself"
