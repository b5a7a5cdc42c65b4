"""The idle limit and what staff are typing, on a real page whose clock is the server's own."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.patient import Receipt
from harness.server import Server
from tests.browser.conftest import PASSWORD, Cast

WORDS = "She was upset, and we talked."


def typed(page: Page, words: str, label: str) -> None:
    """Type, and wait until the page has had it kept."""
    with page.expect_response("**/staff/keep") as kept:
        page.get_by_label(label).press_sequentially(words)
    assert kept.value.status == 204


def lapse(page: Page) -> None:
    """The session ends, as it does after fifteen quiet minutes: what is kept of it is gone."""
    page.context.clear_cookies(name="staff")


def sign_in(page: Page, name: str = "alice", password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_the_covert_page_has_its_text_again(desk: Callable[..., Desk]) -> None:
    page = desk().page
    page.goto("/staff/covert/")
    typed(page, WORDS, "Anything to add, in a sentence")
    lapse(page)
    page.reload()
    expect(page.get_by_text("What you typed is kept.")).to_be_visible()
    sign_in(page)
    expect(page.get_by_label("Anything to add, in a sentence")).to_have_value(WORDS)
    expect(page.get_by_text("What you typed is here again.")).to_be_visible()


def test_the_card_unfolds_what_was_being_typed(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """The card polls: when the session ends it leads to the sign-in page by itself."""
    card = desk().verify(signed().code)
    page = card.page
    page.locator("summary", has_text="Add who else is in the room").click()
    typed(page, "Priya Shah", "Name, if you know it")
    lapse(page)
    expect(page.get_by_text("What you typed is kept.")).to_be_visible()
    sign_in(page)
    name = page.get_by_label("Name, if you know it")
    expect(name).to_be_visible()
    expect(name).to_have_value("Priya Shah")


def test_somebody_else_at_the_same_desk_finds_nothing(
    desk: Callable[..., Desk], server: Server, cast: Cast
) -> None:
    page = desk("bob").page
    page.goto("/staff/covert/")
    typed(page, WORDS, "Anything to add, in a sentence")
    lapse(page)
    page.reload()
    sign_in(page, "manager", server.password)
    page.goto("/staff/covert/")
    expect(page.get_by_label("Anything to add, in a sentence")).to_have_value("")
