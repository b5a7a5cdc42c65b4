"""The network goes, the page stays (issue 10, A2): no tap leads to the browser's error page."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from harness.devices import PHONE, TABLET, Devices
from harness.eyes import scan
from harness.patient import Kiosk, Receipt, Walk, claim
from harness.server import Server
from tests.browser.hurry import hurry

GONE = "ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_EMPTY_RESPONSE|Failed to fetch|htmx|healthz"
NOTICE = re.compile("No connection now|This tablet is not working now")
UNSENT = "Not sent. Tell your health worker now"
BACK = 15_000  # ms within which a page has found out that there is an answer again
OUTAGE = 8  # seconds
HAS_WORKER = """() => new Promise((done) => {
  const workers = navigator.serviceWorker;
  if (workers.controller) done();
  workers.addEventListener("controllerchange", () => done());
})"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be stopped: no other test is on it."""
    with Server(tmp_path_factory.mktemp("goes") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def paired(chromium: Browser, own: Server) -> Iterator[tuple[Page, str]]:
    """A tablet, and the address in its QR."""
    rooms = Devices(chromium, own.url)
    page = Kiosk(rooms.open(TABLET)).pair(own.pairing_code).page
    yield page, scan(page)
    rooms.close()


@pytest.fixture
def opened(chromium: Browser, own: Server) -> Iterator[Devices]:
    devices = Devices(chromium, own.url)
    devices.watch.excuse(GONE)
    yield devices
    devices.close()
    assert devices.watch.unexpected == []


@pytest.fixture
def walk(opened: Devices, paired: tuple[Page, str]) -> Walk:
    """A phone on its first page, as its service worker has it from then on."""
    page = opened.open(PHONE, workers=True)
    begun = claim(page, paired[1])
    page.evaluate(HAS_WORKER)
    return begun


@pytest.fixture
def tablet(opened: Devices, paired: tuple[Page, str]) -> Page:
    state = paired[0].context.storage_state()
    page = opened.open(TABLET, workers=True, state=state)
    Kiosk(page).open()
    page.evaluate(HAS_WORKER)
    return page


def press(page: Page) -> None:
    """Whatever moves this page on: its main button, else its first answer."""
    page.locator(".actions__main, .choice").first.click(no_wait_after=True)


def stays(page: Page, act: Callable[[Page], None]) -> None:
    """Without network an act leads nowhere, is said, and comes back by itself."""
    here, heading = page.url, page.locator("h1").first.inner_text()
    page.context.set_offline(True)
    act(page)
    notice = page.get_by_role("alertdialog", name=NOTICE)
    expect(notice).to_be_visible()
    assert (page.url, page.locator("h1").first.inner_text()) == (here, heading)
    page.context.set_offline(False)
    expect(notice).to_be_hidden(timeout=BACK)


EVERY_PAGE = pytest.param(range(40), marks=[pytest.mark.long, pytest.mark.timeout(600)], id="every")


@pytest.mark.parametrize("turns", [pytest.param((0, 4, 7), id="three"), EVERY_PAGE])
def test_offline_on_a_page_of_the_walk_loses_nothing(walk: Walk, turns: range) -> None:
    """The form is sent again by its patient, under the key that it has: one answer, not two."""
    for turn in range(40):
        if walk.step == "check":
            break
        if turn in turns:
            stays(walk.page, press)
        walk.answer()
    stays(walk.page, press)
    walk.sign().says("Do not record yet")


def test_links_and_reload_and_back_lead_nowhere_either(walk: Walk) -> None:
    page = hurry(walk.page, "types")
    for name in ("Back", "I will not record"):
        link = page.get_by_role("link", name=name, exact=True)
        stays(page, lambda _page, link=link: link.click(no_wait_after=True))
    for turn in (page.reload, page.go_back):
        stays(page, lambda _page, turn=turn: aborted(turn))


def aborted(turn: Callable[[], object]) -> None:
    with pytest.raises(Error, match="ERR_ABORTED"):
        turn()


def test_taps_all_through_a_restart_of_the_server_stay_on_a_page_of_ours(
    walk: Walk, own: Server, opened: Devices
) -> None:
    """Every quarter of a second, from before it stops until after it has come back."""
    opened.watch.excuse("answered 422")  # who taps on and on sends pages with nothing filled in
    page, seen = walk.page, set[str]()
    own.stop()
    until = time.monotonic() + OUTAGE
    while time.monotonic() < until:
        if own.process is None and time.monotonic() > until - OUTAGE / 2:
            own.start()
        with contextlib.suppress(Error):  # in the middle of a change of pages
            page.evaluate("document.querySelector('.actions__main, .choice').click()")
        page.wait_for_timeout(250)
        seen.add(page.url.partition("/journey/")[0])
    assert seen == {own.url}
    expect(page.get_by_role("alertdialog", name=NOTICE)).to_be_hidden(timeout=BACK)


def test_a_proxy_that_answers_for_a_server_that_is_starting_is_no_answer(
    walk: Walk, opened: Devices
) -> None:
    """502 to 504 of something in front: our own 503 carries our headers, and is shown."""
    opened.watch.excuse("answered 502")
    page, here = walk.page, walk.page.url
    page.context.route("**/journey/rules-*", lambda route: route.fulfill(status=502, body="nginx"))
    press(page)
    expect(page.get_by_role("alertdialog", name=NOTICE)).to_be_visible()
    assert page.url == here
    page.context.unroute("**/journey/rules-*")
    expect(page.get_by_role("alertdialog", name=NOTICE)).to_be_hidden(timeout=BACK)


def test_a_change_of_mind_is_said_aloud_and_sent_again_by_itself(walk: Walk) -> None:
    """R16: from the receipt and from the page that asks; what the receipt says is never covered."""
    page = walk.hurry().sign().page
    notice = page.get_by_role("alertdialog", name=UNSENT)
    page.context.set_offline(True)
    page.get_by_role("link", name="I do not want to record any more").click(no_wait_after=True)
    expect(notice).to_be_visible()
    Receipt(page).word("Lost touch").click(trial=True, timeout=BACK)  # it is there, uncovered
    page.context.set_offline(False)
    page.wait_for_url("**/withdraw", timeout=BACK)
    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("^Yes, ")).click(no_wait_after=True)
    expect(notice).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url(lambda url: not url.endswith("/withdraw"), timeout=BACK)
    Receipt(page).says("You changed your mind")


