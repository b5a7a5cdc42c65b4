"""A site that offers every language: its manager has published each on the manager's page (M3)."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, StorageState, expect

from harness.client import Client
from harness.clinician import Desk, Office
from harness.devices import DESKTOP, TABLET, Device, Devices
from harness.eyes import scan
from harness.patient import Kiosk
from harness.server import Server
from harness.tongues import CODES, ENGLISH, Tongue, tongue

PASSWORD = "a password of Alice's own"


@dataclass(frozen=True)
class Clinic:
    """The site, the cookies of its tablet, Alice and Mo, and the address in the tablet's QR."""

    url: str
    tablet: StorageState
    alice: StorageState
    mo: StorageState
    handoff: str


def open_clinic(chromium: Browser, server: Server) -> Clinic:
    """Publish every language, let Alice in, pair a tablet and read its QR with a camera."""
    rooms = Devices(chromium, server.url)
    office = Office(Desk(rooms.open(DESKTOP)).sign_in("manager", server.password).page)
    publish(office, tongue(CODES[1]))
    publish_the_others(server)
    office.add_person("Dr Alice Hart", "GP", "alice", PASSWORD)
    kiosk = Kiosk(rooms.open(TABLET)).pair(office.pairing_code())
    alice = Desk(rooms.open(DESKTOP)).sign_in("alice", PASSWORD)
    clinic = Clinic(
        server.url,
        kiosk.page.context.storage_state(),
        alice.page.context.storage_state(),
        office.page.context.storage_state(),
        scan(kiosk.page),
    )
    rooms.close()
    assert rooms.watch.unexpected == []
    return clinic


def publish(office: Office, wanted: Tongue) -> None:
    """Offer a language to patients."""
    page = office.page
    page.goto("/manage/rules/languages")
    row = page.locator("tr", has_text=wanted.name)
    row.get_by_role("button", name="Offer").click()
    expect(row.get_by_role("button", name="Withdraw")).to_be_visible()


def publish_the_others(server: Server) -> None:
    """The same with the other languages, past the browser, which takes long to draw each page."""
    manager = Client(server.url).sign_in("manager", server.password)
    paths = re.findall(
        r'action="([^"]+/publish)"', manager.open_form("/manage/rules/languages").text
    )
    assert len(paths) == len(CODES) - 2
    for path in paths:
        assert manager.post(path, {}).status == 303
    manager.close()


def first_page(rooms: Devices, clinic: Clinic, device: Device, spoken: Tongue = ENGLISH) -> Page:
    """The first screen in a language: of the tablet, or of a phone or desktop that has its link."""
    tablet = device.name.startswith("tablet")
    page = rooms.open(device, state=clinic.tablet if tablet else None)
    page.goto(f"{'/kiosk' if tablet else clinic.handoff}?lang={spoken.code}")
    return page


def begin(page: Page) -> Page:
    """Press the one button of the first screen, in whatever language."""
    page.locator(".attract__button, .actions__main").click()
    page.wait_for_url("**/journey/rules-*")
    return page
