"""A shaking hand taps twice: the second tap was meant for the page before (issue 10, A1)."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from harness.devices import PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.eyes import scan
from harness.patient import Kiosk, Walk
from harness.server import Server
from tests.browser.conftest import Cast
from tests.browser.hurry import hurry

SEEN = 900  # ms: longer than a page waits for its first tap
SETTLED = 450  # ms in which whatever a second tap set off would have come
# Between two taps, and for each request: the corners, and what lies between.
HANDS = ((120, 0), (400, 300), (800, 0), (250, 150), (800, 300), (550, 0), (120, 300))


@dataclass
class Practice:
    """A server as patients meet it, on a network that the test makes slow."""

    server: Server
    delay: Path
    tablet: StorageState
    handoff: str

    def slow(self, latency: int) -> None:
        self.delay.write_text(str(latency), encoding="ascii")


@pytest.fixture(scope="module")
def practice(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("weak")
    delay = folder / "delay"
    delay.write_text("0", encoding="ascii")
    with Server(folder / "data", "tests.browser.weak:app", DELAY=str(delay)) as server:
        rooms = Devices(chromium, server.url)
        page = pair(rooms.open(TABLET), server.pairing_code)
        yield Practice(server, delay, page.context.storage_state(), scan(page))
        rooms.close()


def pair(page: Page, code: str) -> Page:
    """With the keyboard, which is never held up."""
    page.goto("/kiosk/pair")
    page.get_by_label("Pairing code").fill(code)
    page.keyboard.press("Enter")
    return Kiosk(page).waits().page


@pytest.fixture
def opened(chromium: Browser, practice: Practice) -> Iterator[Callable[[Device], Page]]:
    devices = Devices(chromium, practice.server.url)
    state = practice.tablet

    def open_(device: Device) -> Page:
        return devices.open(device, state=state if device.name.startswith("tablet") else None)

    yield open_
    practice.slow(0)
    devices.close()
    assert devices.watch.unexpected == []


def tap_twice(page: Page, wanted: Locator, apart: int) -> None:
    """Two taps on the spot where the wanted button is now."""
    wanted.scroll_into_view_if_needed()
    page.wait_for_timeout(SEEN)
    x, y = spot(wanted)
    began = time.monotonic()
    page.touchscreen.tap(x, y)
    time.sleep(max(0, began + apart / 1000 - time.monotonic()))
    page.touchscreen.tap(x, y)


def spot(wanted: Locator) -> tuple[float, float]:
    box = wanted.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def answer_of(walk: Walk) -> Locator:
    """What moves this page on: its main button, or the answer that this patient taps."""
    filled = {"you": walk._identity, "signature": walk.type_signature}
    if walk.step in filled:
        walk.page.wait_for_timeout(SEEN)  # what is ticked is tapped too
        filled[walk.step]()
    usual = {"usual": "right" if walk.short else "different"}
    value = (walk.answers | usual).get(walk.step, "")
    chosen = walk.page.locator(
        f".choice[name={walk.step}][value={value or 'none'}], .alone .choice"
    )
    main = walk.page.locator(".actions__main, .onward [value=all]").last
    return main if main.count() and not chosen.count() else chosen


def place(page: Page) -> int:
    """Which page of the walk this is, from 1; 0 off the walk."""
    bar = page.locator("progress.walk")
    return int(bar.get_attribute("value") or 0) if bar.count() else 0


LONG_WAY = pytest.param(TABLET, marks=pytest.mark.long, id="tablet")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("device", [pytest.param(PHONE, id="phone"), LONG_WAY])
def test_two_taps_move_one_page_all_through_the_walk(
    practice: Practice, opened: Callable[[Device], Page], device: Device
) -> None:
    """From the first rules to the receipt, withdrawn on the phone and finished on the tablet."""
    page = opened(device)
    if device is PHONE:
        walk = claim_slowly(page, practice.handoff)
        walk.short = True  # the tablet goes the long way
    else:
        page.goto("/kiosk")
        tap_twice(page, Kiosk(page).start_button, 400)
        walk = Walk(page)
    page.wait_for_timeout(SETTLED)
    for apart, latency in itertools.cycle(HANDS):
        here = place(page)
        if not here:
            break
        practice.slow(latency)
        step, wanted = walk.step, answer_of(walk)
        tap_twice(page, wanted, apart)
        if step != "check":
            next_one = page.locator(f"progress.walk[value='{here + 1}']")
            expect(next_one, f"after {step}").to_be_visible()
        page.wait_for_timeout(SETTLED + latency)
        told = f"after {step}, {apart} ms apart, {latency} ms late: {page.url}"
        assert place(page) == (here + 1 if step != "check" else 0), told
    practice.slow(0)
    expect(page.locator(".code")).to_be_visible()
    (finishes if device is TABLET else withdraws)(page)


def claim_slowly(page: Page, address: str) -> Walk:
    page.goto(address)
    tap_twice(page, page.get_by_role("button", name="Start", exact=True), 300)
    return Walk(page)


def withdraws(page: Page) -> None:
    """Two taps open the page that asks, and no more; two taps on that withdraw once."""
    tap_twice(page, page.get_by_role("link", name="I do not want to record any more"), 400)
    page.wait_for_timeout(SETTLED)
    expect(page.get_by_role("heading", name="I do not want to record any more")).to_be_visible()
    tap_twice(page, page.get_by_role("button", name="Yes, I do not want to record"), 400)
    page.wait_for_timeout(SETTLED)
    expect(page.locator(".code")).to_be_visible()


def finishes(page: Page) -> None:
    """The second tap on *Finish* does not begin the next patient's walk."""
    tap_twice(page, page.get_by_role("button", name="Finish", exact=True), 400)
    page.wait_for_timeout(SETTLED)
    Kiosk(page).waits()


