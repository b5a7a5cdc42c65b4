"""Strict compact JWS (RFC 7515 §7.1) signed with Ed25519: what all our tokens share.

Receipts, decisions and status lists differ in ``typ`` and claims, and in nothing else.
Any JOSE library can check one against the published keys. This check is stricter than
those: a token has exactly one text, so that junk, other spellings and second readings
are refused rather than repaired. And since the one right header names the ``typ``, a
token of one kind never passes as another (RFC 8725 §3.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

from signing import base64url
from signing.errors import (
    BadClaims,
    BadHeader,
    BadSignature,
    BadToken,
    NotYetValid,
    TokenMalformed,
    TokenNotCanonical,
    TokenTooLong,
    UnknownKey,
    WrongIssuer,
)
from signing.keys import Key, KeyRing
from signing.strictjson import read_object

MAX_BYTES = 2048
LEEWAY = 60
"""Seconds by which two clocks may differ."""

Form = Callable[[str], object]


class Issued(Protocol):
    """What every token says: by whom, and when in seconds since 1970 UTC."""

    @property
    def iss(self) -> str: ...
    @property
    def iat(self) -> int: ...


def sign(payload: bytes, typ: str, keys: KeyRing) -> str:
    """Sign a payload with the newest private key and return the compact JWS.

    Raises NoSigningKey for a ring that can only check.
    """
    key = keys.signing_key
    signing_input = _header(key.kid, typ) + b"." + base64url.encode(payload)
    return key.signer.sign(signing_input).decode("ascii")


def open_signed(token: str, typ: str, keys: KeyRing, most: int = MAX_BYTES) -> bytes:
    """The payload of a token of this ``typ`` and of at most ``most`` bytes, signed here.

    The order is that of RFC 7515 §5.2 and RFC 8725 §3, the cheapest refusals first: no
    payload is read before its signature holds. Raises a subclass of BadToken for any text
    whatever, and nothing else.
    """
    header, payload, signature = _three_parts(token, most)
    claims_text = _decoded(payload)
    _decoded(signature)
    key = _key_of(header, typ, keys)
    if not key.signer.verify_signature(header + b"." + payload, signature):
        raise BadSignature
    return claims_text


def read_members(text: bytes) -> dict[str, object]:
    """One strict JSON object. Raises TokenMalformed."""
    try:
        return read_object(text)
    except ValueError:
        raise TokenMalformed("not a strict JSON object") from None


def odd_name(odd: Iterable[str], ours: set[str]) -> BadClaims:
    """The fault of claims among whose names are these odd ones: missing or unknown."""
    # A name that is not ours may be any text: it does not go into a message.
    return BadClaims(min(ours.intersection(odd), default="unknown"), "missing or unknown")


def require_issuer(claims: Issued, issuer: str) -> None:
    """Raises WrongIssuer for claims made under another public URL."""
    if claims.iss != issuer:
        raise WrongIssuer(claims)


def require_issued(claims: Issued, now: int) -> None:
    """Raises NotYetValid for ``iat`` in the future, beyond the leeway."""
    if claims.iat > now + LEEWAY:
        raise NotYetValid(claims)


# --- forms of claims -----------------------------------------------------------


def require_texts(claims: object, forms: Iterable[tuple[str, Form]]) -> None:
    """Each named claim is text of its form. Raises BadClaims."""
    for name, form in forms:
        value = getattr(claims, name)
        if type(value) is not str or form(value) is None:
            raise BadClaims(name, "not of the right form")


def require_times(iat: object, exp: object) -> None:
    """Two times, the second after the first. Raises BadClaims."""
    # type() and not isinstance(): True is an int to isinstance.
    if type(iat) is not int or not 0 <= iat <= LAST_SECOND:
        raise BadClaims("iat", "not a time")
    if type(exp) is not int or not iat < exp <= LAST_SECOND:
        raise BadClaims("exp", "not a time after iat")


LAST_SECOND = 253402300799  # the end of the year 9999, which is datetime's
MAX_EXACT = 2**53 - 1  # beyond it other JSON readers round (RFC 8259 §6)

# Base64url of n bits has spare bits in its last character, which must be zero.
BITS_64: Form = re.compile(r"[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]").fullmatch
BITS_96: Form = re.compile(r"[A-Za-z0-9_-]{16}").fullmatch
BITS_128: Form = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]").fullmatch
URL: Form = re.compile(r"https?://[A-Za-z0-9._~:/\[\]-]{1,120}").fullmatch
NAME: Form = re.compile(r"[A-Za-z0-9._~:/+@-]{1,64}").fullmatch


# --- the token -----------------------------------------------------------------


def _three_parts(token: str, most: int) -> tuple[bytes, bytes, bytes]:
    # Characters are counted first, so that a huge text is not copied.
    if len(token) > most:
        raise TokenTooLong
    raw = token.encode("utf-8", "surrogatepass")
    if len(raw) > most:
        raise TokenTooLong
    parts = raw.split(b".")
    if len(parts) != 3:
        raise TokenMalformed("not three parts")
    if len(parts[2]) != _SIGNATURE_LENGTH:
        raise TokenMalformed("the signature is not 86 characters long")
    return parts[0], parts[1], parts[2]


def _decoded(part: bytes) -> bytes:
    try:
        return base64url.decode(part)
    except base64url.NotCanonical:
        raise TokenNotCanonical from None
    except ValueError:
        raise TokenMalformed("not base64url") from None


@lru_cache(maxsize=64)
def _header(kid: str, typ: str) -> bytes:
    return base64url.encode(f'{{"alg":"EdDSA","kid":"{kid}","typ":"{typ}"}}'.encode("ascii"))


def _key_of(header: bytes, typ: str, keys: KeyRing) -> Key:
    # Only one text is right for each key, so that comparing is the strict check:
    # no header is parsed unless it is wrong already.
    for key in reversed(keys.keys):
        if header == _header(key.kid, typ):
            return key
    raise _header_fault(header, typ, keys)


def _header_fault(header: bytes, typ: str, keys: KeyRing) -> BadToken:
    """Find what is wrong with a header that is not one of ours."""
    members = read_members(_decoded(header))
    if members.keys() != {"alg", "kid", "typ"}:
        return BadHeader("names")
    if members["alg"] != "EdDSA":
        return BadHeader("alg")
    if members["typ"] != typ:
        return BadHeader("typ")
    kid = members["kid"]
    if not isinstance(kid, str):
        return BadHeader("kid")
    if kid not in keys.kids:
        return UnknownKey(kid)
    return BadHeader("form")


_SIGNATURE_LENGTH = 86
