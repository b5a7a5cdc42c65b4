"""A receipt as a PDF and as a picture, on one sheet of A4."""

from typing import Any

from kiosk.views.front import typeset

TEMPLATE = "patient/receipt/receipt.typ"


def pdf(data: dict[str, Any], at: int) -> bytes:
    """The sheet, dated `at` (seconds since 1970, UTC): the same data gives the same bytes."""
    return typeset.pdf(TEMPLATE, data, at)


def png(data: dict[str, Any]) -> bytes:
    """The same sheet as a picture."""
    return typeset.png(TEMPLATE, data)