def test_saying_no_with_two_taps_keeps_the_receipt(opened: Callable[[Device], Page]) -> None:
    """“I will not record”, twice on each of its two pages; then *Finish*, twice."""
    page = opened(TABLET)
    page.goto("/kiosk")
    tap_twice(page, Kiosk(page).start_button, 400)
    page.wait_for_timeout(SETTLED)
    tap_twice(page, page.get_by_role("link", name="I will not record"), 250)
    page.wait_for_timeout(SETTLED)
    tap_twice(page, page.get_by_role("button", name="I will not record"), 700)
    page.wait_for_timeout(SETTLED)
    expect(page.locator(".code")).to_be_visible()
    finishes(page)


def test_without_the_wait_a_second_tap_answers_the_next_page(
    kiosk: Callable[..., Kiosk], cast: Cast
) -> None:
    """The control: on the server of all other tests nothing holds the second tap back."""
    page = hurry(kiosk().start().page, "part")
    tap_twice(page, page.locator(".choice").first, 400)
    page.wait_for_timeout(SETTLED)
    assert page.url.partition("/journey/")[2] not in ("part", "by"), "the second tap did nothing"


@pytest.mark.parametrize("press", ["Enter", "Space", "voice"])
def test_who_needs_no_pointer_is_never_held_up(
    opened: Callable[[Device], Page], press: str
) -> None:
    """Keyboard and switch press at once; so do a screen reader and voice control, by script."""
    page = opened(TABLET)
    page.goto("/kiosk")
    start = Kiosk(page).start_button
    if press == "voice":
        start.evaluate("each => each.click()")
    else:
        start.focus()
        page.keyboard.press(press)
    page.wait_for_url("**/journey/rules-*")


@pytest.mark.parametrize("device", [PHONE, TABLET_WIDE], ids=["phone", "tablet"])
def test_what_ends_or_undoes_never_lies_under_the_button_that_led_there(
    kiosk: Callable[..., Kiosk], phone: Callable[..., Walk], device: Device
) -> None:
    """390×844 and 1280×800: *Sign* and the receipt's buttons, “I will not record” and *Finish*."""
    ends = ("Finish", "I do not want to record any more", "Change my answers")
    page = phone().page if device is PHONE else kiosk(TABLET_WIDE).start().page
    hurry(page, "check")
    apart(page, page.get_by_role("button", name="Sign and get my receipt"), ends)
    if device is PHONE:
        return
    page.get_by_role("button", name="Finish", exact=True).click()
    page, refuse = Kiosk(page).waits().start().page, "I will not record"
    apart(page, page.get_by_role("link", name=refuse), (refuse,))
    apart(page, page.get_by_role("button", name=refuse), ends)


def apart(page: Page, led: Locator, ends: tuple[str, ...]) -> None:
    """Press the one button; nothing of these names on the page that comes lies where it was."""
    before = led.bounding_box()
    assert before is not None
    with page.expect_navigation():
        led.click()
    found = page.locator("main a, main button").all()
    boxes = {each.inner_text().strip(): each.bounding_box() for each in found if each.is_visible()}
    ending = {name: box for name, box in boxes.items() if box and name in ends}
    assert ending, f"none of {ends} among {[*boxes]}"
    for name, box in ending.items():
        aside = (
            box["x"] >= before["x"] + before["width"]
            or before["x"] >= box["x"] + box["width"]
            or box["y"] >= before["y"] + before["height"]
            or before["y"] >= box["y"] + box["height"]
        )
        assert aside, f"{name} {box} lies where {before} was"
