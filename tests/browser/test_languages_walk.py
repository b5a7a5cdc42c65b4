"""Two patients who do not read English, from the first screen to the clinician's yes (M3)."""

import base64
import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.dates import format_date
from playwright.sync_api import Page, expect

from harness.clinician import Card, Desk
from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.eyes import picture, scan
from harness.patient import COMPANION, NAME, Kiosk, Receipt, Walk, claim
from harness.tongues import Tongue, tongue
from tests.browser.english import left_in_english
from tests.browser.polyglot import Clinic

WELSH, URDU = tongue("cy"), tongue("ur")
BIRTH_DATE = format_date(datetime.date(1948, 3, 27), "d MMMM y", locale="ur")
TURN_SECONDS = 3
RELOAD_SECONDS = 8  # without JavaScript the page looks every 5 s
FAULTY = {"you": "#name", "different": "#different"}

# Texts that hold one of these words outside an element that isolates it (WCAG 1.3.2, UAX 9).
LOOSE = """([words, within]) => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const shown = node.parentElement.checkVisibility() && !node.parentElement.closest("script");
    const loose = node.data.replace(/\u2068[^\u2069]*\u2069/g, "");
    const held = words.filter((word) => loose.includes(word));
    if (shown && held.length && !node.parentElement.closest(within)) found.push(node.data.trim());
  }
  return found;
}"""
# Where things stand on a page that runs from right to left: each must be true.
MIRRORED = """() => {
  const wide = document.documentElement.clientWidth;
  const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
  const [back, main, heading] = [".actions__back", ".actions__main", "h1.nhsuk-heading-l"].map(box);
  const walked = document.querySelector("progress.walk");
  return {
    back: !back || wide - back.right < 40,
    main:
      !main || !back || wide - main.right < 40 ||
      main.right < back.left + 1 || main.top > back.bottom - 1,
    heading: !heading || wide - heading.right < 40,
    progress: !walked || getComputedStyle(walked).direction === "rtl",
    text: [...document.querySelectorAll("main p, main li, main legend, main dt")].every((each) =>
      ["start", "right", "center", "-webkit-auto"].includes(getComputedStyle(each).textAlign)),
  };
}"""


class Reader:
    """Looks at every page of a walk: its language and direction, and what is not translated."""

    def __init__(self, spoken: Tongue, *names: str) -> None:
        self.spoken = spoken
        self.names = names
        self.english: dict[str, list[str]] = {}
        self.seen: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """One page."""
        root = page.locator("html")
        expect(root, name).to_have_attribute("lang", self.spoken.lang)
        expect(root, name).to_have_attribute("dir", self.spoken.dir)
        if left := left_in_english(page, self.spoken, *self.names):
            self.english[name] = left
        self.seen.append(name)


def walk_on(walk: Walk, look: Callable[[str], None]) -> Receipt:
    """Sign after every page was looked at, with its faults shown where it can have any."""

    def each(step: str) -> None:
        look(step)
        if step in FAULTY:
            walk.go_on()
            expect(walk.page.get_by_role("alert")).to_be_visible()
            look(f"{step} with faults")

    walk.each = each
    return walk.sign()


def claims_of(address: str) -> dict[str, str]:
    """What a receipt says, from the address in its QR."""
    payload = address.partition("#")[2].split(".")[1]
    claims: dict[str, str] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return claims


def check(rooms: Devices, clinic: Clinic, code: str, *, js: bool) -> Card:
    """Alice checks the receipt."""
    return Desk(rooms.open(DESKTOP, js=js, state=clinic.alice)).open().verify(code)


