"""What was posted, as far as the domain looks at it."""

from typing import Protocol

MAX_DIGITS = 9  # of a number that a form says


class Form(Protocol):
    """The part of werkzeug's MultiDict that the domain's parsers use."""

    def get(self, key: str, default: str) -> str:
        """The first value under this name."""

    def getlist(self, key: str) -> list[str]:
        """Every value under this name."""


def whole_number(typed: str, otherwise: int) -> int:
    """A number in up to nine digits, so that it fits into any row; else what it then counts as.

    Digits of other scripts and numbers of thousands of digits are none: `int` fails over these.
    """
    plain = typed.isascii() and typed.isdecimal() and len(typed) <= MAX_DIGITS
    return int(typed) if plain else otherwise
