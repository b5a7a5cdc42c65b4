"""Receipts: strict compact JWS (RFC 7515 §7.1) signed with Ed25519.

Any JOSE library can check one against the published keys; this check, whose token half
is ``compact``, is stricter than those.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from signing import compact
from signing.compact import BITS_64, BITS_96, BITS_128, MAX_EXACT, NAME, URL
from signing.errors import BadClaims, TokenExpired, WrongAudience
from signing.keys import KeyRing

TYP = "recording-consent+jwt"
LEEWAY = compact.LEEWAY

Answer = Literal["given", "refused"]
RecordingType = Literal["sound", "video", "photo", "live"]
Part = Literal["talking", "whole"]
Recorder = Literal["patient", "companion", "staff"]

TYPES: tuple[RecordingType, ...] = ("sound", "video", "photo", "live")
"""Every type of recording (Q3), in the one order in which a token lists them."""


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
    return compact.sign(_payload(claims), TYP, keys)


def check_genuine(
    token: str, keys: KeyRing, *, issuer: str, audience: str | None, now: int
) -> Claims:
    """Return the claims of a receipt that was signed here, expired or not (K2).

    The order is that of RFC 7515 §5.2 and RFC 8725 §3, the cheapest refusals first.
    ``audience`` None means any site; ``now`` is in seconds since 1970 UTC. Raises a
    subclass of BadToken for any text whatever, and nothing else.
    """
    claims = _claims_of(compact.open_signed(token, TYP, keys))
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


# --- the claims --------------------------------------------------------------


def _require_meant_here(claims: Claims, issuer: str, audience: str | None, now: int) -> None:
    compact.require_issuer(claims, issuer)
    if audience is not None and claims.aud != audience:
        raise WrongAudience(claims)
    compact.require_issued(claims, now)


def _claims_of(payload: bytes) -> Claims:
    members = compact.read_members(payload)
    expected = _GIVEN_NAMES if members.get("ans") == "given" else _REFUSED_NAMES
    if members.keys() != expected:
        raise compact.odd_name(members.keys() ^ expected, _GIVEN_NAMES)
    for name in ("log", "rec"):
        if type(value := members.get(name, [])) is not list:
            raise BadClaims(name, "not an array")
        members[name] = tuple(value)
    claims = Claims(**members)  # type: ignore[arg-type]  # checked on the next line
    _require_valid(claims)
    if _payload(claims) != payload:
        raise BadClaims("all", "not in the issuer's form")
    return claims


def _payload(claims: Claims) -> bytes:
    """Write valid claims as compact JSON in fixed order.

    By hand, because json.dumps takes a tenth of a signature's time
    (bench/README.md). It is exact
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
    compact.require_texts(claims, _TEXT_FORMS)
    compact.require_times(claims.iat, claims.exp)
    _require_valid_log(claims.log)
    if claims.ans == "given":
        _require_valid_consent(claims)
    elif claims.ans != "refused":
        raise BadClaims("ans", "neither given nor refused")
    elif claims.rec != () or claims.part is not None or claims.by is not None:
        raise BadClaims("ans", "a refusal names no recording")


def _require_valid_log(log: tuple[int, str]) -> None:
    if type(log) is not tuple or len(log) != 2:
        raise BadClaims("log", "not a pair")
    number, digest = log
    if type(number) is not int or not 0 <= number <= MAX_EXACT:
        raise BadClaims("log", "not a sequence number")
    if type(digest) is not str or BITS_64(digest) is None:
        raise BadClaims("log", "not a hash of 64 bits")


def _require_valid_consent(claims: Claims) -> None:
    if not are_types(claims.rec):
        raise BadClaims("rec", "not types of recording, each once and in order")
    if claims.part not in ("talking", "whole"):
        raise BadClaims("part", "neither talking nor whole")
    if claims.by not in ("patient", "companion", "staff"):
        raise BadClaims("by", "not one who can press record")


def are_types(value: object) -> bool:
    """Whether this is types of recording: at least one, each once and in order."""
    return value in _TYPE_CHOICES  # a tuple, not a set: what is tested may have no hash


_TEXT_FORMS = (
    ("iss", URL),
    ("aud", NAME),
    ("jti", BITS_128),
    ("rules", NAME),
    ("rh", BITS_96),
)
_REFUSED_NAMES = {"iss", "aud", "jti", "iat", "exp", "ans", "rules", "rh", "log"}
_GIVEN_NAMES = _REFUSED_NAMES | {"rec", "part", "by"}
_TYPE_CHOICES = tuple(
    chosen for count in range(1, len(TYPES) + 1) for chosen in combinations(TYPES, count)
)
