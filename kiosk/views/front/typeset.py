"""A sheet as a PDF (PDF/UA-1, ISO 14289-1: tagged) and as a picture, typeset by typst.

Typst shapes right-to-left and Indic scripts itself. Its fonts come with the browser libraries, so
that a sheet looks the same on every machine.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "node_modules" / "@expo-google-fonts"
WEIGHTS = ("400Regular", "700Bold")
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
REPLACED = "\ufffd"
ROUNDS = 4  # each leaves out all signs that the one before was told of
PIXELS_PER_INCH = 102.0  # 843 by 1193 pixels: each module of the QR is four or more


def pdf(template: str, data: dict[str, Any], at: int) -> bytes:
    """The sheet of a template of ours, dated `at` (seconds since 1970, UTC): the same data gives
    the same bytes.
    """
    text = json.dumps(data, ensure_ascii=False)
    for _round in range(ROUNDS):
        try:
            return _typeset(template, text, format="pdf", pdf_standards=["ua-1"], timestamp=at)
        except typst.TypstError as error:
            shown = _without(text, _lacking(error))
            if shown == text:
                raise
            text = shown
    return _typeset(template, text, format="pdf", timestamp=at)  # untagged is better than none


def png(template: str, data: dict[str, Any]) -> bytes:
    """The same sheet as a picture."""
    return _typeset(template, json.dumps(data), format="png", ppi=PIXELS_PER_INCH)


def _lacking(error: typst.TypstError) -> str:
    """The signs that no font of ours has: PDF/UA has every sign be one (ISO 14289-1 §7.21.4.2)."""
    found = "".join(LACKING.findall(error.diagnostic))
    return ESCAPED.sub(lambda each: chr(int(each[1], 16)), found)


def _without(text: str, signs: str) -> str:
    """The text with a mark where each of these signs stood: the rest of the sheet is whole."""
    return text.translate({ord(sign): REPLACED for sign in signs if not sign.isascii()})


def _typeset(template: str, data: str, **how: Any) -> bytes:
    inputs = {"data": data}
    made: bytes = typst.compile(_template(template), font_paths=_fonts(), sys_inputs=inputs, **how)
    return made


@cache
def _template(name: str) -> bytes:
    return (TEMPLATES / name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    folders = [path for weight in WEIGHTS for path in sorted(FONTS.glob(f"noto-sans*/{weight}"))]
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))
