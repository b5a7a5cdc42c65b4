"""A pack from a file: compared, its wording checked, a language marked as checked, and offered."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, TABLET, Devices
from harness.patient import Kiosk
from harness.server import Server
from kiosk.domain import pack_file
from kiosk.domain.wording import with_sentence
from tests.browser.survey import Survey

R2 = "rules.R2.text"
BAD = "You must sign this form before you can be seen."
UNCHECKED = "کسی مترجم نے ابھی ان الفاظ کی جانچ نہیں کی۔"


@dataclass
class Measured:
    """Pages are measured where scripts run: axe is one."""

    js: bool
    of: Survey

    def look(self, page: Page, name: str) -> None:
        if self.js:
            self.of.look(page, name)


def exported(page: Page, to: Path) -> Path:
    """The rules in force as a file, reworded as another practice might."""
    page.goto("/manage/rules")
    page.get_by_role("link", name="Import and export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Every language (ZIP)").click()
    found = pack_file.read(Path(download.value.path()).read_bytes())
    assert found.pack is not None
    words = found.words | {"en": with_sentence(found.words["en"], R2, BAD)}
    to.write_bytes(pack_file.written(found.pack, words))
    return to


def imported(page: Page, file: Path, survey: Measured) -> None:
    """By keyboard; what is no pack is refused first."""
    page.get_by_label("File").set_input_files({"name": "a.zip", "mimeType": "", "buffer": b"PK"})
    page.get_by_role("button", name="Import as a draft").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This ZIP is broken")
    survey.look(page, "refused")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Import as a draft").press("Enter")
    page.wait_for_url("**/manage/rules/compare*")
    expect(page.get_by_role("status").first).to_contain_text("1 sentence differs, in English")
    expect(page.locator("ins")).to_contain_text("must sign this form")


def looked_at(page: Page, survey: Measured) -> None:
    """The rules check leads to the sentence, which says the same beside it."""
    page.goto("/manage/rules/check")
    expect(page.get_by_text("Makes care depend on recording", exact=False).first).to_be_visible()
    survey.look(page, "check")
    page.get_by_role("link", name="Change it").press("Enter")
    page.wait_for_url(f"**/rules-before#{R2}")
    expect(page.locator(".found")).to_contain_text("Write instead:")


def checked(page: Page, survey: Measured) -> None:
    """Urdu: its one sentence fits still, a translator read it, and patients may choose it."""
    page.goto("/manage/rules/languages")
    survey.look(page, "languages")
    page.get_by_role("link", name="Urdu").press("Enter")
    survey.look(page, "Urdu")
    page.get_by_label("It still fits").press("Space")
    page.get_by_role("button", name="Save in the draft").press("Enter")
    expect(page.get_by_role("heading", name="Complete")).to_be_visible()
    page.get_by_role("button", name="Offer Urdu").press("Enter")
    row = page.get_by_role("row", name="Urdu")
    expect(row).to_contain_text("Can choose it")
    expect(row).to_contain_text("Not checked")


def marked(page: Page) -> None:
    page.get_by_role("link", name="Urdu").click()
    page.get_by_label("Who checked it").fill("Sana Malik, translator")
    page.get_by_label("On which day").fill("2 November 2026")
    page.get_by_role("button", name="Mark as checked").press("Enter")
    told = "Checked by Sana Malik, translator on 2 November 2026"
    expect(page.get_by_role("heading", name=told)).to_be_visible()


def in_urdu(rooms: Devices, tablet: Page) -> Page:
    page = rooms.open(TABLET, state=tablet.context.storage_state())
    page.goto("/kiosk?lang=ur")
    page.locator(".attract__button, .actions__main").first.click()
    page.wait_for_url("**/journey/rules-*")
    return page


@pytest.mark.long
def test_a_pack_from_a_file_with_its_difference_checked_and_offered(
    chromium: Browser, tmp_path: Path, js: bool
) -> None:
    survey = Measured(js, Survey(DESKTOP.height, 16, 44, narrow=320))
    with Server(tmp_path / "data") as server:
        rooms = Devices(chromium, server.url)
        sheet = rooms.open(DESKTOP, js=js)
        page = Desk(sheet).sign_in("manager", server.password).page
        file = exported(page, tmp_path / "rules.zip")
        imported(page, file, survey)
        looked_at(page, survey)
        checked(page, survey)
        tablet = Kiosk(rooms.open(TABLET)).pair(Office(page).pairing_code()).page
        expect(in_urdu(rooms, tablet).get_by_text(UNCHECKED)).to_be_visible()
        page.goto("/manage/rules/languages")
        marked(page)
        expect(in_urdu(rooms, tablet).get_by_text(UNCHECKED)).to_have_count(0)
        rooms.close()
    found = survey.of
    assert (found.axe, found.text, found.targets, found.sideways) == ({}, {}, {}, [])
    assert rooms.watch.unexpected == []
