"""Take pictures of the running product: `python -m tools.screenshots [--all FOLDER]`.

Without arguments, the few that the README shows go to docs/pictures. With `--all`, every page
on every device, each state of the receipt and the card included, goes to a folder to look at.
"""

from __future__ import annotations

import argparse
import io
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, StorageState, sync_playwright

from tests.browser.clinician import Card, Desk, Office
from tests.browser.devices import DESKTOP, PHONE, TABLET, TABLET_WIDE, Device, Devices, launch
from tests.browser.eyes import picture, scan
from tests.browser.patient import NAME, Kiosk, Receipt, Walk, claim
from tests.running import Server

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
COLOURS = 128  # of a small PNG; no photograph is among the pictures
PASSWORD = "only for these pictures"  # noqa: S105 - of a server that lives for a minute
OTHERS = (
    ("Ada Fern", "2", "11", "1990"),
    ("Joseph Okafor", "19", "6", "1963"),
    ("Zofia Nowak", "8", "1", "1977"),
)


class Album:
    """A folder of pictures whose names say what they show."""

    def __init__(self, folder: Path, *, whole: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.whole = whole  # beside the screen, the page beyond its edge

    def take(self, page: Page, name: str) -> None:
        """Keep what the screen shows."""
        self._keep(picture(page), name)
        if self.whole and page.evaluate("document.body.scrollHeight > innerHeight + 1"):
            self._keep(picture(page, whole=True), f"{name}-whole")

    def _keep(self, png: bytes, name: str) -> None:
        small = (
            Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        )
        small.save(self.folder / f"{name}.png", optimize=True)


class Clinic:
    """A real server with its staff signed in and a tablet paired."""

    def __init__(self, server: Server, devices: Devices) -> None:
        self.server = server
        self.devices = devices
        manager = Desk(devices.open(DESKTOP)).sign_in("manager", server.password).page
        self.office = Office(manager)
        self.office.add_person("Dr Alice Hart", "GP", "alice", PASSWORD)
        self.manager: StorageState = manager.context.storage_state()
        alice = Desk(devices.open(DESKTOP)).sign_in("alice", PASSWORD).page
        self.alice: StorageState = alice.context.storage_state()
        tablet = Kiosk(devices.open(TABLET)).pair(server.pairing_code).page
        self.tablet: StorageState = tablet.context.storage_state()

    def kiosk(self, device: Device = TABLET) -> Kiosk:
        """A tablet in the waiting room."""
        return Kiosk(self.devices.open(device, state=self.tablet)).open()

    def desk(self, device: Device = DESKTOP) -> Desk:
        """Alice's screen."""
        return Desk(self.devices.open(device, state=self.alice)).open()

    def walk(self, device: Device, name: str = NAME, **answers: str) -> Walk:
        """A patient begins: on the tablet itself, or on a phone that scanned it."""
        if device in (TABLET, TABLET_WIDE):
            walk = self.kiosk(device).start(**answers)
        else:
            walk = claim(self.devices.open(device), scan(self.kiosk().page), **answers)
        walk.name = name
        return walk

    def change(self, receipt: Receipt, assignment: str) -> None:
        """Bring about what takes hours: nobody waits till closing time for a picture."""
        self.desk().verify(receipt.code)  # so that the newest verified consent is this one
        with sqlite3.connect(self.server.data_dir / "askfirst.db", timeout=5) as database:
            database.execute(
                f"UPDATE consent SET {assignment}, revision = revision + 1 WHERE id ="  # noqa: S608
                " (SELECT consent_id FROM verification ORDER BY id DESC LIMIT 1)"
            )


def for_readme(clinic: Clinic, album: Album) -> None:
    """The handful of pictures that show what this is."""
    kiosk = clinic.kiosk(TABLET_WIDE)
    album.take(kiosk.page, "attract")
    album.take(kiosk.start().page, "rules")
    for name, *born in OTHERS:
        walk = clinic.walk(PHONE, name)
        walk.born = (born[0], born[1], born[2])
        walk.hurry().sign()
    receipt = clinic.walk(PHONE).hurry().sign()
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


def everything(clinic: Clinic, device: Device, folder: Path) -> None:
    """Every page on one device."""
    album = Album(folder / device.name, whole=True)
    _public(clinic, device, album)
    _journey(clinic, device, album)
    _states(clinic, device, album)
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
    page.get_by_text("Not genuine", exact=True).wait_for()
    album.take(page, "check-not-genuine")
    page.goto(scan(clinic.walk(PHONE).hurry().sign().page))
    page.get_by_text("Genuine", exact=True).wait_for()
    album.take(page, "check-genuine")


def _journey(clinic: Clinic, device: Device, album: Album) -> None:
    if device in (TABLET, TABLET_WIDE):
        album.take(clinic.kiosk(device).page, "kiosk-attract")
    else:
        page = clinic.devices.open(device)
        page.goto(scan(clinic.kiosk().page))
        album.take(page, "handoff")
    walk = clinic.walk(device, whose="child", where="ward", audience="online")
    walk.each = lambda step: album.take(walk.page, f"journey-{step}")
    for step in ("behalf", "you", "statements", "signature"):
        walk.to(step).go_on()
        walk.page.get_by_role("alert").wait_for()
        album.take(walk.page, f"journey-{step}-errors")
        walk.page.goto(f"/journey/{step}")
    if device.touch:
        walk.draw_signature()
        album.take(walk.page, "journey-signature-drawn")
        walk.page.goto("/journey/signature")
    walk.sign()
    clinic.walk(device, where="waiting").to("not-here")
    refusal = clinic.walk(device)
    refusal.each = lambda step: album.take(refusal.page, f"journey-{step}")
    receipt = refusal.refuse(name="Ada Fern")
    receipt.says("No recording")
    album.take(receipt.page, "receipt-refused")
    album.take(clinic.desk(device).verify(receipt.code).page, "card-refused")
    waiting = clinic.walk(device, where="waiting").to("not-here")
    album.take(waiting.page, "journey-not-here")


def _states(clinic: Clinic, device: Device, album: Album) -> None:
    """One patient's receipt and the clinician's card, state by state."""
    receipt = clinic.walk(device, types="sound video", part="whole").hurry().sign()
    receipt.says("Not yet")
    album.take(receipt.page, "receipt-new")
    card = clinic.desk(device).verify(receipt.code)
    receipt.page.get_by_text("Your clinician has your receipt").wait_for()
    _pair(album, receipt, card, "verified", lambda: None, "Not yet")
    _pair(album, receipt, card, "wait", lambda: card.ask_to_wait(), "Please wait")
    _pair(album, receipt, card, "wait-until", lambda: card.ask_to_wait("23:55"), "Please wait")
    no = lambda: card.do_not_agree("It distracts from care")  # noqa: E731
    _pair(album, receipt, card, "not-agreed", no, "Not this time")
    yes = lambda: card.agree_with("Talking only", "No faces or name badges")  # noqa: E731
    _pair(album, receipt, card, "conditions", yes, "You can record")
    _pair(album, receipt, card, "agreed", card.agree, "You can record")
    _lost(album, receipt, card)
    _pair(album, receipt, card, "recording", card.start, "Recording now")
    _pair(album, receipt, card, "stopped", card.stop, "Stop recording")
    album.take(card.open_note(), "note")
    _endings(clinic, device, album)


def _pair(
    album: Album, receipt: Receipt, card: Card, name: str, act: Callable[[], None], word: str
) -> None:
    act()
    receipt.says(word)
    album.take(card.page, f"card-{name}")
    album.take(receipt.page, f"receipt-{name}")


def _lost(album: Album, receipt: Receipt, card: Card) -> None:
    for page in (receipt.page, card.page):
        page.context.set_offline(True)
    receipt.says("Lost touch", within=15)
    card.page.get_by_text("Lost touch with the server").wait_for()
    album.take(receipt.page, "receipt-lost")
    album.take(card.page, "card-lost")
    for page in (receipt.page, card.page):
        page.context.set_offline(False)
    receipt.says("You can record")


def _endings(clinic: Clinic, device: Device, album: Album) -> None:
    """A change of mind, the end of the day, and rules that changed meanwhile."""
    phone = clinic.walk(PHONE if device in (TABLET, TABLET_WIDE) else device).hurry().sign()
    card = clinic.desk(device).verify(phone.code)
    phone.page.get_by_role("link", name="I changed my mind").click()
    album.take(phone.page, "receipt-withdraw")
    phone.page.go_back()
    phone.withdraw()
    card.says("Withdrawn by patient")
    _pair(album, phone, card, "withdrawn", lambda: None, "You changed your mind")
    for name, assignment, word in (
        ("expired", "expires_at = signed_at", "This has ended"),
        ("superseded", "state = 'superseded', ended_at = signed_at", "Please sign again"),
    ):
        receipt = clinic.walk(device).hurry().sign()
        clinic.change(receipt, assignment)
        card = clinic.desk(device).verify(receipt.code)
        _pair(album, receipt, card, name, lambda: None, word)


def _staff(clinic: Clinic, device: Device, album: Album) -> None:
    desk = clinic.desk(device)
    album.take(desk.page, "staff-today")
    desk.box.fill("ABCD-EFGH")
    desk.box.press("Enter")
    desk.page.get_by_role("alert").filter(visible=True).wait_for()
    album.take(desk.page, "staff-today-errors")
    card = clinic.desk(device).verify(clinic.walk(PHONE).hurry().sign().code)
    card.page.get_by_role("button", name="Agree", exact=True).click()
    card.page.get_by_role("alert").filter(visible=True).wait_for()
    album.take(card.page, "card-errors")
    for summary in card.page.locator("summary").all():
        name = summary.inner_text().lower().replace(" ", "-")
        summary.click()
        album.take(card.page, f"card-open-{name}")
    office = Office(clinic.devices.open(device, state=clinic.manager)).open()
    album.take(office.page, "manage")
    office.pairing_code("Reception")
    album.take(office.page, "manage-pairing-code")


def main() -> None:
    """Serve a fresh data folder, walk the product, and keep the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page on every device")
    folder: Path | None = parser.parse_args().all
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        with Server(Path(data) / "data") as server:
            devices = Devices(browser, server.url)
            clinic = Clinic(server, devices)
            if folder is None:
                for_readme(clinic, Album(PICTURES))
            for device in (TABLET, TABLET_WIDE, PHONE, DESKTOP) if folder else ():
                everything(clinic, device, folder or PICTURES)
            devices.close()
        browser.close()
    print(f"Pictures are in {folder or PICTURES}")


if __name__ == "__main__":
    main()
