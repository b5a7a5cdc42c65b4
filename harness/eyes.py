"""What a camera or a person sees: screenshots, and the QR codes in them."""

import io

import zxingcpp
from PIL import Image
from playwright.sync_api import Error, Page

TRIES = 4


def picture(page: Page, *, whole: bool = False) -> bytes:
    """What the screen shows now, as PNG; `whole` for the page beyond the screen's edge."""
    for _turn in range(TRIES):
        try:
            return page.screenshot(full_page=whole)
        except Error as error:
            if "Unable to capture screenshot" not in str(error):
                raise
            page.wait_for_timeout(250)  # Chromium, just after a change of its window, or very busy
    return page.screenshot(full_page=whole)


def scan(page: Page) -> str:
    """The one QR code that a camera held to this screen reads."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture(page))))
    texts = [each.text for each in found if each.format == zxingcpp.BarcodeFormat.QRCode]
    assert len(texts) == 1, f"{len(texts)} QR codes on the screen of {page.url}"
    return texts[0]
