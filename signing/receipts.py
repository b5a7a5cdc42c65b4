"""Receipts: strict compact JWS (RFC 7515 §7.1) signed with Ed25519.

Any JOSE library can check one against the published keys. This check is stricter
than those: a receipt has exactly one text, so that junk, other spellings and second
readings are refused rather than repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from signing import base64url
from signing.errors import (
    BadClaims,
    BadHeader,
    BadSignature,
    BadToken,
    NotYetValid,
    TokenExpired,
    TokenMalformed,
    TokenNotCanonical,
    TokenTooLong,
    UnknownKey,
    WrongAudience,
    WrongIssuer,
)
from signing.keys import Key, KeyRing
from signing.strictjson import read_object

TYP = "recording-consent+jwt"
MAX_BYTES = 2048
LEEWAY = 60
"""Seconds by which two clocks may differ."""

Answer = Literal["given", "refused"]
RecordingType = Literal["sound", "video", "photo"]
Part = Literal["talking", "whole"]
Recorder = Literal["patient", "companion", "staff"]


@dataclass(frozen=True)
class Claims:
    """What a receipt says: no name, birth date or number, anyone can read it.

    ``iss`` public URL, ``aud`` site, ``jti`` 128 random bits in base64url; ``iat``
    signed at and ``exp`` end of use, in seconds since 1970 UTC; ``rules`` the policy
    version and language read and ``rh`` the hash of that text (96 bits, base64url);
    ``log`` the sequence number and hash (64 bits, base64url) of the audit entry of
    the signing. ``rec``, ``part`` and ``by`` (Q3, Q4, Q5) belong to a consent given
    and are empty in a refusal.
    """

    iss: str
    aud: str
    jti: str
    iat: int
    exp: int
    ans: Answer
    rules: str
    rh: str
    log: tuple[int, str]
    rec: tuple[RecordingType, ...] = ()
    part: Part | None = None
    by: Recorder | None = None


def issue(claims: Claims, keys: KeyRing) -> str:
    """Sign the claims with the newest private key and return the compact JWS.

    Raises BadClaims for a claim of a wrong form, NoSigningKey for a ring that
    can only check.
    """
    _require_valid(claims)
    key = keys.signing_key
    signing_input = _header(key.kid) + b"." + base64url.encode(_payload(claims))
    return key.signer.sign(signing_input).decode("ascii")


def check_genuine(
    token: str, keys: KeyRing, *, issuer: str, audience: str | None, now: int
) -> Claims:
    """Return the claims of a receipt that was signed here, expired or not (K2).

    The order is that of RFC 7515 §5.2 and RFC 8725 §3, the cheapest refusals first.
    ``audience`` None means any site; ``now`` is in seconds since 1970 UTC. Raises a
    subclass of BadToken for any text whatever, and nothing else.
    """
    header, payload, signature = _three_parts(token)
    claims_text = _decoded(payload)
    _decoded(signature)
    key = _key_of(header, keys)
    if not key.signer.verify_signature(header + b"." + payload, signature):
        raise BadSignature
    claims = _claims_of(claims_text)
    _require_meant_here(claims, issuer, audience, now)
    return claims


def check_current(
    token: str, keys: KeyRing, *, issuer: str, audience: str | None, now: int
) -> Claims:
    """As check_genuine, and raise TokenExpired from ``exp`` plus the leeway on.

    A current receipt is still not a permission to record: the clinician decides (K2).
    """
    claims = check_genuine(token, keys, issuer=issuer, audience=audience, now=now)
    if now >= claims.exp + LEEWAY:
        raise TokenExpired(claims)
    return claims


# --- the token ---------------------------------------------------------------


def _three_parts(token: str) -> tuple[bytes, bytes, bytes]:
    # Characters are counted first, so that a huge text is not copied.
    if len(token) > MAX_BYTES:
        raise TokenTooLong
    raw = token.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
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
def _header(kid: str) -> bytes:
    return base64url.encode(f'{{"alg":"EdDSA","kid":"{kid}","typ":"{TYP}"}}'.encode("ascii"))


def _key_of(header: bytes, keys: KeyRing) -> Key:
    # Only one text is right for each key, so that comparing is the strict check:
    # no header is parsed unless it is wrong already.
    for key in reversed(keys.keys):
        if header == _header(key.kid):
            return key
    raise _header_fault(header, keys)


def _header_fault(header: bytes, keys: KeyRing) -> BadToken:
    """Find what is wrong with a header that is not one of ours."""
    members = _object(_decoded(header))
    if members.keys() != {"alg", "kid", "typ"}:
        return BadHeader("names")
    if members["alg"] != "EdDSA":
        return BadHeader("alg")
    if members["typ"] != TYP:
        return BadHeader("typ")
    kid = members["kid"]
    if not isinstance(kid, str):
        return BadHeader("kid")
    if kid not in keys.kids:
        return UnknownKey(kid)
    return BadHeader("form")


def _object(text: bytes) -> dict[str, object]:
    try:
        return read_object(text)
    except ValueError:
        raise TokenMalformed("not a strict JSON object") from None


# --- the claims --------------------------------------------------------------


def _require_meant_here(claims: Claims, issuer: str, audience: str | None, now: int) -> None:
    if claims.iss != issuer:
        raise WrongIssuer(claims)
    if audience is not None and claims.aud != audience:
        raise WrongAudience(claims)
    if claims.iat > now + LEEWAY:
        raise NotYetValid(claims)


def _claims_of(payload: bytes) -> Claims:
    members = _object(payload)
    expected = _GIVEN_NAMES if members.get("ans") == "given" else _REFUSED_NAMES
    if members.keys() != expected:
        raise BadClaims(_odd_name(members.keys() ^ expected), "missing or unknown")
    for name in ("log", "rec"):
        if type(value := members.get(name, [])) is not list:
            raise BadClaims(name, "not an array")
        members[name] = tuple(value)
    claims = Claims(**members)  # type: ignore[arg-type]  # checked on the next line
    _require_valid(claims)
    if _payload(claims) != payload:
        raise BadClaims("all", "not in the issuer's form")
    return claims


def _odd_name(names: set[str]) -> str:
    # A name that is not ours may be any text: it does not go into a message.
    return min(names & _GIVEN_NAMES, default="unknown")


def _payload(claims: Claims) -> bytes:
    """Write valid claims as compact JSON in fixed order.

    By hand, because json.dumps takes a tenth of a signature's time. It is exact
    because no valid claim has a character that JSON escapes; a test compares.
    """
    consent = ""
    if claims.ans == "given":
        types = '","'.join(claims.rec)
        consent = f'"rec":["{types}"],"part":"{claims.part}","by":"{claims.by}",'
    number, digest = claims.log
    return (
        f'{{"iss":"{claims.iss}","aud":"{claims.aud}","jti":"{claims.jti}",'
        f'"iat":{claims.iat},"exp":{claims.exp},"ans":"{claims.ans}",{consent}'
        f'"rules":"{claims.rules}","rh":"{claims.rh}","log":[{number},"{digest}"]}}'
    ).encode("ascii")


def _require_valid(claims: Claims) -> None:
    for name, form in _TEXT_FORMS:
        value = getattr(claims, name)
        if type(value) is not str or form(value) is None:
            raise BadClaims(name, "not of the right form")
    _require_valid_times(claims)
    _require_valid_log(claims.log)
    if claims.ans == "given":
        _require_valid_consent(claims)
    elif claims.ans != "refused":
        raise BadClaims("ans", "neither given nor refused")
    elif claims.rec != () or claims.part is not None or claims.by is not None:
        raise BadClaims("ans", "a refusal names no recording")


def _require_valid_times(claims: Claims) -> None:
    # type() and not isinstance(): True is an int to isinstance.
    if type(claims.iat) is not int or not 0 <= claims.iat <= _LAST_SECOND:
        raise BadClaims("iat", "not a time")
    if type(claims.exp) is not int or not claims.iat < claims.exp <= _LAST_SECOND:
        raise BadClaims("exp", "not a time after iat")


def _require_valid_log(log: tuple[int, str]) -> None:
    if type(log) is not tuple or len(log) != 2:
        raise BadClaims("log", "not a pair")
    number, digest = log
    if type(number) is not int or not 0 <= number <= _LARGEST_EXACT:
        raise BadClaims("log", "not a sequence number")
    if type(digest) is not str or _BITS_64(digest) is None:
        raise BadClaims("log", "not a hash of 64 bits")


def _require_valid_consent(claims: Claims) -> None:
    if claims.rec not in _TYPE_CHOICES:
        raise BadClaims("rec", "not types of recording, each once and in order")
    if claims.part not in ("talking", "whole"):
        raise BadClaims("part", "neither talking nor whole")
    if claims.by not in ("patient", "companion", "staff"):
        raise BadClaims("by", "not one who can press record")


_SIGNATURE_LENGTH = 86
_LAST_SECOND = 253402300799  # the end of the year 9999, which is datetime's
_LARGEST_EXACT = 2**53 - 1  # beyond it other JSON readers round (RFC 8259 §6)

# Base64url of n bits has spare bits in its last character, which must be nought.
_BITS_64 = re.compile(r"[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]").fullmatch
_BITS_96 = re.compile(r"[A-Za-z0-9_-]{16}").fullmatch
_BITS_128 = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]").fullmatch
_URL = re.compile(r"https?://[A-Za-z0-9._~:/\[\]-]{1,120}").fullmatch
_NAME = re.compile(r"[A-Za-z0-9._~:/+@-]{1,64}").fullmatch
_TEXT_FORMS = (
    ("iss", _URL),
    ("aud", _NAME),
    ("jti", _BITS_128),
    ("rules", _NAME),
    ("rh", _BITS_96),
)
_REFUSED_NAMES = {"iss", "aud", "jti", "iat", "exp", "ans", "rules", "rh", "log"}
_GIVEN_NAMES = _REFUSED_NAMES | {"rec", "part", "by"}
_TYPE_CHOICES = (  # not a set: what is tested may have no hash
    ("sound",),
    ("video",),
    ("photo",),
    ("sound", "video"),
    ("sound", "photo"),
    ("video", "photo"),
    ("sound", "video", "photo"),
)
