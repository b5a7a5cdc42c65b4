"""Decisions: a clinician's answer to a receipt, as a signed token of its own (K3, issue 4 item 4).

Strict compact JWS, as a receipt is (``compact``), with the same keys and another ``typ``.
It names the receipt by its ``jti`` and the one who decided by role, never by name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from signing import compact
from signing import receipts as receipt_tokens
from signing.errors import BadClaims, TokenExpired, WrongAudience
from signing.keys import KeyRing

TYP = "recording-decision+jwt"
MAX_CONDITIONS = 12

Kind = Literal["agreed", "conditions", "wait", "not_agreed"]
Role = Literal[
    "clinician", "manager"
]  # "manager" in tokens of before: now who decides is a clinician

AGREEMENTS: tuple[Kind, ...] = ("agreed", "conditions")


@dataclass(frozen=True)
class DecisionClaims:
    """What a decision says: no name, anyone can read it.

    ``iss`` public URL and ``aud`` site, as the receipt's; ``sub`` the receipt's ``jti``;
    ``n`` the ordinal of this decision under its receipt, from 1, so that of two signed in one
    second it is known which came later; ``dec`` what was decided; of an agreement ``rec`` the
    types agreed (K3), a part of the receipt's, empty in tokens of before this claim, which
    agreed to all that the receipt asked (``agreed_types``); ``con`` the keys of the conditions,
    in the order decided, empty but for ``conditions``; ``role`` of the one who decided;
    ``iat`` decided at, ``exp`` end of use and, of a wait, perhaps ``until``: seconds since
    1970 UTC.
    """

    iss: str
    aud: str
    sub: str
    n: int
    dec: Kind
    con: tuple[str, ...]
    role: Role
    iat: int
    exp: int
    until: int | None = None
    rec: tuple[receipt_tokens.RecordingType, ...] = ()


def issue(claims: DecisionClaims, keys: KeyRing) -> str:
    """Sign the claims with the newest private key and return the compact JWS.

    Raises BadClaims for a claim of a wrong form, NoSigningKey for a ring that can only check.
    """
    _require_valid(claims)
    return compact.sign(_payload(claims), TYP, keys)


def check(
    token: str, keys: KeyRing, *, issuer: str, audience: str | None, now: int
) -> DecisionClaims:
    """Return the claims of a decision that was signed here and is not past its end of use.

    As strict as the check of a receipt, in the same order. TokenExpired comes last and carries
    the claims: such a decision is genuine, as evidence. Whether it still stands, and whether
    ``sub`` is the receipt in hand, is the caller's to ask. ``audience`` None means any site;
    ``now`` is in seconds since 1970 UTC. Raises a subclass of BadToken for any text whatever.
    """
    claims = _claims_of(compact.open_signed(token, TYP, keys))
    _require_meant_here(claims, issuer, audience, now)
    if now >= claims.exp + compact.LEEWAY:
        raise TokenExpired(claims)
    return claims


def agreed_types(
    claims: DecisionClaims, receipt: receipt_tokens.Claims
) -> tuple[receipt_tokens.RecordingType, ...]:
    """The types of a receipt that a decision on it agrees to (K3); none where it does not agree.

    Raises BadClaims for a decision that agrees to what the receipt does not ask for.
    """
    if claims.dec not in AGREEMENTS:
        return ()
    if not set(claims.rec) <= set(receipt.rec):
        raise BadClaims("rec", "more than the receipt asks for")
    return claims.rec or receipt.rec


def _require_meant_here(
    claims: DecisionClaims, issuer: str, audience: str | None, now: int
) -> None:
    compact.require_issuer(claims, issuer)
    if audience is not None and claims.aud != audience:
        raise WrongAudience(claims)
    compact.require_issued(claims, now)


def _claims_of(payload: bytes) -> DecisionClaims:
    members = compact.read_members(payload)
    expected = _NAMES | _MORE.get(str(members.get("dec")), set())
    if odd := (members.keys() ^ expected) - (expected & _MAY_LACK):
        raise compact.odd_name(odd, _NAMES | {"rec", "con", "until"})
    for name in ("rec", "con"):
        if name in members:
            members[name] = _array(name, members[name])
    members.setdefault("con", ())
    claims = DecisionClaims(**members)  # type: ignore[arg-type]  # checked on the next line
    _require_valid(claims)
    if _payload(claims) != payload:
        raise BadClaims("all", "not in the issuer's form")
    return claims


def _array(name: str, value: object) -> tuple[object, ...]:
    if type(value) is not list:
        raise BadClaims(name, "not an array")
    if not value:  # an empty one is left out, so that a token has one text
        raise BadClaims(name, "empty")
    return tuple(value)


def _payload(claims: DecisionClaims) -> bytes:
    """Write valid claims as compact JSON in fixed order."""
    members: dict[str, object] = {
        "iss": claims.iss,
        "aud": claims.aud,
        "sub": claims.sub,
        "n": claims.n,
        "dec": claims.dec,
    }
    if claims.rec:
        members["rec"] = claims.rec
    if claims.dec == "conditions":
        members["con"] = claims.con
    members |= {"role": claims.role, "iat": claims.iat, "exp": claims.exp}
    if claims.until is not None:
        members["until"] = claims.until
    return json.dumps(members, separators=(",", ":")).encode("ascii")


def _require_valid(claims: DecisionClaims) -> None:
    compact.require_texts(claims, _TEXT_FORMS)
    compact.require_times(claims.iat, claims.exp)
    if type(claims.n) is not int or not 1 <= claims.n <= compact.MAX_EXACT:
        raise BadClaims("n", "not an ordinal")
    if claims.dec not in ("agreed", "conditions", "wait", "not_agreed"):
        raise BadClaims("dec", "not a decision")
    if claims.role not in ("clinician", "manager"):
        raise BadClaims("role", "not one who decides")
    _require_valid_types(claims)
    _require_valid_conditions(claims)
    _require_valid_wait(claims)


def _require_valid_types(claims: DecisionClaims) -> None:
    if claims.rec == () and type(claims.rec) is tuple:
        return  # of before this claim, or no agreement
    if claims.dec not in AGREEMENTS:
        raise BadClaims("rec", "only an agreement agrees to types")
    if not receipt_tokens.are_types(claims.rec):
        raise BadClaims("rec", "not types of recording, each once and in order")


def _require_valid_conditions(claims: DecisionClaims) -> None:
    if type(claims.con) is not tuple or len(claims.con) > MAX_CONDITIONS:
        raise BadClaims("con", "not conditions")
    if (claims.dec == "conditions") is not bool(claims.con):
        raise BadClaims("con", "conditions belong to an agreement with conditions")
    for condition in claims.con:
        if type(condition) is not str or _CONDITION(condition) is None:
            raise BadClaims("con", "not the key of a condition")
    if len(set(claims.con)) != len(claims.con):
        raise BadClaims("con", "a condition stands twice")


def _require_valid_wait(claims: DecisionClaims) -> None:
    if claims.until is None:
        return
    if claims.dec != "wait":
        raise BadClaims("until", "only a wait has an end")
    if type(claims.until) is not int or not claims.iat < claims.until <= compact.LAST_SECOND:
        raise BadClaims("until", "not a time after iat")


_CONDITION: compact.Form = re.compile(r"[a-z_]{1,32}").fullmatch
_TEXT_FORMS = (("iss", compact.URL), ("aud", compact.NAME), ("sub", compact.BITS_128))
_NAMES = {"iss", "aud", "sub", "n", "dec", "role", "iat", "exp"}
_MORE = {"agreed": {"rec"}, "conditions": {"rec", "con"}, "wait": {"until"}}
_MAY_LACK = {"rec", "until"}
