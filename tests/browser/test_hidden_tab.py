"""A clinician works in another program: the tab's title says what happens, and no name."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.patient import NAME, Receipt, Walk
from tests.browser.test_connection_lost import SET_VISIBILITY

SLOW = 25_000  # ms: a page that nobody sees asks every ten seconds


def hide(page: Page) -> None:
    page.evaluate(SET_VISIBILITY, "hidden")


def see(page: Page) -> None:
    page.evaluate(SET_VISIBILITY, "visible")


def says(page: Page, words: str) -> None:
    """Wait until the tab's title begins with this."""
    expect(page).to_have_title(re.compile(f"^{re.escape(words)}"), timeout=SLOW)


def waiting(page: Page) -> int:
    """The number in brackets before the title of today's list."""
    return int(page.evaluate("Number(/\\((\\d+)\\)/.exec(document.title)?.[1] ?? 0)"))


def test_todays_list_counts_who_waits_while_it_is_hidden(
    phone: Callable[..., Walk], desk: Callable[..., Desk]
) -> None:
    walk, page = phone().hurry(), desk().page
    expect(page).to_have_title(re.compile("Today"))
    before = waiting(page)
    hide(page)
    walk.sign()
    says(page, f"● ({before + 1}) Today")
    assert not any(part in page.title() for part in NAME.split())
    see(page)
    says(page, f"({before + 1}) Today")


def test_the_card_says_in_its_title_what_holds_while_it_is_hidden(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    receipt = signed()
    card = desk().verify(receipt.code)
    card.agree()
    page = card.page
    says(page, "You agreed: Card ")
    hide(page)
    colleague = desk("bob").verify(receipt.code)
    colleague.start()
    says(page, "● Recording: Card ")
    assert not any(part in page.title() for part in NAME.split())
    see(page)
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    says(page, "Recording: Card ")
