"""Numbers hidden in addresses: nobody can count on from one to the next.

AES-SIV (RFC 5297) under a key derived from the server's secret: one number has one text, so that
nothing need be kept to find it again, and a text that was not made here is none.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from signing import base64url
from signing.errors import BadLink
from signing.tokens import derive

LENGTH = 32
"""Characters of a hidden number: 128 bits that guard it, and 64 of the number."""

_NUMBER_BYTES = 8


class HiddenNumbers:
    """Hides and finds numbers of one kind; ``kind`` names it.

    A text of one kind is nothing to another. Raises ValueError for an empty secret.
    """

    def __init__(self, secret: str, kind: str) -> None:
        self._cipher = _cipher(secret, kind)

    def hide(self, number: int) -> str:
        """Return the 32 characters of base64url that stand for ``number``, 0 to 2^64 - 1.

        Raises ValueError for any other number.
        """
        if not 0 <= number < 1 << 8 * _NUMBER_BYTES:
            raise ValueError("not a number that can be hidden")
        hidden = self._cipher.encrypt(number.to_bytes(_NUMBER_BYTES, "big"), None)
        return base64url.encode(hidden).decode("ascii")

    def find(self, text: str) -> int:
        """Return the number behind a text. Raises BadLink for any text that hide() did not give."""
        if len(text) != LENGTH or not text.isascii():
            raise BadLink
        try:
            number = self._cipher.decrypt(base64url.decode(text.encode()), None)
        except (ValueError, InvalidTag):
            raise BadLink from None
        return int.from_bytes(number, "big")


@lru_cache(16)
def _cipher(secret: str, kind: str) -> AESSIV:
    return AESSIV(derive(secret, "hidden number", kind))
