"""The practice's own rules: read, written, compared, published, signed, and signed again (M1)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.eyes import scan
from harness.patient import Kiosk, Receipt, Walk, claim
from harness.server import Server
from harness.tongues import tongue
from tests.browser.polyglot import publish
from tests.browser.survey import Survey

URDU = tongue("ur")
R2 = "rules.R2.text"
FIRST = "آپ چاہیں یا نہ چاہیں، آپ کا علاج جاری رہتا ہے۔"
SECOND = "آپ کا علاج ہمیشہ جاری رہتا ہے۔"
CHANGED = "علاج کے بارے میں جملہ اب زیادہ صاف ہے۔"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("rules") / "data") as running:
        yield running


class Editor:
    """A manager who writes the rules; each page on the way is measured, where scripts run."""

    def __init__(self, page: Page, *, measured: bool) -> None:
        self.page = page
        self.measured = measured
        self.survey = Survey(height=DESKTOP.height, least_text=16, least_target=44, narrow=390)

    def look(self, name: str) -> None:
        if self.measured:
            self.survey.look(self.page, name)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def write(self, text: str) -> None:
        """The text of R2 in Urdu, saved from the keyboard alone."""
        self.page.goto("/manage/rules/draft/ur/rules-before")
        field = self.page.locator(f"[name='{R2}']")
        field.focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        self.page.locator("[name='rules.R2.title']").focus()
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text("saved in the draft")).to_be_visible()

    def publish(self, matters: str, **changed: str) -> None:
        self.page.goto("/manage/rules/publish")
        for code, text in {"en": "The sentence on care is clearer.", **changed}.items():
            self.page.locator(f"#changed-{code}").fill(text)
        self.page.get_by_role("radio", name=re.compile(f"^{matters}:")).check()
        self.page.get_by_label("Owner").fill("Mo Khan")
        self.page.get_by_label("Approved by").fill("The partners")
        self.page.get_by_label("To be reviewed by").fill("1 November 2027")
        self.press("Publish version")
        expect(self.page.get_by_text("from now on")).to_be_visible()


def read_and_write(editor: Editor) -> None:
    """Read the default in Urdu, say so, and begin a draft of it."""
    page = editor.page
    publish(Office(page), URDU)
    page.goto("/manage/rules")
    editor.look("rules")
    editor.follow(URDU.name)
    expect(page.locator(".as-read").first).to_have_attribute("dir", "rtl")
    editor.look("read")
    editor.follow("Back to the rules")
    editor.press("We have read these rules")
    expect(page.get_by_text("Not yet read by this place")).to_have_count(0)
    editor.press("Begin a draft")
    editor.look("draft")
    editor.write(FIRST)
    page.goto("/manage/rules/draft/ur/rules-before")
    editor.look("part")
    page.goto("/manage/rules/draft")
    editor.follow("Check the wording")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/manage/rules/compare?language=ur")
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("del").first).to_be_visible()
    editor.look("compare")
    editor.follow("Go on to publishing")
    editor.look("publish")


def rules_are(walk: Walk, text: str) -> None:
    """The page of rules in front says this."""
    walk.page.goto("/journey/rules-before")
    expect(walk.page.get_by_text(text)).to_be_visible()


def read_again(receipt: Receipt) -> Walk:
    """From the receipt, by way of what changed, to the new rules."""
    page = receipt.page
    page.reload()
    page.get_by_role("link", name=URDU.say("Read the new rules and sign again")).click()
    expect(page.get_by_text(CHANGED)).to_be_visible()
    page.get_by_role("button", name=URDU.say("Read the new rules")).click()
    return Walk(page, tongue=URDU)


@pytest.mark.long
def test_a_policy_from_reading_to_signed_again(rooms: Devices, place: Server, js: bool) -> None:
    office = Office(Desk(rooms.open(DESKTOP, js=js)).sign_in("manager", place.password).page)
    kiosk = Kiosk(rooms.open(TABLET)).pair(office.pairing_code())
    editor = Editor(office.page, measured=js)
    read_and_write(editor)
    editor.publish("No")

    walk = claim(rooms.open(PHONE, js=js), scan(kiosk.page), URDU)
    rules_are(walk, FIRST)
    receipt = walk.hurry().sign()
    receipt.says("Do not record yet")

    editor.page.goto("/manage/rules")
    editor.press("Begin a draft")
    editor.write(SECOND)
    editor.publish("Yes", ur=CHANGED)
    expect(editor.page.get_by_text("Asked to sign again: 1")).to_be_visible()
    editor.look("versions")

    again = read_again(receipt)
    rules_are(again, SECOND)
    again.hurry().sign()
    receipt.says("Do not record yet")

    editor.follow("the page of versions")
    editor.look("history")
    editor.follow("Version ")
    editor.look("version")
    found = editor.survey
    assert (found.axe, found.text, found.targets, found.sideways) == ({}, {}, {}, [])
