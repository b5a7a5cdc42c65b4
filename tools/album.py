"""A folder of pictures, and the running clinic that they are taken of."""

from __future__ import annotations

import dataclasses
import io
import sqlite3
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, StorageState

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.eyes import picture, scan
from harness.patient import NAME, Kiosk, Receipt, Walk, claim
from harness.server import Server

COLOURS = 128  # of a small PNG; no photograph is among the pictures
PASSWORD = "only for these pictures"  # noqa: S105 - of a server that lives for a minute
HANDOFF_SECONDS = 600
TABLETS = (TABLET, TABLET_WIDE)


class Album:
    """A folder of pictures whose names say what they show."""

    def __init__(self, folder: Path, *, whole: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.whole = whole  # beside the screen, the page beyond its edge

    def take(self, page: Page, name: str) -> None:
        """Keep what the screen shows."""
        self.keep(picture(page), name)
        height, screen = (
            page.evaluate("[document.body.scrollHeight, innerHeight]"),
            page.viewport_size,
        )
        if self.whole and screen and height[0] > height[1] + 1:
            page.set_viewport_size({**screen, "height": height[0]})  # the fixed bar goes along
            self.keep(picture(page), f"{name}-whole")
            page.set_viewport_size(screen)

    def keep(self, png: bytes, name: str) -> None:
        """Keep a picture; a small one where it is not only to be looked at once."""
        if self.whole:
            (self.folder / f"{name}.png").write_bytes(png)
            return
        colours = Image.open(io.BytesIO(png)).convert("RGB")
        small = colours.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(self.folder / f"{name}.png", optimize=True)


class Clinic:
    """A real server with its staff signed in, a tablet paired and every language published."""

    def __init__(self, server: Server, devices: Devices) -> None:
        self.server = server
        self.devices = devices
        self._handoff, self._handoff_until = "", 0.0
        manager = Desk(devices.open(DESKTOP)).sign_in("manager", server.password).page
        self.office = Office(manager)
        self.office.add_person("Dr Alice Hart", "GP", "alice", PASSWORD)
        self.manager: StorageState = manager.context.storage_state()
        alice = Desk(devices.open(DESKTOP)).sign_in("alice", PASSWORD).page
        self.alice: StorageState = alice.context.storage_state()
        tablet = Kiosk(devices.open(TABLET)).pair(server.pairing_code).page
        self.tablet: StorageState = tablet.context.storage_state()

    def publish_languages(self) -> Clinic:
        """Let patients choose every language that comes with the product."""
        page = self.office.page
        page.goto("/manage/rules/languages")
        publish = page.locator("button", has_text="Offer")
        while publish.count():
            publish.first.click()
            page.wait_for_load_state()
        return self

    def kiosk(self, device: Device = TABLET) -> Kiosk:
        """A tablet in the waiting room."""
        return Kiosk(self.devices.open(device, state=self.tablet)).open()

    def desk(self, device: Device = DESKTOP) -> Desk:
        """Alice's screen."""
        return Desk(self.devices.open(device, state=self.alice)).open()

    def handoff(self) -> str:
        """The address in the tablet's QR, which works for a quarter of an hour."""
        if time.monotonic() > self._handoff_until:
            self._handoff = scan(self.kiosk().page)
            self._handoff_until = time.monotonic() + HANDOFF_SECONDS
        return self._handoff

    def walk(self, device: Device, name: str = NAME, **answers: str) -> Walk:
        """A patient begins, in English: on the tablet itself, or on a phone that scanned it."""
        if device in TABLETS:
            walk = self.kiosk(device).start(**answers)
        else:
            walk = claim(self.devices.open(device), self.handoff())
            walk.answers |= answers
        walk.name = name
        return walk

    def begin(self, device: Device, language: str) -> Page:
        """The same in any language: the first page of the rules."""
        page = self.devices.open(device, state=self.tablet if device in TABLETS else None)
        page.goto(f"{'/kiosk' if device in TABLETS else self.handoff()}?lang={language}")
        page.locator(".attract__button, .actions__main").click()
        page.wait_for_url("**/journey/*")
        return page

    def change(self, receipt: Receipt, assignment: str) -> None:
        """Bring about what takes hours: nobody waits till closing time for a picture."""
        self.desk().verify(receipt.code)  # so that the newest verified consent is this one
        with sqlite3.connect(self.server.data_dir / "askfirst.db", timeout=5) as database:
            database.execute(
                f"UPDATE consent SET {assignment}, revision = revision + 1 WHERE id ="  # noqa: S608
                " (SELECT consent_id FROM verification ORDER BY id DESC LIMIT 1)"
            )


def flat(device: Device) -> Device:
    """The device with one pixel a point: enough to look at, and a quarter of the size."""
    return dataclasses.replace(device, scale=1)


DEVICES = {each.name: flat(each) for each in (TABLET, TABLET_WIDE, PHONE, DESKTOP)}
