"""After Finish the tablet shows the next person nothing of the one before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from harness.devices import TABLET, Devices, launch
from harness.patient import Kiosk
from harness.server import Server
from tests.browser.conftest import BOTH, Cast

LEAVER = "Bríd Leaver"


@pytest.fixture(scope="module")
def remembering(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium with its back/forward cache on, as on every real tablet."""
    browser = launch(playwright.chromium, page_cache=True)
    yield browser
    browser.close()


@pytest.fixture
def tablet(remembering: Browser, server: Server, cast: Cast, js: bool) -> Iterator[Page]:
    devices = Devices(remembering, server.url)
    yield devices.open(TABLET, js=js, state=cast.tablet)
    devices.close()
    assert devices.watch.unexpected == []


def test_back_forward_and_reload_show_nothing_of_the_patient_before(tablet: Page) -> None:
    """Every page of the walk is gone: name, birth date, code and QR."""
    walk = Kiosk(tablet).open().start()
    walk.name = LEAVER
    receipt = walk.sign()
    code = receipt.code
    receipt.finish()
    pages = tablet.evaluate("history.length") - 2  # the first entry is the blank tab
    assert pages > 10
    for _page in range(pages):
        tablet.go_back(wait_until="commit")
        _shows_nothing_of(tablet, code)
    for _page in range(3):
        tablet.go_forward(wait_until="commit")
        _shows_nothing_of(tablet, code)
    tablet.reload()
    _shows_nothing_of(tablet, code)


@BOTH
def test_the_next_patient_gets_a_receipt_of_their_own(tablet: Page) -> None:
    """One tablet, two patients, two consents: nobody is handed another's receipt."""
    first = Kiosk(tablet).open().start().hurry().sign()
    code = first.code
    walk = first.finish().start()
    walk.name = "Nora Next"
    second = walk.hurry().sign()
    second.says("Do not record yet")
    assert second.code != code


def test_leaving_half_way_leaves_nothing(tablet: Page) -> None:
    """A patient who leaves takes the draft along: the next one begins with an empty page."""
    walk = Kiosk(tablet).open().start()
    walk.name = LEAVER
    walk.to("statements")
    tablet.goto("/journey/rules-before")
    tablet.get_by_role("link", name="Leave").click()
    tablet.get_by_role("button", name="Yes, leave").click()
    walk = Kiosk(tablet).waits().start().to("you")
    expect(tablet.get_by_role("textbox", name="full name")).to_have_value("")
    tablet.go_back(wait_until="commit")
    _shows_nothing_of(tablet, LEAVER)


def _shows_nothing_of(page: Page, code: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    for text in (LEAVER, code, "27 March 1948"):
        expect(page.get_by_text(text)).to_have_count(0)
    held = page.locator("input:not([type=hidden]):not([type=radio]):not([type=checkbox])")
    assert [each.input_value() for each in held.all() if each.input_value()] == []
