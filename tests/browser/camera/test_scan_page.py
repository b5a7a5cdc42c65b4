"""How the scan page is made: accessible in each state, by keyboard, by a USB scanner."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from harness import cameras
from harness.clinician import Desk
from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices
from harness.eyes import scan as read
from harness.patient import Receipt
from tests.browser.camera.filming import card_of, film, other_code, word
from tests.browser.conftest import Cast, later
from tests.browser.survey import Survey
from tests.browser.test_keyboard import Keys


@pytest.mark.parametrize(
    "device",
    [PHONE, later(TABLET), later(DESKTOP)],
    ids=lambda each: each.name,
)
def test_every_state_of_the_page_meets_wcag_and_fits_the_screen(
    scanner: Callable[..., Page], reel: Path, device: Device
) -> None:
    """WCAG 2.2 AA as far as axe can tell, 16 px, 44 px, and nobody scrolls sideways."""
    survey = Survey(height=device.height, least_text=16, least_target=44)
    film(reel, (cameras.held(other_code()), 60), (Image.new("L", (1280, 720), cameras.DESK), 200))
    page = scanner(device)
    page.goto("/staff/scan")
    button = page.get_by_role("button", name="Start the camera")
    expect(button).to_be_visible()
    survey.look(page, "start")
    button.click()
    word(page, "That is not a receipt")
    survey.look(page, "not a receipt")
    word(page, "Looking for a receipt")
    survey.look(page, "scanning")
    for state in (
        "starting",
        "slow",
        "found",
        "denied",
        "no_camera",
        "insecure",
        "in_use",
        "interrupted",
    ):
        page.reload()
        expect(button).to_be_visible()
        page.evaluate(STATE, state)
        survey.look(page, state)
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])


# Shows a state as the page's own script does, without what leads to it.
STATE = """(state) => {
  document.querySelector("[data-scan]").dataset.state = state;
  for (const each of document.querySelectorAll("[data-is]"))
    each.hidden = !each.dataset.is.split(" ").includes(state);
}"""


def test_the_scan_page_needs_only_a_keyboard(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    film(reel, (Image.new("L", (1280, 720), cameras.DESK), 50), (cameras.held(shown), 20))
    page = scanner()
    keys = Keys(page)
    keys.press(page.get_by_role("link", name="Scan with the camera"))
    word(page, "Looking for a receipt")
    keys.reach(page.get_by_role("button", name="Sound"))
    page.keyboard.press("Space")
    card_of(page, receipt)


def test_a_usb_scanner_types_the_address_and_enter(
    devices: Devices, cast: Cast, receipt: Receipt
) -> None:
    """The box has the focus when the page comes, and again after something wrong was scanned."""
    address = read(receipt.page)
    page = devices.open(DESKTOP, state=cast.alice)
    Desk(page).open()
    page.keyboard.type("5012345678900\n")  # the bar code of a box of plasters
    expect(page.get_by_role("alert")).to_contain_text("not a receipt code")
    expect(page.get_by_role("textbox", name="Check a receipt")).to_be_focused()
    page.keyboard.type(address + "\n")
    card_of(page, receipt)
