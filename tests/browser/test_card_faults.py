"""What goes wrong on a card is said once, where it is, and takes the focus there."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.clinician import OTHERS, Card, Desk
from harness.devices import DESKTOP, PHONE
from harness.patient import Receipt
from tests.browser.places import SUMMARY

CARD_TOP = "document.querySelector('#card').getBoundingClientRect().top + window.scrollY"


def agree_without_checks(card: Card) -> Page:
    with card.page.expect_navigation():
        card.page.locator("button[value=agreed]").click()
    return card.page


def test_agreeing_too_soon_moves_the_focus_and_not_the_card(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """Issue 9 F: the error box pushed the card down, and said everything twice."""
    card = desk(js=js).verify(signed().code)
    before = card.page.evaluate(CARD_TOP)
    page = agree_without_checks(card)
    assert page.evaluate(CARD_TOP) == before
    box = page.locator(SUMMARY)
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()
    expect(page.get_by_text("Answer before you agree: " + OTHERS)).to_have_count(1)


def test_its_link_leads_to_the_question_which_says_what_is_wrong(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    page = agree_without_checks(desk().verify(signed().code))
    page.locator(SUMMARY).get_by_role("link", name=OTHERS).click()
    group = page.get_by_role("group", name=OTHERS)
    expect(group).to_have_accessible_description(f"Answer before you agree: {OTHERS}")
    assert page.evaluate("document.activeElement.closest('fieldset')?.id") == "others"


def test_keys_are_not_offered_where_there_is_no_keyboard(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    code = signed().code
    for device, shown in ((DESKTOP, True), (PHONE, False)):
        page = desk(device=device).verify(code).page
        expect(page.get_by_text("Keys, with Alt")).to_be_visible(visible=shown)
