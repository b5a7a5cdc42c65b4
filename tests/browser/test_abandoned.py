"""Abandoned at every single page, then the next patient (issue 3, 9): on a tablet whose browser
keeps pages in memory, with the browser's own clock moved by the test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect

from harness.answers import PATIENT
from harness.devices import TABLET, Devices, launch
from harness.patient import Kiosk
from harness.tongues import tongue
from tests.browser.places import PLACES, Place
from tests.browser.polyglot import Clinic, begin

LEAVER = "Bríd Leaver"
POLISH = tongue("pl")  # nobody's language here but the leaver's
GONE = 400  # seconds: longer than the warning and its countdown

# Type a name into every field and choose the last of everything, without sending any of it.
SCRIBBLE = """(name) => {
  for (const each of document.querySelectorAll("main input:not([type=hidden]), main textarea")) {
    if (["radio", "checkbox"].includes(each.type)) each.checked = true;
    else each.value = name;
  }
}"""
# What a page holds of a patient: what is typed, ticked or marked as their answer, but for what is
# set on a page that nobody has answered (sound alone, and typing one's name).
HELD = """() => {
  const usual = ["sound=yes", "video=no", "photo=no", "live=no", "how=typed"];
  const typed = [...document.querySelectorAll("input:not([type=hidden]), textarea")]
    .filter((each) => (["radio", "checkbox"].includes(each.type) ? each.checked : each.value))
    .map((each) => `${each.name}=${each.value}`).filter((each) => !usual.includes(each));
  const marked = [...document.querySelectorAll(".choice--chosen, .person")];
  return [...typed, ...marked.map((each) => each.innerText)];
}"""


@pytest.fixture(scope="module")
def remembering(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium with its back/forward cache on, as on every real tablet."""
    browser = launch(playwright.chromium, page_cache=True)
    yield browser
    browser.close()


@pytest.fixture
def tablets(remembering: Browser, polyglot: Clinic) -> Iterator[Devices]:
    devices = Devices(remembering, polyglot.url)
    yield devices
    devices.close()
    assert devices.watch.unexpected == []


# Every eighth page in `make test`, the others in `make test-long`.
IN_TURN = [
    place if turn % 8 == 0 else pytest.param(place, marks=pytest.mark.long)
    for turn, place in enumerate(PLACES)
]


@pytest.mark.parametrize("place", IN_TURN, ids=lambda place: place.name)
def test_the_next_patient_sees_nothing_of_who_left_here(
    tablets: Devices, polyglot: Clinic, place: Place
) -> None:
    """R11, M7: wherever somebody walks away, answers, name, language and history are gone."""
    page = tablets.open(TABLET, state=polyglot.tablet)
    page.clock.install()
    page.goto(f"/kiosk?lang={POLISH.code}")
    place.reach(begin(page), LEAVER)
    traces = left_here(page, place)
    session = cookies(page)["session"]
    page.clock.fast_forward(GONE * 1000)
    Kiosk(page).waits()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert set(cookies(page)) <= {"kiosk", "session"}
    assert cookies(page).get("session") != session
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    history_shows_nothing(page, traces)
    next_patient(page, place)


def left_here(page: Page, place: Place) -> list[str]:
    """The control: what must be gone is there now. Returns words that must not come back."""
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    page.evaluate(SCRIBBLE, LEAVER)
    fields = page.locator("main input:not([type=hidden])").count()
    assert bool(page.evaluate(HELD)) == bool(fields or place.name == "people")
    assert {"journey", "kiosk"} <= set(cookies(page))
    return [LEAVER, *page.locator(".code").all_inner_texts()]


def cookies(page: Page) -> dict[str, str]:
    return {each["name"]: each["value"] for each in page.context.cookies()}


def next_patient(page: Page, place: Place) -> None:
    """Begins on the same tablet: the page on which the other left is empty for them."""
    page.goto("/kiosk")
    begin(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    if place.act is None and place.name not in ("check", "refuse"):
        place.reach(page)
    own = {
        f"name={PATIENT['name']}"
    }  # the signature page offers the name that they gave themselves
    assert set(page.evaluate(HELD)) <= own


def history_shows_nothing(page: Page, traces: list[str]) -> None:
    """Back as far as it goes, and Forward."""
    for _page in range(page.evaluate("history.length") - 1):
        page.go_back(wait_until="commit")
        nothing_on(page, traces)
    go_forward(page)
    nothing_on(page, traces)


def go_forward(page: Page) -> None:
    """Forward, once the page that came back from the cache has finished loading itself anew."""
    try:
        page.go_forward(wait_until="commit")
    except Error:  # Chromium was in the middle of that: "not attached to an active page"
        page.wait_for_load_state()
        page.go_forward(wait_until="commit")


def nothing_on(page: Page, traces: list[str]) -> None:
    if page.url == "about:blank":
        return
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    for trace in traces:
        expect(page.get_by_text(trace)).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate(HELD) == []