@pytest.mark.long
def test_a_welsh_speaker_at_the_kiosk(rooms: Devices, polyglot: Clinic, js: bool) -> None:
    """M3: all in Welsh from the first screen to the receipt, which names it; then English again."""
    first = Kiosk(rooms.open(TABLET, js=js, state=polyglot.tablet)).open()
    kiosk, reader = first.speak(WELSH), Reader(WELSH, NAME)
    reader.look(kiosk.page, "first screen")
    receipt = walk_on(kiosk.start(), lambda step: reader.look(kiosk.page, step))
    receipt.says("Do not record yet")
    reader.look(receipt.page, "receipt")

    mine = Receipt(rooms.open(PHONE, js=js), WELSH)
    code = receipt.code
    mine.page.goto(scan(receipt.page))
    reader.look(mine.page, "keep it on the phone")
    mine.page.locator(".actions__main").click()
    reader.look(mine.page, "receipt on the phone")
    assert claims_of(scan(mine.page))["rules"].endswith("/cy")
    mine.page.get_by_role("link", name=WELSH.say("I do not want to record any more")).click()
    reader.look(mine.page, "change of mind")
    assert len(reader.seen) > 20
    assert reader.english == {}

    card = check(rooms, polyglot, code, js=js)
    language = card.page.get_by_text(f"Read in Welsh ({WELSH.name})")
    expect(language).to_be_visible()
    expect(language).to_contain_text("not checked by a professional translator")

    following = Kiosk(receipt.page).open()  # a phone has taken the receipt along
    expect(following.page.locator("html")).to_have_attribute("lang", "en")
    walk = following.start()
    expect(walk.page.locator("html")).to_have_attribute("lang", "en")


def test_an_urdu_speaker_on_a_phone(
    rooms: Devices, polyglot: Clinic, js: bool, tmp_path: Path
) -> None:
    """M3: from the kiosk's QR to "You can record", right to left; pictures in the test's folder."""
    tablet = Kiosk(rooms.open(TABLET, js=js, state=polyglot.tablet)).open()
    walk = claim(rooms.open(PHONE, js=js), scan(tablet.page), URDU, by="companion")
    page, reader = walk.page, Reader(URDU, NAME, COMPANION)

    def look(name: str) -> None:
        reader.look(page, name)
        assert page.evaluate(LOOSE, [[NAME, COMPANION, BIRTH_DATE], "bdi"]) == [], name
        mirrored = page.evaluate(MIRRORED)
        assert all(mirrored.values()), (name, mirrored)
        if js:
            (tmp_path / f"{len(reader.seen):02}-{name}.png").write_bytes(picture(page))

    receipt = walk_on(walk, look)
    receipt.says("Do not record yet")
    look("receipt")
    assert page.evaluate(LOOSE, [[receipt.code], "bdi[dir=ltr]"]) == []

    card = check(rooms, polyglot, receipt.code, js=js)
    expect(card.page.get_by_text(f"Read in Urdu ({URDU.name})")).to_be_visible()
    card.agree()
    receipt.says("You can record", within=TURN_SECONDS if js else RELOAD_SECONDS)
    look("you can record")
    receipt.page.get_by_role("link", name=URDU.say("I do not want to record any more")).click()
    look("change of mind")
    page.get_by_role("button", name=URDU.say("Yes, I do not want to record")).click()
    receipt.says("You changed your mind")
    look("changed")
    assert len(reader.seen) > 20
    assert reader.english == {}


def _forge(page: Page) -> None:
    page.locator("form#step input[name=csrf_token]").evaluate("each => { each.value = 'x'; }")
    page.locator(".actions__main").click()


def _withdraw_elsewhere(receipt: Page) -> None:
    """In another tab, while this one stays open."""
    other = receipt.context.new_page()
    other.goto(receipt.url.removesuffix("/again") + "/withdraw")
    other.locator(".actions__main").click()
    other.wait_for_url(re.compile("/r/[^/]+$"))
    other.close()


def test_what_goes_wrong_is_said_in_urdu_too(rooms: Devices, polyglot: Clinic) -> None:
    """M3: refusals and faults, on the walk and on the receipt."""
    walk = claim(rooms.open(PHONE), polyglot.handoff, URDU)
    page, reader = walk.page, Reader(URDU, NAME)
    _forge(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(URDU.say("Please try that again"))
    reader.look(page, "forged")
    page.goto("/journey/rules-before")
    walk.hurry().sign()
    page.get_by_role("link", name=URDU.say("Change my answers")).click()
    reader.look(page, "again")
    _withdraw_elsewhere(page)
    page.locator(".actions__main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(URDU.say("Ask to record again?"))
    reader.look(page, "ask again")
    assert reader.english == {}


@pytest.mark.parametrize("code", ["xx", "ur-easy", "../en", ""])
def test_a_language_that_is_not_offered_is_english(
    rooms: Devices, polyglot: Clinic, code: str
) -> None:
    """M3: whatever the address says."""
    page = rooms.open(PHONE)
    page.goto(f"{polyglot.handoff}?lang={code}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
