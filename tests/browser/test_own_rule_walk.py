"""A rule of the practice's own, from the manager's keyboard alone to a patient in Urdu (M1, M3)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.eyes import scan
from harness.patient import Kiosk, claim
from harness.server import Server
from harness.tongues import tongue
from tests.browser.looks import Looks
from tests.browser.polyglot import publish
from tests.browser.survey import Survey
from tests.browser.test_keyboard import Keys

URDU = tongue("ur")
TITLE = "Ask the dentist too"
TEXT = "Our dentist works here on Tuesdays. Ask her, too."
URDU_TITLE = "دانتوں کے ڈاکٹر سے بھی پوچھیں"
URDU_TEXT = "وہ منگل کو یہاں ہوتی ہیں۔ ان سے بھی پوچھیں۔"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("own") / "data") as running:
        yield running


class Typist:
    """A manager with a keyboard and nothing else; each page is judged where scripts run."""

    def __init__(self, page: Page, *, judged: bool) -> None:
        self.page, self.keys, self.judged = page, Keys(page), judged
        self.survey = Survey(DESKTOP.height, least_text=16, least_target=44, looks=Looks())
        self.survey.narrow = 390

    def look(self, name: str) -> None:
        if self.judged:
            self.survey.look(self.page, name)

    def button(self, name: str) -> None:
        self.keys.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        self.keys.press(self.page.get_by_role("link", name=name).first)

    def type(self, field: str, text: str) -> None:
        self.keys.reach(self.page.locator(f"[id='{field}']"))
        self.page.keyboard.insert_text(text)


def write_it(typist: Typist) -> None:
    """In English, in its place, and in Urdu."""
    page = typist.page
    page.goto("/manage/rules")
    typist.button("Begin a draft")
    typist.look("draft")
    typist.link("Rules of your own")
    typist.look("none yet")
    typist.type("title", TITLE)
    typist.type("text", TEXT)
    typist.keys.reach(page.locator("#place"))
    page.keyboard.press("ArrowDown")
    typist.button("Add it to the draft")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    typist.look("own rules")
    typist.keys.reach(page.get_by_label("Where it stands").first)
    page.keyboard.press("ArrowDown")
    typist.button(f"Move “{TITLE}”")
    expect(page.get_by_text("Moved in the draft")).to_be_visible()
    typist.link("Back to the draft")
    typist.link("Languages beside the English")
    typist.look("languages")
    typist.link("Urdu")
    typist.look("missing in Urdu")
    for number, text in enumerate((URDU_TITLE, URDU_TEXT)):
        typist.keys.reach(page.locator(".draft__form textarea").nth(number))
        page.keyboard.insert_text(text)
    typist.button("Save in the draft")
    expect(page.get_by_text("saved in the draft")).to_be_visible()


def publish_it(typist: Typist) -> None:
    page = typist.page
    page.goto("/manage/rules/publish")
    typist.look("publish")
    typist.type("changed-en", "A rule on our dentist is new.")
    typist.keys.tick(page.get_by_role("radio", name="Yes: patients"))
    typist.type("owner", "Mo Khan")
    typist.type("approved_by", "The partners")
    typist.type("review_on", "1 November 2027")
    typist.keys.press(page.get_by_role("button", name="Publish version"))
    expect(page.get_by_text("from now on")).to_be_visible()


@pytest.mark.long
def test_from_the_managers_keyboard_to_a_patient_in_urdu(
    rooms: Devices, place: Server, js: bool
) -> None:
    office = Office(Desk(rooms.open(DESKTOP, js=js)).sign_in("manager", place.password).page)
    kiosk = Kiosk(rooms.open(TABLET)).pair(office.pairing_code())
    for each in (URDU, tongue("pl")):
        publish(office, each)
    typist = Typist(office.page, judged=js)
    write_it(typist)
    publish_it(typist)
    office.page.goto("/manage/rules/languages")
    polish = office.page.get_by_role("row").filter(has_text="Polish")
    expect(polish).to_contain_text("Not complete in this version")
    typist.look("languages afterwards")

    walk = claim(rooms.open(PHONE, js=js), scan(kiosk.page), URDU)
    walk.page.goto("/journey/rules-before")
    expect(walk.page.get_by_text(URDU_TITLE)).to_be_visible()
    walk.hurry().sign().says("Do not record yet")
    found = typist.survey
    assert (found.axe, found.text, found.targets, found.sideways) == ({}, {}, {}, [])
