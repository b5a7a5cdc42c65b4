"""Text size, contrast, dark surroundings and what the device asks for (issue 3, 10): nothing lost
at 320 px and 400 % zoom, and enough contrast in every theme."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.devices import DESKTOP, PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.patient import Kiosk, Walk
from tests.browser.conftest import BOTH, Cast, later
from tests.browser.hurry import hurry
from tests.browser.survey import AXE, BELOW, RUN_AXE, TAGS

# A screen of 1280 by 1024 at 400 % is 320 by 256; 320 wide is the narrowest phone.
ZOOMED = Device("zoomed", 320, 256, touch=False, scale=4)
NARROW = Device("narrow", 320, 640)
STEPS = ("rules-before", "where", "types", "you", "statements", "signature", "check")
# Words that stick out of the box around them, or past the edge of the window.
CUT_OFF = """() => {
  const wide = document.documentElement.clientWidth;
  const lost = [];
  for (const each of document.querySelectorAll("body *")) {
    if (!each.checkVisibility() || each.closest(".nhsuk-u-visually-hidden, .nhsuk-skip-link, svg"))
      continue;
    const texts = [...each.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    if (!texts.length || getComputedStyle(each).clipPath !== "none") continue;
    for (const text of texts) {
      const words = document.createRange();
      words.selectNodeContents(text);
      const box = words.getBoundingClientRect();
      if (box.right > wide + 1 || box.left < -1) lost.push(`past the edge: ${text.data.trim()}`);
    }
    const hides = getComputedStyle(each).overflow !== "visible";
    if (hides && each.scrollWidth > each.clientWidth + 1) lost.push(`cut off: ${each.innerText}`);
  }
  if (document.documentElement.scrollWidth > wide + 1) lost.push("it scrolls sideways");
  return lost;
}"""
COLOURS = """() => {
  const style = getComputedStyle(document.body);
  return [style.color, style.backgroundColor];
}"""


def choose(page: Page, **choices: str) -> None:
    """Open the control, tap each of these, and close it. Without scripts each tap is a new page."""
    control = page.locator("summary", has_text="Text and colours")
    opened = page.locator("details.comfort[open]")
    close = page.get_by_role("button", name="Close", exact=True)
    for title, label in choices.items():
        if not opened.count():
            control.click()
        group = page.get_by_role("group", name=title.replace("_", " "))
        group.get_by_role("button", name=label, exact=True).click()
        chosen = page.locator(".comfort__choice[aria-pressed=true]", has_text=label)
        expect(chosen.filter(has_text=re.compile(f"^{label}$"))).to_be_attached()
    if opened.count():
        close.click()


def each_page(page: Page, look: Callable[[str], Any]) -> None:
    """Look at the first screen, the questions, the read-back and the receipt."""
    look("attract")
    Kiosk(page).start_button.click()
    page.wait_for_url("**/journey/rules-*")
    for step in STEPS:
        hurry(page, step)
        look(step)
    page.get_by_role("button", name="Sign and get my receipt").click()
    expect(page.get_by_text("Your code")).to_be_visible()
    look("receipt")


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE, TAGS)
    return found


# --- contrast: every theme of every page is looked at by test_axe_languages.py ---


@pytest.mark.parametrize(
    "media",
    [
        later({"color_scheme": "dark"}),
        {"color_scheme": "dark", "contrast": "more"},
        later({"contrast": "more"}),
        later({"forced_colors": "active"}),
        later({"reduced_motion": "reduce"}),
    ],
    ids=lambda media: "-".join(media.values()),
)
def test_what_the_device_asks_for_is_done(
    devices: Devices, cast: Cast, media: dict[str, Any]
) -> None:
    page = devices.open(TABLET, state=cast.tablet)
    page.emulate_media(**media)
    Kiosk(page).open()
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if wrong := faults(page):
            found[name] = wrong

    each_page(page, look)
    assert found == {}


def test_the_devices_wish_is_followed_until_the_patient_says_otherwise(
    devices: Devices, cast: Cast
) -> None:
    page = devices.open(TABLET, state=cast.tablet)
    page.emulate_media(color_scheme="dark")
    Kiosk(page).open()
    dark = page.evaluate(COLOURS)
    choose(page, Colours="Light")
    assert page.evaluate(COLOURS)[1] == "rgb(255, 255, 255)"
    choose(page, Colours="As on this device")
    assert page.evaluate(COLOURS) == dark
    page.emulate_media(color_scheme="light", contrast="more")
    assert page.evaluate(COLOURS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_nothing_moves_where_motion_is_unwelcome(devices: Devices, cast: Cast) -> None:
    page = devices.open(TABLET, state=cast.tablet)
    page.emulate_media(reduced_motion="reduce")
    Kiosk(page).open().start_button.click()
    page.wait_for_url("**/journey/rules-*")
    moving = """() => [...document.querySelectorAll("*")].filter((each) => {
      const style = getComputedStyle(each);
      return [style.transitionDuration, style.animationDuration].some(
        (times) => times.split(", ").some((time) => parseFloat(time) > 0));
    }).map((each) => each.className)"""
    assert page.evaluate(moving) == []


# --- size ---


@pytest.mark.parametrize("size", ["Large", "Largest"])
def test_larger_text_is_larger_on_every_page_and_nothing_is_cut_off(
    devices: Devices, cast: Cast, size: str
) -> None:
    page = devices.open(TABLET, state=cast.tablet)
    Kiosk(page).open()
    before = text_size(page)
    choose(page, Text_size=size)
    assert text_size(page) >= before * (1.2 if size == "Large" else 1.4)
    lost: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if found := page.evaluate(CUT_OFF):
            lost[name] = found

    each_page(page, look)
    assert lost == {}


def text_size(page: Page) -> float:
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    return float(size)


@pytest.mark.parametrize(
    ("size", "device"),
    [("Normal", ZOOMED), ("Largest", NARROW), later("Normal", NARROW), later("Largest", ZOOMED)],
    ids=lambda each: getattr(each, "name", each),
)
def test_nothing_is_lost_at_320_pixels_and_400_percent(
    devices: Devices, cast: Cast, device: Device, size: str
) -> None:
    page = devices.open(device, state=cast.tablet)
    Kiosk(page).open()
    choose(page, Text_size=size)
    lost: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if found := page.evaluate(CUT_OFF):
            lost[name] = found

    each_page(page, look)
    assert lost == {}


@pytest.mark.parametrize("size", ["Normal", "Largest"])
def test_nothing_is_lost_on_a_narrow_phone(devices: Devices, handoff: str, size: str) -> None:
    page = devices.open(NARROW)
    page.goto(handoff)
    choose(page, Text_size=size)
    assert page.evaluate(CUT_OFF) == []
    page.get_by_role("button", name="Start").click()
    for step in STEPS:
        hurry(page, step)
        assert page.evaluate(CUT_OFF) == [], step
    page.get_by_role("button", name="Sign and get my receipt").click()
    page.wait_for_url("**/r/*")
    assert page.evaluate(CUT_OFF) == []


def test_the_bar_stays_where_it_is(devices: Devices, cast: Cast) -> None:
    """Contrast and colours move nothing."""
    places = []
    for theme in ({}, {"Colours": "Dark"}, {"Contrast": "High", "Colours": "Dark"}):
        page = devices.open(TABLET, state=cast.tablet)
        Kiosk(page).open()
        choose(page, **theme)
        Kiosk(page).start_button.click()
        page.wait_for_url("**/journey/rules-*")
        places.append(page.evaluate(BELOW))
    assert places[0] == places[1] == places[2]


# --- kept for this patient only ---


@BOTH
def test_the_choice_goes_along_and_ends_with_its_patient(
    devices: Devices, cast: Cast, js: bool
) -> None:
    page = devices.open(TABLET, js=js, state=cast.tablet)
    Kiosk(page).open()
    choose(page, Text_size="Largest", Colours="Dark")
    Kiosk(page).start_button.click()
    page.wait_for_url("**/journey/rules-*")
    assert looks(page) == {"size-largest", "contrast-usual", "colours-dark"}
    page.get_by_role("button", name="Leave").click()
    Kiosk(page).waits()
    assert looks(page) == {"size-normal", "contrast-usual", "colours-device"}


@pytest.mark.parametrize("device", [PHONE, TABLET_WIDE], ids=lambda each: each.name)
def test_nothing_moves_when_the_control_opens_or_the_text_grows(
    devices: Devices, cast: Cast, device: Device, js: bool
) -> None:
    """The finger that chose may choose again, and what was read stands where it stood."""
    page = devices.open(device, js=js, state=cast.tablet)
    Kiosk(page).open().start_button.click()
    page.wait_for_url("**/journey/rules-*")
    heading, control = page.locator("h1"), page.locator("summary", has_text="Text and colours")
    before = places(heading), places(control)
    control.click()
    assert (places(heading), places(control)) == before
    choices = page.locator(".comfort__choice")
    stand = places(choices)
    page.get_by_role("button", name="Largest", exact=True).click()
    page.wait_for_selector("html.size-largest")
    if not js:
        control.click()
    assert all(map(stays, places(choices), stand))
    page.get_by_role("button", name="Close", exact=True).click()
    expect(choices.first).to_be_hidden()
    assert places(control) == before[1]
    assert page.evaluate(CUT_OFF) == []


def places(found: Locator) -> list[dict[str, int]]:
    """Where on the screen each of these stands, in whole pixels."""
    boxes = [each.bounding_box() or {} for each in found.all()]
    return [{side: round(at) for side, at in box.items()} for box in boxes]


def stays(now: dict[str, int], before: dict[str, int]) -> bool:
    """Whether it moved by no more than what rounding may be."""
    return all(abs(now[side] - before[side]) < 3 for side in before)


def test_escape_closes_the_control_and_the_keyboard_is_back_on_it(
    phone: Callable[..., Walk],
) -> None:
    page = phone().page
    control = page.locator("summary", has_text="Text and colours")
    control.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Normal", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".comfort__panel")).to_be_hidden()
    expect(control).to_be_focused()


def looks(page: Page) -> set[str]:
    classes = page.locator("html").get_attribute("class") or ""
    return {each for each in classes.split() if each.startswith(("size-", "contrast-", "colours-"))}


def test_choosing_while_typing_loses_no_letter(phone: Callable[..., Walk]) -> None:
    page = phone().page
    hurry(page, "you")
    name = page.get_by_role("textbox", name="full name")
    name.fill("Bríd Le")
    choose(page, Contrast="High", Text_size="Large")
    expect(name).to_have_value("Bríd Le")
    page.reload()
    assert looks(page) == {"size-large", "contrast-high", "colours-device"}


def test_what_somebody_chose_and_left_on_the_first_screen_is_not_for_the_next(
    devices: Devices, cast: Cast
) -> None:
    page = devices.open(TABLET, state=cast.tablet)
    page.clock.install()
    Kiosk(page).open()
    choose(page, Text_size="Largest", Colours="Dark")
    page.clock.fast_forward(92_000)
    expect(page.locator("html.size-normal.colours-device")).to_be_attached()
    page.wait_for_timeout(300)
    page.reload()
    assert looks(page) == {"size-normal", "contrast-usual", "colours-device"}


@pytest.mark.parametrize("device", [PHONE, TABLET, DESKTOP], ids=lambda each: each.name)
def test_the_control_is_on_every_patients_page_and_large_enough(
    devices: Devices, cast: Cast, device: Device
) -> None:
    page = devices.open(device, state=cast.tablet)
    Kiosk(page).open()

    def look(name: str) -> None:
        control = page.locator("summary", has_text="Text and colours")
        expect(control, name).to_be_visible()
        box = control.bounding_box()
        assert box is not None, name
        assert box["height"] >= 64, name
        assert box["width"] >= 64, name

    each_page(page, look)
