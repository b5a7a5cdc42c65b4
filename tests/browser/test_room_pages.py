"""Every state of the card, the bar and the room's other pages, as people see them: accessible,
large enough to touch, in one piece at 320 pixels, and told apart without colour (K1).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.clinician import Card, Desk
from harness.devices import DESKTOP, PHONE, Device, Devices
from harness.patient import Receipt, claim
from harness.server import Server
from tests.browser.conftest import Cast, later
from tests.browser.survey import Survey
from tests.browser.test_pages import listed

NARROW = Device("narrow", 320, 640)
DEVICES = {each.name: each for each in (DESKTOP, PHONE, NARROW)}
# The desk's walk is measured 320 pixels wide as well; the longer run walks in the hand, too.
IN_TURN = ["desktop", later("phone"), later("narrow")]
LONG = ("Wolfeschlegelsteinhausenbergerdorff-" * 6)[:199] + "x"
# What tells one band from another where there is no colour: its drawing, its word, its edges.
BAND = """() => {
  const band = document.querySelector(".band:not([hidden])");
  const [style, after] = [getComputedStyle(band), getComputedStyle(band, "::after")];
  return {
    drawing: band.querySelector("svg").innerHTML.replace(/\\s+/g, " "),
    edge: [style.borderTopStyle, style.borderBottomStyle, after.content, style.color].join(),
    word: band.querySelector(".band__word").textContent.trim(),
    tone: band.className,
  };
}"""
CAP = """() => {
  const name = document.querySelector(".card__name");
  return parseFloat(getComputedStyle(name).fontSize);
}"""
FIRST_SIGHT = """() => [...document.querySelectorAll(
  ".band__word, .band__text, .card__name, .card__born, .agree, .card__types, " +
  ".card__left .card__facts")]
  .map((each) => Math.round(each.getBoundingClientRect().bottom))"""


class Look:
    """Walks every state on one device, and measures each page."""

    def __init__(self, rooms: Devices, cast: Cast, device: Device, handoff: str) -> None:
        self.rooms = rooms
        self.cast = cast
        self.device = device
        self.handoff = handoff
        self.survey = Survey(device.height, 16, 44, narrow=NARROW.width)
        self.bands: dict[str, dict[str, str]] = {}
        self.seen: dict[str, list[int]] = {}
        self.name_size = 0.0

    def signed(self, name: str = "", **answers: str) -> Receipt:
        walk = claim(self.rooms.open(PHONE), self.handoff, **answers)
        walk.name = name or walk.name
        return walk.hurry().sign()

    def card_of(self, receipt: Receipt) -> Card:
        desk = Desk(self.rooms.open(self.device, state=self.cast.alice))
        desk.stop_all()  # else its bar stands here too
        desk.open()
        return desk.verify(receipt.code)

    def at(self, page: Page, name: str) -> None:
        self.survey.look(page, name)
        if page.locator(".band").count():
            self.bands[name] = page.evaluate(BAND)

    def walk(self) -> "Look":
        self._decisions()
        self._visit()
        self._others()
        return self

    def _decisions(self) -> None:
        card = self.card_of(self.signed(reason="disability", audience="app"))
        self.seen["undecided"] = card.page.evaluate(FIRST_SIGHT)
        self.name_size = card.page.evaluate(CAP)
        self.at(card.page, "undecided")
        card.page.get_by_role("button", name="Agree to").click()
        expect(card.page.get_by_role("heading", name="Please check this")).to_be_visible()
        self.at(card.page, "errors")
        card.ask_to_wait()
        self.at(card.page, "wait")
        card.do_not_agree("Prefers not to say")
        self.at(card.page, "not-agreed")
        card.agree_with("No faces or name badges", "For the patient’s own use")
        self.at(card.page, "conditions")

    def _visit(self) -> None:
        card = self.card_of(self.signed())
        page = card.page
        card.agree()
        self.at(page, "agreed")
        card.start()
        self.at(page, "recording")
        page.locator(".visit summary", has_text="More").click()
        self.at(page, "recording More")
        page.get_by_role("button", name="Someone came in").click()
        expect(page.get_by_role("group", name="Who came in?")).to_be_visible()
        self.at(page, "who came in")
        card.came_in("Student", LONG)
        self.at(page, "someone to ask")
        card.said(LONG, "No")
        card.says("Someone said no")
        self.at(page, "someone said no")
        card.said(LONG, "Left")
        card.says("Recording paused")
        self.at(page, "paused")
        self._screen(card)
        card.hand_over()
        self.at(page, "handed over")
        card.agree()
        card.start()
        card.stop()
        self.at(page, "stopped")
        self.at(card.open_note(), "note")

    def _screen(self, card: Card) -> None:
        address = card.second_screen()
        self.at(card.page, "second screen's code")
        wall = self.rooms.open(self.device)
        wall.goto(address)
        self.at(wall, "second screen")
        card.page.go_back()

    def _others(self) -> None:
        remote = self.card_of(self.signed(name=LONG, where="remote"))
        self.at(remote.page, "remote, long name")
        gone = self.signed()
        card = self.card_of(gone)
        gone.withdraw()
        card.says("Withdrawn by patient")
        self.at(card.page, "withdrawn")
        page = Desk(self.rooms.open(self.device, state=self.cast.alice)).open().page
        page.get_by_role("link", name="Found a recording?").click()
        page.get_by_role("button", name="Write the note").click()
        expect(page.get_by_role("alert")).to_be_visible()
        self.at(page, "covert")
        for label in ("The patient’s own consultation", "Not asked", "The visit was over"):
            page.get_by_label(label).check()
        page.get_by_role("button", name="Write the note").click()
        expect(page.get_by_role("textbox", name="Note of a recording")).to_be_visible()
        self.at(page, "covert note")


@pytest.fixture(scope="module", params=IN_TURN)
def look(
    request: pytest.FixtureRequest, chromium: Browser, server: Server, cast: Cast, handoff: str
) -> Iterator[Look]:
    """All of it on one device, walked once."""
    rooms = Devices(chromium, server.url)
    yield Look(rooms, cast, DEVICES[request.param], handoff).walk()
    rooms.close()
    assert rooms.watch.unexpected == []


def test_every_state_meets_wcag_2_2_aa(look: Look) -> None:
    """WCAG 2.2 A and AA, as far as a machine can tell (axe-core)."""
    wrong = listed(look.survey.axe)
    assert not wrong, wrong
    assert len(look.survey.pages) >= 20


def test_text_and_targets_are_large_enough(look: Look) -> None:
    """16 px in the hand, 44 px for a thumb."""
    wrong = listed(look.survey.text) + listed(look.survey.targets)
    assert not wrong, wrong


def test_nothing_is_cut_off_at_the_side(look: Look) -> None:
    """WCAG 1.4.10: 320 pixels and a name of 200 letters, and nobody scrolls sideways."""
    assert look.survey.sideways == []


def test_the_card_says_it_in_three_seconds(look: Look) -> None:
    """K1: state, name, birth date and what is asked stand on the first screen; the name is large:
    capitals of 29 px (7.7 mm) at a desk can be read at 2 m with half of normal sight.
    """
    assert max(look.seen["undecided"]) <= look.device.height, look.seen
    assert look.name_size >= (40 if look.device is DESKTOP else 32)


def test_states_differ_by_more_than_colour(look: Look) -> None:
    """K1: two bands of different tone differ in drawing, edge and word, seen in grey."""
    bands = {each["tone"]: each for each in look.bands.values()}
    assert len(bands) >= 6
    for part in ("drawing", "edge"):
        shown = [band[part] for band in bands.values()]
        assert len(set(shown)) == len(shown), (part, bands)
    assert len({each["word"] for each in look.bands.values()}) >= 9
