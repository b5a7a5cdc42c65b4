"""A stranger with a receipt's address, the patient's second phone, and her own (issue 12, §4)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.devices import PHONE, Devices
from harness.forms import BORN, NAME
from harness.patient import Receipt, Walk
from tests.browser.conftest import BOTH
from tests.browser.survey import Survey

ASKED = "Is this your receipt?"
SPENT = "Please ask your health worker"


def guess(page: Page, day: str, month: str, year: str, *, taps: int = 1) -> None:
    """Type a birth date into the page that asks for it, and press the button."""
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(label, exact=True).fill(value)
    button = page.get_by_role("button", name="Continue")
    button.dblclick() if taps > 1 else button.click()
    page.wait_for_load_state()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def stranger(devices: Devices, receipt: Receipt, *, js: bool) -> Page:
    """A phone that photographed the address."""
    page = devices.open(PHONE, js=js)
    page.goto(receipt.page.url)
    return page


def test_a_stranger_guesses_five_times_and_is_sent_to_the_health_worker(
    signed: Callable[..., Receipt], devices: Devices, js: bool
) -> None:
    receipt = signed(js=js)
    page = stranger(devices, receipt, js=js)
    Receipt(page).says("Do not record yet")
    page.get_by_role("link", name="Change my answers").click()
    heading(page, ASKED)
    assert NAME not in page.content()
    for left in (4, 3, 2, 1):  # two taps are one guess
        guess(page, "1", str(left), "1950", taps=2)
        expect(page.get_by_role("alert")).to_contain_text(f"Tries left: {left}")
    page.go_back()  # to a form that was sent: nothing comes back
    guess(page, "2", "2", "1950")
    heading(page, SPENT)
    page.goto(f"{receipt.page.url}/again")
    heading(page, SPENT)
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    # R16: the safe way is open still, and takes a confirmation: looking at it withdraws nothing.
    page.get_by_role("link", name="I do not want to record any more").click()
    page.get_by_role("link", name="Go back").click()
    receipt.page.reload()
    receipt.says("Do not record yet")
    own = receipt.page  # and her own phone needs nothing
    own.get_by_role("link", name="Change my answers").click()
    heading(own, "Change your answers?")
    Receipt(page).withdraw()
    Receipt(page).says("You changed your mind")


@BOTH
def test_the_second_phone_gets_in_with_the_birth_date_and_is_asked_anew(
    signed: Callable[..., Receipt], devices: Devices, js: bool
) -> None:
    receipt = signed(js=js)
    page = stranger(devices, receipt, js=js)
    page.get_by_role("link", name="Change my answers").click()
    guess(page, *BORN, taps=2)
    heading(page, "Change your answers?")
    assert NAME not in page.content()
    page.go_back()
    page.goto(f"{receipt.page.url}/birth-date")
    heading(page, "Change your answers?")
    page.get_by_role("button", name="Answer again").click()
    page.wait_for_url("**/journey/rules-*")
    walk = Walk(page).hurry() if js else Walk(page)
    walk.sign()
    Receipt(page).says("Do not record yet")
    receipt.page.reload()
    receipt.says("Replaced")


@pytest.mark.long
def test_what_strangers_see_is_accessible_in_every_theme_and_size(
    signed: Callable[..., Receipt], devices: Devices
) -> None:
    """WCAG 2.2 AA; 16 px and 44 px in the hand."""
    receipt, hand = signed(), Survey(PHONE.height, 16, 44)
    page = stranger(devices, receipt, js=True)
    page.get_by_role("link", name="Change my answers").click()
    hand.look(page, "asked")
    for _try in range(5):
        guess(page, "1", "1", "1950")
        hand.look(page, "wrong")
    other = stranger(devices, fresh := signed(), js=True)
    other.goto(f"{fresh.page.url}/again")
    guess(other, *BORN)
    hand.look(other, "known")
    assert (hand.axe, hand.text, hand.targets, hand.sideways) == ({}, {}, {}, [])
