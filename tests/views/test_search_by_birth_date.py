"""The one box finds people by birth date and NHS number as by name; to find is not to verify."""

import pytest

from kiosk.store.models import Attempt, AuditEntry, Consent, Verification
from tests.cast import NHS_NUMBER, World
from tests.pages import Browser
from tests.views.test_search import search, shown

MARGARET, JOSE = "Margaret O'Neill", "José Hart"


@pytest.fixture
def alice(world: World) -> Browser:
    """Alice, on a day on which two people have signed, one with an NHS number."""
    sign(world, MARGARET, "1948-03-27", NHS_NUMBER.replace(" ", ""))
    sign(world, JOSE, "1970-01-02")
    return world.signed_in("alice")


def sign(world: World, name: str, born: str, number: str = "") -> Consent:
    you = {"name": name, "birth_date": born, "nhs_number": number}
    return world.signed(you=you, signature={"how": "typed", "name": name})


@pytest.mark.parametrize(
    "typed",
    [
        "27/3/1948",
        "27 March 1948",
        "27.03.48",
        "1948-03-27",
        NHS_NUMBER,
        NHS_NUMBER[:3] + "4765919",
    ],
)
def test_the_patient_is_found_and_not_verified(alice: Browser, typed: str) -> None:
    """K1: one tap more, on the row, as after a name."""
    before = AuditEntry.select().count()
    page = search(alice, typed)
    assert page.status == 200
    assert shown(page) == [MARGARET]
    assert "Showing 1 who matches" in page.text
    assert page.field("entry").get("value") == typed
    assert Verification.select().count() == 0
    assert not Consent.select().where(Consent.verified_at.is_null(False)).exists()
    assert AuditEntry.select().count() == before + 1  # that somebody looked


def test_two_of_one_birth_date_are_both_shown(world: World, alice: Browser) -> None:
    sign(world, "Ann Lee", "1948-03-27")
    assert sorted(shown(search(alice, "27/3/1948"))) == ["Ann Lee", MARGARET]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("28/3/1948", "Nobody born on 28 March 1948 has asked today."),
        ("1/1/20", "Nobody born on 1 January 1920 or 1 January 2020 has asked today."),
        ("450 557 7104", "Nobody with that NHS number has asked today."),
        ("943 476 5918", "That is not an NHS number: the last digit does not fit. Check it."),
    ],
)
def test_nobody_is_said_beside_the_box_and_is_no_wrong_code(
    alice: Browser, typed: str, words: str
) -> None:
    page = search(alice, typed)
    assert page.status == 422
    assert words in page.text
    assert sorted(shown(page)) == sorted([MARGARET, JOSE]), "the whole list stands"
    assert Attempt.select().count() == 0


def test_a_code_that_reads_like_a_date_is_still_a_code(alice: Browser) -> None:
    """Eight symbols: nobody born that day, so it is looked up as a code."""
    page = search(alice, "12 03 1948")
    assert page.status == 422
    assert "code" in page.text
    assert "Nobody born" not in page.text


def test_people_of_another_site_are_not_found(world: World, alice: Browser) -> None:
    assert shown(search(world.signed_in("charlie"), "27/3/1948")) == []
    assert shown(search(world.signed_in("charlie"), NHS_NUMBER)) == []
