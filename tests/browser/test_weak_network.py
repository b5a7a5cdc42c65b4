"""Each patient with a shaking hand on a bad network (issue 10): two taps on everything, 300 ms, one
request of twenty lost, no network at all for a while on every page, the largest text on dark
pages. Each person on tablet and phone, in English, Urdu and Easy Read. `make test-long`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from harness.answers import FORMS, SHORT_WAY
from harness.devices import PHONE, TABLET, Device, Devices
from harness.eyes import scan
from harness.server import Server
from tests.browser.places import ALONE, CHILD, COMPANY, ONLINE, Forms
from tests.browser.polyglot import Clinic, open_clinic
from tests.browser.test_second_tap import SEEN, spot, tap_twice
from tests.races.ledger import Ledger

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
LATENCY = 300  # ms
LOSES = 20  # requests, of which one is lost
LOST = "ERR_|Failed to fetch|htmx|healthz|request failed|Failed to load|import"
DARK = {"name": "comfort", "value": "largest.usual.dark"}
MAX_TAPS = 90  # on a walk of up to 25 pages: what was lost is tapped again
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
NOTICE = "dialog[open][data-health]"
NO = ".actions__refuse[href$='/journey/refuse']"
SMALL = Device("small", 320, 640)  # an old telephone, or one whose owner reads large print
CANNOT_SIGN: Forms = {
    "signature": ALONE["signature"] | {"how": "gesture"},
    "hold": {"hold": "yes"},
}
PEOPLE: Mapping[str, Forms] = {
    "worried": SHORT_WAY,
    "teenager": {**ONLINE, "whose": {"whose": "mine"}},
    "mother": CHILD,
    "cannot-sign": {**SHORT_WAY, **CANNOT_SIGN},
    "pressed": {"more": {"more": "pressed"}},
    "companion": {**COMPANY, "together": {"together": "yes"}},
    "no": {"rules-during": {"refuse": "yes"}},
}
READ_IN = ("en", "ur", "en-easy")
# Each person in each language, and each language on each device: every pair, not every three.
WALKS = [
    (person, device, code)
    for turn, person in enumerate(PEOPLE)
    for place, code in enumerate(READ_IN)
    for device in ((SMALL if person == "teenager" else PHONE, TABLET)[(turn + place) % 2],)
] + [
    ("worried", device, code)
    for device, code in ((TABLET, "en"), (PHONE, "ur"), (TABLET, "en-easy"))
]


def named(each: object) -> str:
    return str(getattr(each, "name", each))


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


def begins(opened: Devices, clinic: Clinic) -> str:
    """The address in the tablet's QR as it is now: each is good for 15 minutes."""
    tablet = opened.open(TABLET, workers=True, state=clinic.tablet)
    come(tablet, "/kiosk")
    return scan(tablet)


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


def answer_of(page: Page, form: dict[str, Any]) -> Locator:
    """Fill in the page in front, in whatever language; returns what sends it."""
    step = page.locator("form#step")
    wanted = page.locator(NO if form.get("refuse") else ".actions__main").last
    way = page.locator(".other-way[href*='way=witness']")
    if form.get("way") and way.count():
        return way
    for name, said in form.items():
        for value in [said] if isinstance(said, str) else said:
            named = step.locator(f"[name={name}]:not([type=hidden])")
            at = f"[name={name}][value={json.dumps(value)}]"
            button = page.locator(f"button{at}")
            tick = step.locator(f"input{at}:is([type=radio], [type=checkbox])")
            if button.count():
                wanted = button.last
            elif tick.count():
                tick.check()
            elif value and named.count():
                named.fill(value)
    return wanted


def gone_for_a_while(page: Page, wanted: Locator) -> None:
    """A tap without network: the page stays, our notice stands over it, and goes by itself."""
    here = page.url
    wanted.scroll_into_view_if_needed()
    page.wait_for_timeout(SEEN)
    at = spot(wanted)
    page.context.set_offline(True)
    page.touchscreen.tap(*at)
    expect(page.locator(NOTICE)).to_be_visible()
    assert page.url == here
    page.context.set_offline(False)
    settled(page)


def walked(page: Page, forms: Forms) -> list[str]:
    """On each page a tap without network, then two with a bad one, until there is a code."""
    seen: list[str] = []
    page.set_default_timeout(IN_TIME / 4)
    for _turn in range(MAX_TAPS):
        before = settled(page)
        if before["code"]:
            return seen
        page.wait_for_timeout(SEEN)  # what is ticked is tapped too
        step = page.url.partition("/journey/")[2]
        try:
            tapped(page, step, forms, seen)
        except (Error, AssertionError):
            if step != page.url.partition("/journey/")[2]:
                continue  # the answer to the tap before came late
            raise
        after = settled(page)
        moved = after["place"] - before["place"]
        assert moved in (0, 1) or after["code"] or not after["place"], f"{before} {after} {step}"
    raise AssertionError(f"{MAX_TAPS} taps, and still on {page.url}")


def tapped(page: Page, step: str, forms: Forms, seen: list[str]) -> None:
    """Answer one page; the first time once without any network, too."""
    form = {} if "said=" in step else forms.get(step.partition("?")[0], {})
    wanted = answer_of(page, form)
    if step not in seen:
        gone_for_a_while(page, wanted)
        seen.append(step)
        wanted = answer_of(page, form)
    tap_twice(page, wanted, 400)
    page.wait_for_timeout(LATENCY * 4)


@pytest.mark.parametrize(("person", "device", "code"), WALKS, ids=named)
def test_whoever_taps_twice_on_a_bad_network_asks_once_and_is_heard(
    opened: Devices, weak: tuple[Server, Clinic], person: str, device: Device, code: str
) -> None:
    """One page a tap, one consent, none lost; taken back on the phone, put away on the tablet."""
    server, clinic = weak
    page = opened.open(device, workers=True, state=clinic.tablet if device is TABLET else None)
    page.context.add_cookies([{**DARK, "url": server.url}])
    with Ledger(server.data_dir) as ledger:
        before = ledger.count("SELECT count(*) FROM consent")
        come(page, f"{'/kiosk' if device is TABLET else begins(opened, clinic)}?lang={code}")
        while "/journey/" not in page.url:
            tap_twice(page, page.locator(".attract__button, .actions__main"), 300)
            page.wait_for_timeout(LATENCY * 4)
            settled(page)
        pages = walked(page, {**FORMS, **PEOPLE[person]})
        assert len(pages) >= (3 if person == "no" else 9), pages
        assert ledger.count("SELECT count(*) FROM consent") == before + 1
        ends(page)
        answer, state = ledger.rows("SELECT answer, state FROM consent ORDER BY id DESC LIMIT 1")[0]
        assert answer == ("refused" if person == "no" else "given")
        kept = device is TABLET or person == "no"  # a no has nothing to take back
        assert state == ("signed" if kept else "withdrawn")
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
