"""QR codes as small SVG: `qrcode` makes the matrix, one stroked path draws it.

The mask is fixed: choosing the best of eight costs most of the time, and all eight scan.
What that and `smallest_version` gain: bench/README.md.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_L
from qrcode.util import BIT_LIMIT_TABLE

from kiosk.domain.sentences import say
from kiosk.views.front.qr_words import codewords

OPEN_LABEL = say("QR code to open this on your own phone")
MASK = 3
DARK = re.compile(b"\x01+")  # a run of dark modules
BORDER = 4  # modules of quiet zone, as ISO/IEC 18004 asks


def svg(text: str, label: str) -> Markup:
    """A QR code of `text` at error correction level L; `label` names it for screen readers."""
    modules = matrix(text.encode())
    size = len(modules) + 2 * BORDER
    return Markup(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        'role="img" aria-label="{label}" shape-rendering="crispEdges">'
        '<path class="qr__paper" d="M0 0h{size}v{size}H0z" fill="#fff"/>'
        '<path stroke="#000" d="{path}"/></svg>'
    ).format(size=size, label=label, path=path(modules))


@lru_cache(64)
def shared_svg(text: str, label: str) -> Markup:
    """As `svg`, drawn once: for a page that comes again and again. Never for a secret address."""
    return svg(text, label)


def matrix(data: bytes) -> list[list[bool]]:
    """The dark modules of a QR code, row by row."""
    version = smallest_version(len(data))
    rows, free = _blank(version)
    modules = [row.copy() for row in rows]
    words = codewords(data, version)
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}"
    for (row, column), bit in zip(free, bits, strict=False):
        if bit == "1":
            modules[row][column] = not modules[row][column]
    return modules


class _Blank(qrcode.QRCode[Any]):
    """A code without data, and its free modules in the order in which data is drawn (§7.7.3)."""

    def map_data(self, data: Sequence[int], mask_pattern: int) -> None:
        """Note what is free, then have the mask drawn there."""
        width = self.modules_count
        columns = [*range(width - 1, 6, -2), 5, 3, 1]
        self.free = [
            (row, column)
            for turn, right in enumerate(columns)
            for row in (range(width) if turn % 2 else reversed(range(width)))
            for column in (right, right - 1)
            if self.modules[row][column] is None
        ]
        super().map_data(data, mask_pattern)


@lru_cache(8)
def _blank(version: int) -> tuple[list[list[bool]], list[tuple[int, int]]]:
    code = _Blank(version, ERROR_CORRECT_L, border=0, mask_pattern=MASK)
    code.data_cache = []
    code.make(fit=False)
    return [[bool(each) for each in row] for row in code.modules], code.free


def smallest_version(size: int) -> int:
    """The smallest QR version that holds `size` bytes (ISO/IEC 18004 §7.4.1, tables 3 and 7).

    `qrcode` finds the same by writing out the whole text twice, bit by bit.
    """
    limits = BIT_LIMIT_TABLE[ERROR_CORRECT_L]
    version = bisect_left(limits, 4 + 8 + 8 * size, 1, 10)
    return version if version < 10 else bisect_left(limits, 4 + 16 + 8 * size, 10)


def path(modules: list[list[bool]]) -> str:
    """The dark modules as runs of a stroked path, each row a line through its middle."""
    parts: list[str] = []
    x, y = 0, 0
    for number, row in enumerate(modules):
        for run in DARK.finditer(bytes(row)):
            begin, end = run.span()
            dx, dy = begin - x, number - y
            parts.append(f"m{dx} {dy}h{end - begin}")
            x, y = end, number
    return f"M{BORDER} {BORDER}.5" + "".join(parts)
