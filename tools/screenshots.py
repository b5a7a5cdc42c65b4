"""Take pictures of the running product: `python -m tools.screenshots [--all FOLDER]`.

Without arguments, the few that the README shows go to docs/pictures. With `--all`, every page of
the patient on every device, in English, Urdu and Easy Read, and in English the staff's pages too,
go to a folder to look at; `--language` and `--device` name fewer.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from harness.devices import PHONE, TABLET_WIDE, Device, Devices, launch
from harness.eyes import scan
from harness.server import Server
from tools.album import DEVICES, Album, Clinic
from tools.every_card import rooms
from tools.every_office import office
from tools.every_page import Tour, patients

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LANGUAGES = ("en", "ur", "en-easy")
OTHERS = (
    ("Ada Fern", "2", "11", "1990"),
    ("Joseph Okafor", "19", "6", "1963"),
    ("Zofia Nowak", "8", "1", "1977"),
)


def for_readme(clinic: Clinic, album: Album) -> None:
    """The handful of pictures that show what this is."""
    kiosk = clinic.kiosk(TABLET_WIDE)
    album.take(kiosk.page, "attract")
    walk = kiosk.start()
    album.take(walk.page, "rules")
    album.take(walk.to("types").page, "question")
    walk.page.goto("/journey/move")
    album.take(walk.page, "move")
    for name, *born in OTHERS:
        walk = clinic.walk(PHONE, name)
        walk.born = (born[0], born[1], born[2])
        walk.hurry().sign()
    receipt = clinic.walk(PHONE).hurry().sign()
    sheet = receipt.page.context.request.get(f"{receipt.page.url}/receipt.png")
    album.keep(sheet.body(), "sheet")
    today = clinic.desk()
    card = today.verify(receipt.code)
    album.take(card.page, "card")
    card.agree()
    receipt.says("You can record")
    album.take(receipt.page, "receipt")
    busy = clinic.desk()
    busy.row("Joseph Okafor").click()
    other = busy.card()
    other.agree()
    other.start()
    album.take(clinic.desk().page, "today")
    clinic.publish_languages()
    album.take(clinic.begin(TABLET_WIDE, "en-easy"), "easy-read")
    urdu = Tour(clinic.begin(PHONE, "ur"), album, "", {}).until("types", quiet=True)
    album.take(urdu.page, "urdu")


def everything(clinic: Clinic, device: Device, language: str, folder: Path) -> None:
    """Every page on one device in one language."""
    album = Album(folder / f"{device.name}-{language}", whole=True)
    patients(clinic, device, language, album)
    if language == "en":
        _public(clinic, device, album)
        rooms(clinic, device, album)
        _staff(clinic, device, album)


def _public(clinic: Clinic, device: Device, album: Album) -> None:
    page = clinic.devices.open(device)
    for path, name in (
        ("/", "home"),
        ("/kiosk/pair", "kiosk-pair"),
        ("/kiosk", "error-not-paired"),
        ("/journey/rules-before", "error-journey-gone"),
        ("/h/x", "error-handoff"),
        ("/r/x", "error-missing"),
        ("/v", "check"),
        ("/staff/sign-in", "staff-sign-in"),
    ):
        page.goto(path)
        album.take(page, name)
    page.goto("/v")
    page.get_by_role("textbox").fill("x.y.z")
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("Not a receipt", exact=True).wait_for()
    album.take(page, "check-not-a-receipt")
    page.goto(scan(clinic.walk(PHONE).hurry().sign().page))
    page.get_by_text("Genuine", exact=True).wait_for()
    album.take(page, "check-genuine")


def _staff(clinic: Clinic, device: Device, album: Album) -> None:
    desk = clinic.desk(device)
    album.take(desk.page, "staff-today")
    desk.box.fill("ABCD-EFGH")
    desk.box.press("Enter")
    desk.page.get_by_role("alert").filter(visible=True).wait_for()
    album.take(desk.page, "staff-today-errors")
    clinic_desk = clinic.desk(device)
    clinic_desk.find(clinic.walk(PHONE).hurry().sign().code)
    album.take(clinic_desk.page, "staff-whose")
    card = clinic_desk.card()
    card.page.get_by_role("button", name="Agree to").click()
    card.page.get_by_role("alert").filter(visible=True).wait_for()
    album.take(card.page, "card-errors")
    for summary in card.page.locator("summary").all():
        name = summary.inner_text().lower().replace(" ", "-")
        summary.click()
        album.take(card.page, f"card-open-{name}")
    today = clinic.desk(device).page
    album.take(today, "staff-today-after")
    today.get_by_role("button", name="Show a code to a patient").click()
    today.wait_for_url("**/staff/codes/*")
    album.take(today, "staff-code")
    office(clinic, device, album)


def main() -> None:
    """Serve a fresh data folder, walk the product, and keep the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page on every device")
    parser.add_argument("--language", nargs="+", default=LANGUAGES)
    parser.add_argument("--device", nargs="+", default=[*DEVICES], choices=DEVICES)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        with Server(Path(data) / "data") as server:
            devices = Devices(browser, server.url)
            clinic = Clinic(server, devices)
            if wanted.all is None:
                for_readme(clinic, Album(PICTURES))
            else:
                clinic.publish_languages()
                _sets(clinic, devices, wanted)
            devices.close()
        browser.close()
    print(f"Pictures are in {wanted.all or PICTURES}")


def _sets(clinic: Clinic, devices: Devices, wanted: argparse.Namespace) -> None:
    for language in wanted.language:
        for name in wanted.device:
            everything(clinic, DEVICES[name], language, wanted.all)
            devices.close()
            print(f"{name}, {language}", flush=True)


if __name__ == "__main__":
    main()
