"""A shaking hand on a bad network (issue 10): two taps on everything, 300 ms, one request of twenty
lost, the largest text on dark pages, on tablet and phone, in three languages. `make test-long`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from harness.devices import PHONE, TABLET, Device, Devices
from harness.patient import Walk
from harness.server import Server
from harness.tongues import tongue
from tests.browser.polyglot import Clinic, open_clinic
from tests.browser.test_second_tap import answer_of, tap_twice
from tests.races.ledger import Ledger

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
LATENCY = 300  # ms
LOSES = 20  # requests, of which one is lost
LOST = "ERR_|Failed to fetch|htmx|healthz|request failed|Failed to load|answered 503|import"
DARK = {"name": "comfort", "value": "largest.usual.dark"}
MAX_TAPS = 60  # on a walk of nine pages: what was lost is tapped again
IN_TIME = 25_000  # ms in which a page is there, or says that it has no connection and is back
HAS_WORKER = """() => new Promise((done) => {
  const workers = navigator.serviceWorker, there = () => done(!!workers.controller);
  if (workers.controller) there();
  workers.addEventListener("controllerchange", there);
  setTimeout(there, 4000);
})"""
# Where this page is, and whether it waits for the network.
STATE = """() => {
  if (document.readyState === "loading") return { away: true };
  const away = !!document.querySelector("dialog[open][data-health]");
  const place = Number(document.querySelector("progress.walk")?.value ?? 0);
  return { away, place, code: !!document.querySelector(".code") };
}"""


@pytest.fixture(scope="module")
def weak(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Clinic]]:
    """A server that offers every language, on a network that gets bad once all is set up."""
    folder = tmp_path_factory.mktemp("weak")
    delay = folder / "delay"
    delay.write_text("0", encoding="ascii")
    with Server(folder / "data") as server:
        clinic = open_clinic(chromium, server)
    server.app = "tests.browser.weak:app"
    server.env |= {"DELAY": str(delay), "LOSES": str(LOSES)}
    with server:
        delay.write_text(str(LATENCY), encoding="ascii")
        yield server, clinic


@pytest.fixture
def opened(chromium: Browser, weak: tuple[Server, Clinic]) -> Iterator[Devices]:
    devices = Devices(chromium, weak[0].url)
    devices.watch.excuse(LOST)
    yield devices
    devices.close()
    assert devices.watch.unexpected == []


def come(page: Page, address: str) -> None:
    """Open a page as a patient does: once more if it does not come, or came without its worker."""
    for _try in range(8):
        try:
            page.goto(address)
        except Error:
            continue  # the first page of all: nothing of ours is here yet
        if page.evaluate(HAS_WORKER):
            return
    raise AssertionError(f"{address} never came whole")


def settled(page: Page) -> dict[str, int]:
    """What the page is once it has an answer, or has found the network again."""
    for _look in range(IN_TIME // 250):
        page.wait_for_timeout(250)
        try:
            found: dict[str, int] = page.evaluate(STATE)
        except Error:
            continue  # in the middle of a change of pages
        assert not page.url.startswith("chrome-error"), "the browser's own error page"
        if not found["away"]:
            return found
    raise AssertionError(f"no way back to {page.url}")


def walked(walk: Walk) -> int:
    """Two taps on the answer of each page until there is a code; returns how often."""
    page = walk.page
    for turn in range(MAX_TAPS):
        before = settled(page)
        if before["code"]:
            return turn
        tap_twice(page, answer_of(walk), 400)
        page.wait_for_timeout(LATENCY * 4)
        after = settled(page)
        moved = after["place"] - before["place"]
        assert moved in (0, 1) or after["code"], f"{before} {after} {page.url}"
    raise AssertionError(f"{MAX_TAPS} taps, and still on {page.url}")


@pytest.mark.parametrize("code", ["en", "ur", "en-easy"])
@pytest.mark.parametrize("device", [PHONE, TABLET], ids=lambda each: each.name)
def test_whoever_taps_twice_on_a_bad_network_asks_once_and_is_heard(
    opened: Devices, weak: tuple[Server, Clinic], device: Device, code: str
) -> None:
    """One page a tap, one consent, none lost; taken back on the phone, put away on the tablet."""
    server, clinic = weak
    page = opened.open(device, workers=True, state=clinic.tablet if device is TABLET else None)
    page.context.add_cookies([{**DARK, "url": server.url}])
    with Ledger(server.data_dir) as ledger:
        before = ledger.count("SELECT count(*) FROM consent")
        come(page, f"{'/kiosk' if device is TABLET else clinic.handoff}?lang={code}")
        while "/journey/" not in page.url:
            tap_twice(page, page.locator(".attract__button, .actions__main"), 300)
            page.wait_for_timeout(LATENCY * 4)
            settled(page)
        walk = Walk(page, tongue=tongue(code))
        walk.short = True
        walked(walk)
        assert ledger.count("SELECT count(*) FROM consent") == before + 1
        ends(page)
        state = ledger.rows("SELECT state FROM consent ORDER BY id DESC LIMIT 1")[0][0]
        assert state == ("signed" if device is TABLET else "withdrawn")
        assert ledger.broken_entry() is None


def ends(page: Page) -> None:
    """Take it back on the phone, *Finish* on the tablet: two taps on each button."""
    for _turn in range(MAX_TAPS):
        settled(page)
        asked = page.url.endswith("/withdraw")
        wanted = ".actions__main" if asked else ".slip__withdraw, .slip--kiosk .actions__back"
        if not page.locator(wanted).count():
            return
        tap_twice(page, page.locator(wanted), 400)
        page.wait_for_timeout(LATENCY * 4)
    raise AssertionError(f"still on {page.url}")
