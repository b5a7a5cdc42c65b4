"""A phone finds again what it began (issue 10, C13): Back, a second scan, an hour later."""

import pytest

from tests.cast import World
from tests.pages import Browser


@pytest.fixture
def phone(world: World) -> Browser:
    return world.phone()


def test_a_second_scan_leads_back_to_the_walk_or_begins_anew(world: World, phone: Browser) -> None:
    path = world.handoff()
    page = phone.get(path)
    assert "You have begun already on this phone." in page.text
    assert phone.open(page.link("Carry on where you were")).path.startswith("/journey/rules-")
    again = phone.submit(phone.get(path), path)
    assert again.path.startswith("/journey/rules-")


def test_another_phone_is_offered_no_walk_of_this_one(world: World, phone: Browser) -> None:
    """The control."""
    page = world.browser().get(world.handoff())
    assert "already on this phone" not in page.text
    assert "Start again" not in page.text


def test_a_second_scan_after_signing_leads_to_the_receipt(world: World, phone: Browser) -> None:
    refused = phone.submit(phone.get("/journey/refuse"), "/journey/refuse")
    assert refused.path.startswith("/r/")
    page = phone.get(world.handoff())
    assert "You have a receipt already on this phone." in page.text
    assert phone.open(page.link("Open my receipt")).path == refused.path


def test_a_tab_that_comes_back_an_hour_later_shows_the_receipt(
    world: World, phone: Browser
) -> None:
    """Signed answers are not among those that are deleted after an hour."""
    refused = phone.submit(phone.get("/journey/refuse"), "/journey/refuse")
    world.clock.forward(minutes=61)
    assert phone.open("/journey/refuse").path == refused.path


def test_unsigned_answers_are_gone_after_an_hour_and_nothing_untrue_is_said(
    world: World, phone: Browser
) -> None:
    """The control: and who signed elsewhere is not told that nothing was signed."""
    world.clock.forward(minutes=61)
    page = phone.get("/journey/refuse")
    assert page.status == 410
    assert "Nothing was signed" not in page.text
    assert "Did you sign? Then open the page of your receipt." in page.text


def test_a_poster_code_with_a_typing_mistake_says_so(world: World) -> None:
    page = world.browser().get("/p/ABCD-1234")
    assert page.status == 404
    assert "That code has a mistake in it" in page.text
