"""What stands before the camera, and what comes of it."""

from pathlib import Path

import qrcode
from PIL import Image
from playwright.sync_api import Page, expect

from harness import cameras
from harness.clinician import Card, Desk
from harness.patient import Receipt

ELSEWHERE = "clinic.example"  # our server by a name that no browser holds for secure
SECOND = 1000


def film(reel: Path, *scenes: tuple[Image.Image, int]) -> None:
    """Put a film into the camera: pictures, each with how many tenths of a second it stays."""
    cameras.video(reel, [scene for scene, tenths in scenes for _tenth in range(tenths)])


def other_code(text: str = "https://menu.example/lunch") -> Image.Image:
    """A QR code of something else, as large as ours."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    return code.make_image().get_image()


def word(page: Page, text: str) -> None:
    """Wait until the scan page says this."""
    expect(page.get_by_text(text)).to_be_visible(timeout=15 * SECOND)


def card_of(page: Page, receipt: Receipt) -> Card:
    """The card that the scan leads to, by way of whose it is: of this receipt and no other."""
    page.wait_for_url("**/staff/consents/*", timeout=20 * SECOND)
    expect(page.get_by_text(receipt.code).first).to_be_visible()
    return Desk(page).card()
