"""Short signed links, as in a handoff's QR code, and keys derived from one secret."""

from __future__ import annotations

import hmac
import re

import itsdangerous
from itsdangerous import TimestampSigner
from itsdangerous.signer import SigningAlgorithm

from signing.errors import BadLink, LinkExpired

LEEWAY = 60
"""Seconds by which two clocks may differ."""

_MAC_BYTES = 12
_FORM = re.compile(r"[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{0,11}\.[A-Za-z0-9_-]{16}")
_SUBJECT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LAST_SECOND = 253402300799  # the end of the year 9999, which is datetime's


def derive(secret: str, purpose: str, *parts: str) -> bytes:
    """Derive 32 bytes for one purpose from the secret: HMAC-SHA256 (RFC 2104).

    Each part goes in behind its length, so that ("ab", "c") and ("a", "bc") differ.
    Raises ValueError for an empty secret.
    """
    if not secret:
        raise ValueError("the secret is empty")
    message = b"".join(_with_length(part) for part in (purpose, *parts))
    return hmac.digest(_bytes(secret), message, "sha256")


class LinkSigner:
    """Makes and reads links of one kind; ``salt`` names the kind.

    A link for one salt is nothing to another. Raises ValueError for an empty secret.
    """

    def __init__(self, secret: str, salt: str) -> None:
        self._key = derive(secret, "link", salt)

    def make(self, subject: str, now: int) -> str:
        """Sign ``subject`` (1 to 64 characters of base64url) as of ``now``.

        ``now`` is in seconds since 1970 UTC. Raises ValueError for any other subject
        or time. Needs no escape in a URL; 32 characters for a subject of eight.
        """
        if _SUBJECT.fullmatch(subject) is None:
            raise ValueError("a subject is 1 to 64 characters of base64url")
        if not 0 <= now <= _LAST_SECOND:
            raise ValueError("not a time")
        return _SignerAt(self._key, now).sign(subject).decode("ascii")

    def read(self, token: str, now: int, max_age: int) -> str:
        """Return the subject of a link that is at most ``max_age`` seconds old.

        Raises BadLink for any text that make() did not return, or that comes from
        further in the future than the leeway; LinkExpired for one that is too old.
        """
        if _FORM.fullmatch(token) is None:
            raise BadLink
        subject, made_at = self._unsign(token)
        # itsdangerous takes more than one spelling: only the one it gave out is ours.
        if self.make(subject, made_at) != token or made_at > now + LEEWAY:
            raise BadLink
        if now - made_at > max_age:
            raise LinkExpired(subject, made_at)
        return subject

    def _unsign(self, token: str) -> tuple[str, int]:
        signer = _SignerAt(self._key, now=0)
        try:
            # No max_age here: the age is judged by the caller, once the text is.
            subject, made_at = signer.unsign(token, return_timestamp=True)
        except itsdangerous.BadSignature:
            raise BadLink from None
        return subject.decode("ascii"), int(made_at.timestamp())


class _ShortMac(SigningAlgorithm):
    """HMAC-SHA256 cut to 96 bits: 16 characters without a spare bit.

    A QR code for a phone must be small. Cutting weakens nothing but the guess
    (RFC 2104 §5), and 2^96 guesses against a live server are out of reach.
    """

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha256")[:_MAC_BYTES]


class _SignerAt(TimestampSigner):
    """A TimestampSigner whose clock stands: time comes in as an argument."""

    def __init__(self, key: bytes, now: int) -> None:
        super().__init__(key, sep=".", key_derivation="none", algorithm=_ShortMac())
        self._now = now

    def get_timestamp(self) -> int:
        return self._now


def _with_length(text: str) -> bytes:
    data = _bytes(text)
    return len(data).to_bytes(8, "big") + data


def _bytes(text: str) -> bytes:
    # A lone surrogate is text too: it must not stop a keyed hash.
    return text.encode("utf-8", "surrogatepass")
