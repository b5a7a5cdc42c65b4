"""The receipt's address fits the QR code that phones and scanners read well."""

from __future__ import annotations

from dataclasses import replace

import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_L

from signing.receipts import issue

VERSION = 16
CAPACITY = 586  # bytes at level L (ISO/IEC 18004, table 7)


THREE = ("sound", "video", "photo")
# What one claim saves another may take: public URL, the longest site name, and the types asked.
CASES = {
    "https:// and a name of 30": ("https://" + "r" * 30, "s" * 4, THREE),
    "an address of 30 in all": ("https://" + "r" * 22, "s" * 18, THREE),
    "an address of 30, a live stream too": ("https://" + "r" * 22, "s" * 11, (*THREE, "live")),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def address(clinic, request) -> str:
    """The longest answers and the shipped policy, read in a language of two letters."""
    public_url, site, types = request.param
    longest = replace(
        clinic.given,
        iss=public_url,
        aud=site,
        rules="2026-11-2/cy",
        log=(999_999, "-" * 10 + "A"),
        rec=types,
        part="talking",
        by="companion",
    )
    return f"{public_url}/v#{issue(longest, clinic.keys)}"


def test_the_address_fits_version_16_at_level_l(address):
    assert len(address.encode()) <= CAPACITY


def test_the_qr_library_agrees(address):
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L)
    code.add_data(address, optimize=0)
    assert code.best_fit() <= VERSION


def test_the_capacity_is_the_standards():
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L)
    code.add_data(b"x" * CAPACITY, optimize=0)
    assert code.best_fit() == VERSION
    code.add_data(b"x", optimize=0)
    assert code.best_fit() == VERSION + 1
