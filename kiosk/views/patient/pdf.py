"""A receipt as a PDF (PDF/UA-1, ISO 14289-1: tagged) and as a picture, typeset by typst.

Typst shapes right-to-left and Indic scripts itself. Its fonts come with the browser libraries, so
that a receipt looks the same on every machine.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = ROOT / "templates" / "patient" / "receipt" / "receipt.typ"
FONTS = ROOT / "node_modules" / "@expo-google-fonts"
WEIGHTS = ("400Regular", "700Bold")
PIXELS_PER_INCH = 102.0  # 843 by 1193 pixels: each module of the QR is four or more


def pdf(data: dict[str, Any], at: int) -> bytes:
    """One sheet of A4, dated `at` (seconds since 1970, UTC): the same data gives the same bytes."""
    return _typeset(data, format="pdf", pdf_standards=["ua-1"], timestamp=at)


def png(data: dict[str, Any]) -> bytes:
    """The same sheet as a picture."""
    return _typeset(data, format="png", ppi=PIXELS_PER_INCH)


def _typeset(data: dict[str, Any], **how: Any) -> bytes:
    inputs = {"data": json.dumps(data)}
    made: bytes = typst.compile(_template(), font_paths=_fonts(), sys_inputs=inputs, **how)
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    folders = [path for weight in WEIGHTS for path in sorted(FONTS.glob(f"noto-sans*/{weight}"))]
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
