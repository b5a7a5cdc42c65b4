"""Page objects of `/verifier/`: a site with receipts in any state, and a device that checks."""

import dataclasses
import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from harness.devices import PHONE, Device, Devices
from harness.server import Server
from kiosk.config import receipt_key_file
from signing import base64url, decisions, receipts
from signing.keys import KeyRing

# What the page says, and what a browser says when the server is gone.
CLOCK = r"\d\d:\d\d"
FRESH = re.compile(f"^Genuine, not withdrawn as of {CLOCK}$")
AGREED = re.compile(rf"^Genuine\. Agreed: sound\. Not withdrawn as of {CLOCK}$")
ASK = "Genuine, may have been withdrawn: ask"
OFFLINE = r"ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|request failed"
MINUTES = 60_000  # ms
# A browser of two years ago: WebCrypto knows no Ed25519.
NO_ED25519 = """
const real = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (form, key, algorithm, ...rest) =>
  (algorithm.name ?? algorithm) === "Ed25519"
    ? Promise.reject(new DOMException("no", "NotSupportedError"))
    : real(form, key, algorithm, ...rest);
"""


class Place:
    """A running site with receipts in every state, and its keys in the test's hand. It offers
    English, and these `tongues`.
    """

    def __init__(self, folder: Path, *tongues: str) -> None:
        self.server = Server(folder / "data")
        self.url = self.server.url
        file = receipt_key_file(self.server.data_dir)
        self.ring = KeyRing.from_json(file.read_text(encoding="utf-8"))
        self.before = folder / "before"  # the data of a time when nobody had signed
        shutil.copytree(self.server.data_dir, self.before)
        made = self.server.run("tests.browser.cases", *tongues, timeout=120)
        self.cases: dict[str, str] = json.loads(made)
        self.server.start()

    def roll_back(self) -> None:
        """What a restored backup does: all that was signed and withdrawn since is gone."""
        self.server.stop()
        kept = self.server.data_dir.with_name("kept")
        self.server.data_dir.rename(kept)
        shutil.copytree(self.before, self.server.data_dir)
        self.server.start()

    def roll_forward(self) -> None:
        """Bring back what `roll_back` put aside."""
        self.server.stop()
        shutil.rmtree(self.server.data_dir)
        self.server.data_dir.with_name("kept").rename(self.server.data_dir)
        self.server.start()

    def receipt(self, ring: KeyRing | None = None, **changes: Any) -> str:
        """A receipt with whatever claims, signed with this site's key or another."""
        now = int(time.time())
        claims = receipts.Claims(
            iss=self.url,
            aud="main",
            jti="A" * 22,
            iat=now - 300,
            exp=now + 3600,
            ans="given",
            rules="2026-11-1/en",
            rh="h" * 16,
            log=(3, "E" * 11),
            rec=("sound", "video"),
            part="talking",
            by="patient",
        )
        return receipts.issue(dataclasses.replace(claims, **changes), ring or self.ring)

    def decision(self, **changes: Any) -> str:
        """An agreement to `receipt()`, with whatever claims."""
        now = int(time.time())
        claims = decisions.DecisionClaims(
            self.url, "main", "A" * 22, 1, "agreed", (), "clinician", now - 240, now + 3600
        )
        return decisions.issue(dataclasses.replace(claims, **changes), self.ring)

    def newer(self, token: str) -> str:
        """The same from a version to come, with a type that nobody knows yet."""
        header, payload, _signature = token.split(".")
        claims = base64url.decode(payload.encode()).replace(b'"video"', b'"smell"')
        text = f"{header}.{base64url.encode(claims).decode()}"
        return self.ring.signing_key.signer.sign(text.encode()).decode()


class Checker:
    """The page on one device. Verbs are what a person does there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.band: Locator = page.locator("[data-verdict] .band")
        self.word: Locator = page.locator("[data-verdict] .band__word")
        self.facts: Locator = page.locator("[data-verdict] dl")
        self.known: Locator = page.locator(".known")
        self.note: Locator = page.locator("[data-note]")
        self.box: Locator = page.get_by_label("Or paste the receipt’s whole address")

    def open(self, fragment: str = "") -> "Checker":
        """Open the page as a link or a phone's camera does."""
        self.page.goto(f"/verifier/#{fragment}" if fragment else "/verifier/")
        return self

    def installed(self) -> "Checker":
        """Wait until the page would open without a network, and knows something."""
        expect(self.known).to_contain_text("This page works without a network.")
        expect(self.known).to_contain_text("Last heard at")
        return self

    def check(self, text: str) -> "Checker":
        """Paste and press the button."""
        self.box.fill(text)
        self.page.get_by_role("button", name="Check it").click()
        expect(self.box).to_have_value("")
        return self

    def says(self, word: str | Any, *, tone: str) -> "Checker":
        """The large words, and the tone of the band, which icon and edge show too."""
        expect(self.word).to_have_text(word)
        expect(self.band).to_have_class(f"band band--{tone}")
        return self


def device(rooms: Devices, kind: Device = PHONE) -> Checker:
    """A device with nothing on it yet."""
    return Checker(rooms.open(kind, workers=True))
