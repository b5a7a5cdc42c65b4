"""Base64url without padding (RFC 7515 §2), in its one canonical form.

Decoders skip junk and ignore spare bits, so that many texts stand for the same bytes.
Encoding again shows both. Straight from binascii: the detours of the base64 module
come to a fiftieth of a signature check.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

_TO_BASE64 = bytes.maketrans(b"-_", b"+/")
_TO_BASE64URL = bytes.maketrans(b"+/", b"-_")


class NotCanonical(ValueError):
    """Decodes, but encoding gives another text (RFC 4648 §3.5)."""


def encode(data: bytes) -> bytes:
    """Write bytes as base64url without padding."""
    return b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_BASE64URL)


def decode(text: bytes) -> bytes:
    """Read base64url that is exactly what encode() gives.

    Raises NotCanonical for another spelling, ValueError for no base64 at all.
    """
    padding = b"=" * (-len(text) % 4)
    data = a2b_base64(text.translate(_TO_BASE64) + padding)
    if encode(data) != text:
        raise NotCanonical("not in canonical form")
    return data
