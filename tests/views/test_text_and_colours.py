"""The "Text and colours" cookie: what may stand in it, and where choosing leads (issue 3, 10)."""

import pytest

from tests.cast import World, all_rows
from tests.pages import Browser, Page

USUAL = {"size-normal", "contrast-usual", "colours-device"}


def looks(page: Page) -> set[str]:
    classes = page.tree.get("class", "").split()
    return {each for each in classes if each.startswith(("size-", "contrast-", "colours-"))}


def choose(browser: Browser, **choice: str) -> Page:
    return browser.send(browser.get("/journey/rules-before"), "/comfort", **choice)


def test_one_choice_after_another_is_kept_and_leads_back(world: World) -> None:
    phone = world.phone()
    assert choose(phone, size="large").location == "/journey/rules-before"
    choose(phone, colours="dark")
    page = phone.get("/journey/rules-before")
    assert looks(page) == {"size-large", "contrast-usual", "colours-dark"}
    choose(phone, size="normal")
    choose(phone, colours="device")
    assert phone.cookie("comfort") is None


@pytest.mark.parametrize("value", ["huge", "", "large x", '"><script>', "x" * 4000, "\x00"])
def test_only_what_can_be_chosen_is_kept(world: World, value: str) -> None:
    phone = world.phone()
    choose(phone, size=value, contrast=value, colours=value)
    assert looks(phone.get("/journey/rules-before")) == USUAL
    assert phone.cookie("comfort") is None


@pytest.mark.parametrize("cookie", ["evil", "large", "large.high.dark.more", ".", "x.y.z"])
def test_a_cookie_that_we_did_not_write_does_no_harm(world: World, cookie: str) -> None:
    phone = world.phone()
    phone.client.set_cookie("comfort", cookie, domain="clinic.example")
    page = phone.get("/journey/rules-before")
    assert page.status == 200
    assert len(looks(page)) == 3
    assert "evil" not in page.html


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil", "", "javascript:"],
)
def test_choosing_leads_nowhere_else(world: World, back: str) -> None:
    assert choose(world.phone(), size="large", back=back).location == "/"


def test_choosing_changes_nothing_but_the_cookie(world: World) -> None:
    phone = world.phone()
    before = all_rows()
    choose(phone, size="large")
    assert all_rows() == before


def test_staff_pages_keep_their_own_look(world: World) -> None:
    alice = world.signed_in("alice")
    alice.client.set_cookie("comfort", "largest.high.dark", domain="clinic.example")
    page = alice.get("/staff/")
    assert looks(page) == set()
    assert "Text and colours" not in page.text