def test_finish_without_network_empties_the_tablet_at_once(tablet: Page) -> None:
    """What somebody leaves is gone from the screen, and the first page comes by itself."""
    receipt = Kiosk(tablet).start().hurry().sign()
    code = receipt.code
    tablet.context.set_offline(True)
    tablet.get_by_role("button", name="Finish", exact=True).click()
    expect(tablet.get_by_text(code)).to_have_count(0)
    expect(tablet.get_by_role("alertdialog", name=NOTICE)).to_be_visible()
    tablet.context.set_offline(False)
    expect(Kiosk(tablet).start_button).to_be_visible(timeout=BACK)
    assert tablet.evaluate("Boolean(navigator.serviceWorker.controller)")  # and so it may go again


def test_the_tablets_first_screen_stays_too(tablet: Page) -> None:
    stays(tablet, lambda _page: Kiosk(tablet).start_button.click(no_wait_after=True))


def test_without_a_worker_a_tap_is_held_back_while_the_device_is_offline(
    opened: Devices, paired: tuple[Page, str]
) -> None:
    """A page without https has none: the browser itself knows when there is no network."""
    stays(claim(opened.open(PHONE), paired[1]).page, press)


def test_without_any_of_it_the_browser_shows_an_error_of_its_own(
    opened: Devices, paired: tuple[Page, str]
) -> None:
    """The control: a browser without scripts, which nothing can help."""
    page = opened.open(PHONE, js=False)
    claim(page, paired[1])
    page.context.set_offline(True)
    press(page)
    page.wait_for_timeout(1000)
    assert page.url.startswith("chrome-error:")
