"""A sheet as a PDF (PDF/UA-1, ISO 14289-1: tagged) and as a picture, typeset by typst.

Typst shapes right-to-left and Indic scripts itself. Its fonts come with the browser libraries, so
that a sheet looks the same on every machine.
"""

import importlib.util
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "node_modules" / "@expo-google-fonts"
WEIGHTS = ("400Regular", "700Bold")
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
REPLACED = "\ufffd"
ROUNDS = 4  # each leaves out all signs that the one before was told of
MAX_SECONDS = 20
TYPESETTER = Path(__file__).with_name("typesetter.py")
PIXELS_PER_INCH = 102.0  # 843 by 1193 pixels: each module of the QR is four or more


class Refused(Exception):
    """Typst cannot make this sheet, and says why."""


def pdf(template: str, data: dict[str, Any], at: int) -> bytes:
    """The sheet of a template of ours, dated `at` (seconds since 1970, UTC): the same data gives
    the same bytes.
    """
    text = json.dumps(data, ensure_ascii=False)
    for _round in range(ROUNDS):
        try:
            return _typeset(template, text, format="pdf", pdf_standards=["ua-1"], timestamp=at)
        except Refused as error:
            shown = _without(text, _lacking(error))
            if shown == text:
                raise
            text = shown
    return _typeset(template, text, format="pdf", timestamp=at)  # untagged is better than none


def png(template: str, data: dict[str, Any]) -> bytes:
    """The same sheet as a picture."""
    return _typeset(template, json.dumps(data), format="png", ppi=PIXELS_PER_INCH)


def _lacking(error: Refused) -> str:
    """The signs that no font of ours has: PDF/UA has every sign be one (ISO 14289-1 §7.21.4.2)."""
    found = "".join(LACKING.findall(str(error)))
    return ESCAPED.sub(lambda each: chr(int(each[1], 16)), found)


def _without(text: str, signs: str) -> str:
    """The text with a mark where each of these signs stood: the rest of the sheet is whole."""
    return text.translate({ord(sign): REPLACED for sign in signs if not sign.isascii()})


def _typeset(template: str, data: str, **how: Any) -> bytes:
    """In a process of its own (`typesetter.py`), whose memory goes with it.

    Raises:
        Refused: typst cannot make this sheet.
    """
    asked = {"template": _template(template), "fonts": _fonts(), "sys_inputs": {"data": data}}
    done = subprocess.run(  # noqa: S603  # our own file, by our own Python
        [sys.executable, "-I", "-S", str(TYPESETTER), _packages()],
        input=json.dumps(asked | how).encode(),
        capture_output=True,
        timeout=MAX_SECONDS,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    raise Refused(_diagnostic(done.stderr))


def _diagnostic(said: bytes) -> str:
    try:
        return str(json.loads(said)["diagnostic"])
    except (ValueError, KeyError):
        return "the typesetter ended early"


@cache
def _packages() -> str:
    """The folder where typst is installed, which is not loaded here."""
    found = importlib.util.find_spec("typst")
    if found is None or found.origin is None:
        raise Refused("typst is not installed")
    return str(Path(found.origin).parent.parent)


@cache
def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _fonts() -> list[str]:
    return [str(path) for weight in WEIGHTS for path in sorted(FONTS.glob(f"noto-sans*/{weight}"))]
