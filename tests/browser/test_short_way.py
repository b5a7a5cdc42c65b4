"""The usual walk in a real browser: pages, taps and words counted, every page to its end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.devices import PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.patient import WORDS, Kiosk, Walk, claim
from harness.waiting import wait_until
from kiosk.domain import pace
from tests.browser.conftest import later
from tests.browser.hurry import hurry
from tests.browser.test_questions import COUNT, taps
from tests.domain.packs import shipped

SMALL = Device("small", 320, 640)
MAX_PAGES = 10  # the receipt among them
MAX_TAPS = 12  # beside name and birth date; what is swiped is no tap
# 600 was wanted. The rules alone, none of them emptied, are 470 on their pages; the rest is the
# usual and its read-back, Q10, who the patient is, nine statements and the signature.
MAX_WORDS = 907
# The words that can be read on a page; those of the bar and whom to ask stand on each.
READ = """() => {
  const main = document.querySelector("main");
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let read = "";
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const { parentElement: parent } = node;
    const unseen = parent.closest(".nhsuk-u-visually-hidden, script, .actions, .help");
    const folded = parent.closest("details:not([open])") && !parent.closest("summary");
    if (!unseen && !folded && parent.checkVisibility()) read += ` ${node.data}`;
  }
  return read;
}"""
# What leads on, or the last answer: whether it is in full view, above the bar.
AT_THE_END = """() => {
  const end = document.querySelector("[data-onward]").getBoundingClientRect();
  return end.bottom <= document.querySelector(".actions").getBoundingClientRect().top + 2;
}"""


def words(page: Page) -> list[str]:
    read: str = page.evaluate(READ)
    return read.split()


def test_the_usual_walk_is_counted(kiosk: Callable[..., Kiosk]) -> None:
    """Ten pages, twelve taps; every rule is read on the way, and the first page's time holds."""
    tablet = kiosk()
    tablet.page.add_init_script(f"({COUNT})()")
    tablet.page.reload()
    walk = tablet.waits().start()
    walk.short = True
    read: dict[str, list[str]] = {}
    walk.each = lambda step: read.update({step: words(walk.page)})
    receipt = walk.sign()
    receipt.says("Do not record yet")
    assert len(read) + 1 <= MAX_PAGES, [*read]
    assert taps(receipt.page) <= MAX_TAPS
    count = sum(len(each) for each in read.values())
    assert count <= MAX_WORDS, {step: len(each) for step, each in read.items()}
    said = pace.words_read(shipped())  # what the first page's minutes are made of
    assert abs(said - count) <= 0.03 * count
    everything = " ".join(word for each in read.values() for word in each)
    for rule, text in WORDS["rules"].items():
        assert text["title"] in everything, rule
        assert " ".join(text["text"].split()) in everything, rule


@pytest.mark.parametrize(
    "device", [TABLET_WIDE, later(TABLET), later(PHONE), later(SMALL)], ids=lambda each: each.name
)
def test_every_page_says_while_something_is_below_and_scrolls_to_its_end(
    kiosk: Callable[..., Kiosk], devices: Devices, handoff: str, device: Device
) -> None:
    """No false floor: what leads on, and Sign, stand at the end of what they are about."""
    on_tablet = device in (TABLET_WIDE, TABLET)
    walk = kiosk(device).start() if on_tablet else claim(devices.open(device), handoff)
    walk.short, scrolled = True, []

    def each(step: str) -> None:
        below = walk.page.locator("[data-below].is-needed")
        while not walk.page.evaluate(AT_THE_END):
            expect(below).to_be_visible()
            below.click()
            walk.page.wait_for_timeout(400)  # as long as a smooth scroll takes
            scrolled.append(step)
        expect(below).to_have_count(0)
        assert walk.step == step

    walk.each = each
    walk.sign().says("Do not record yet")
    assert "rules-before" in scrolled
    assert len(scrolled) < 25


@pytest.mark.parametrize("device", [PHONE, later(TABLET)], ids=lambda each: each.name)
def test_what_leads_on_is_as_wide_in_a_form_of_its_own(
    kiosk: Callable[..., Kiosk], phone: Callable[..., Walk], device: Device
) -> None:
    """*Finish* where nobody may record, and *Continue*: one width for a shaking hand."""
    widths = []
    for step, forms in (("you", {}), ("not-here", {"where": {"where": "waiting"}})):
        page = phone().page if device is PHONE else kiosk(device).start().page
        box = hurry(page, step, **forms).locator("[data-onward] .actions__main").bounding_box()
        assert box is not None
        widths.append(round(box["width"]))
    assert widths[0] == widths[1]


def test_a_double_tap_on_more_below_reaches_the_end_and_no_further(
    phone: Callable[..., Walk],
) -> None:
    page = phone().page
    below = page.locator("[data-below]")
    box = below.bounding_box()
    assert box is not None
    for _tap in range(8):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(120)
    wait_until(page, AT_THE_END)
    assert page.url.endswith("/rules-before")


def test_more_below_leads_a_keyboard_to_what_leads_on(phone: Callable[..., Walk]) -> None:
    """The button goes away under the finger of whoever presses it: the focus goes on to the end."""
    page = phone().page
    page.locator("[data-below]").focus()
    for _press in range(8):
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        if page.locator("[data-below].is-needed").count() == 0:
            break
    expect(page.get_by_role("button", name="Continue")).to_be_focused()


def test_without_scripts_everything_simply_stands_in_the_page(kiosk: Callable[..., Kiosk]) -> None:
    """The whole short way, and the longer one where something is different."""
    walk = kiosk(js=False).start()
    expect(walk.page.locator("[data-below]")).to_be_hidden()
    walk.to("usual")
    walk.page.get_by_role("checkbox", name=WORDS["usual"]["tick"]).check()
    walk.press(WORDS["usual"]["wrong"])
    walk.page.get_by_role("checkbox", name=WORDS["usual"]["lines"]["types"]).check()
    walk.go_on()
    walk.page.wait_for_url("**/journey/types")
    walk.to("check")
    expect(walk.page.get_by_text(WORDS["usual"]["lines"]["part"])).to_be_visible()
    expect(walk.page.get_by_text("because of a disability")).to_be_visible()
    walk.sign().says("Do not record yet")
