"""A page that follows the server never shows an old yes as if it were new."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import Devices
from harness.patient import Receipt, Walk
from harness.server import Server

LOST_SECONDS = 10
SET_VISIBILITY = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_pages_say_that_they_lost_touch_and_recover_by_themselves(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], devices: Devices, server: Server
) -> None:
    """While the server is down neither the patient nor the clinician is shown the old answer."""
    receipt = signed()
    card = desk().verify(receipt.code)
    card.agree()
    receipt.says("You can record")
    agreed = receipt.page.get_by_text("Agreed by a health worker")
    expect(agreed).to_be_visible()
    devices.watch.excuse("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|htmx")
    server.stop()
    try:
        receipt.says("Lost touch", LOST_SECONDS)
        expect(receipt.word("You can record")).to_have_count(0)
        expect(agreed).to_be_hidden()
        expect(card.page.get_by_text("Lost touch with the server")).to_be_visible()
    finally:
        server.start()
    receipt.says("You can record", LOST_SECONDS)
    expect(receipt.word("Lost touch")).to_have_count(0)
    expect(card.page.get_by_text("Lost touch with the server")).to_be_hidden()


def test_a_page_left_open_says_no_more_what_its_address_could_do(
    signed: Callable[..., Receipt],
) -> None:
    """The receipt was ended in another tab of the same phone."""
    receipt = signed()
    secret = receipt.page.get_by_text("it lets them end your receipt")
    expect(secret).to_be_visible()
    other = receipt.page.context.new_page()
    other.goto(receipt.page.url)
    Receipt(other).withdraw()
    receipt.says("You changed your mind")
    expect(secret).to_be_hidden()


def test_a_page_that_nobody_sees_asks_nothing(phone: Callable[..., Walk], devices: Devices) -> None:
    """Polling only while the page is visible. The page's own clock is run, so nobody waits."""
    page = _with_clock(phone())
    # The answer is waited for: while it is under way the page's clock would run past its patience.
    with page.expect_response("**/status?*"):
        page.clock.run_for(3000)  # the control: a visible page does ask
    _set(page, "hidden")
    before = len(_asked(devices))
    page.clock.run_for(60_000)
    page.evaluate("fetch('/healthz')")  # whatever the page asked before this has been seen
    assert len(_asked(devices)) == before


def test_a_page_seen_again_asks_at_once_and_shows_nothing_old_till_then(
    phone: Callable[..., Walk],
) -> None:
    """Back from the pocket: what it said is gone until the server has answered."""
    page = _with_clock(phone())
    expect(page.get_by_text("Do not record yet", exact=True)).to_be_visible()
    _set(page, "hidden")
    page.clock.run_for(60_000)
    page.route("**/status?*", lambda route: None)  # asked, and not answered
    with page.expect_request("**/status?*", timeout=10_000):
        _set(page, "visible")
    expect(page.get_by_text("Lost touch", exact=True)).to_be_visible()
    expect(page.get_by_text("Do not record yet", exact=True)).to_be_hidden()
    page.unroute("**/status?*")  # lets the answer through
    expect(page.get_by_text("Do not record yet", exact=True)).to_be_visible()


def _with_clock(walk: Walk) -> Page:
    walk.page.clock.install()
    return walk.hurry().sign().page


def _set(page: Page, state: str) -> None:
    page.evaluate(SET_VISIBILITY, state)


def _asked(devices: Devices) -> list[str]:
    return [path for path in devices.watch.asked if "/status?" in path]
