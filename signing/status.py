"""Status lists: which receipts and agreements no longer stand, signed, to check offline with.

Strict compact JWS, as a receipt is (``compact``), with the same keys and another ``typ``
(issue 4, item 9). A list names nobody: it holds hashes of ids that are random themselves,
so that only who holds a receipt can find it in the list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from signing import base64url, compact
from signing.errors import BadClaims, RolledBack
from signing.keys import KeyRing

TYP = "recording-consent-status+jwt"
MAX_BYTES = 1024 * 1024
"""Bytes: some 50,000 entries, more than any day has."""
KINDS = ("withdrawn", "superseded", "not_agreed", "agreement_ended")
_HASH_BYTES = 8
_LONGEST_FRESH = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class StatusClaims:
    """What a status list says, of the receipts signed from ``since`` until before ``before``.

    ``iss`` public URL; ``iat`` when it was made; ``seq`` the number of the audit trail's last
    entry, so that it never falls; ``fresh`` for how many seconds after ``iat`` it is fresh.
    Times are seconds since 1970 UTC; in the token ``since`` and ``before`` are called ``from``
    and ``to``. ``withdrawn``, ``superseded`` and ``not_agreed`` hold receipts (``mark``),
    ``agreement_ended`` single decisions that agreed and do not hold now (``decision_mark``):
    each sorted, none twice.
    """

    iss: str
    iat: int
    seq: int
    since: int
    before: int
    fresh: int
    withdrawn: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()
    not_agreed: tuple[str, ...] = ()
    agreement_ended: tuple[str, ...] = ()

    def covers(self, at: int) -> bool:
        """Whether it would name a receipt that was signed at this second."""
        return self.since <= at < self.before

    def is_fresh(self, now: int) -> bool:
        """Whether nothing older than ``fresh`` seconds is said; not by a clock that is wrong."""
        return self.iat - compact.LEEWAY <= now <= self.iat + self.fresh


def mark(jti: str) -> str:
    """How a list names a receipt: the first 64 bits of SHA-256 of its ``jti``, base64url."""
    return base64url.encode(hashlib.sha256(jti.encode("ascii")).digest()[:_HASH_BYTES]).decode()


def decision_mark(sub: str, n: int) -> str:
    """How a list names one decision: as a receipt, of ``sub``, a tilde and ``n``."""
    return mark(f"{sub}~{n}")


def in_order(marks: Iterable[str]) -> tuple[str, ...]:
    """Marks as a list holds them: sorted, none twice."""
    return tuple(sorted(set(marks)))


def issue(claims: StatusClaims, keys: KeyRing) -> str:
    """Sign the claims with the newest private key and return the compact JWS.

    Raises BadClaims for a claim of a wrong form, NoSigningKey for a ring that can only check.
    """
    _require_valid(claims)
    return compact.sign(_payload(claims), TYP, keys)


def check(token: str, keys: KeyRing, *, issuer: str, now: int, seen: int = 0) -> StatusClaims:
    """Return the claims of a status list that was made here, fresh or not.

    As strict as the check of a receipt, in the same order. RolledBack, which carries the
    claims, for a list older than one that was ``seen``: the highest ``seq`` so far. ``now`` is
    in seconds since 1970 UTC. Raises a subclass of BadToken for any text whatever.
    """
    claims = _claims_of(compact.open_signed(token, TYP, keys, MAX_BYTES))
    compact.require_issuer(claims, issuer)
    compact.require_issued(claims, now)
    if claims.seq < seen:
        raise RolledBack(claims)
    return claims


def _claims_of(payload: bytes) -> StatusClaims:
    members = compact.read_members(payload)
    if odd := members.keys() ^ _NAMES:
        raise compact.odd_name(odd, _NAMES)
    for name in KINDS:
        if type(value := members[name]) is not list:
            raise BadClaims(name, "not an array")
        members[name] = tuple(value)
    members["since"], members["before"] = members.pop("from"), members.pop("to")
    claims = StatusClaims(**members)  # type: ignore[arg-type]  # checked on the next line
    _require_valid(claims)
    if _payload(claims) != payload:
        raise BadClaims("all", "not in the issuer's form")
    return claims


def _payload(claims: StatusClaims) -> bytes:
    """Write valid claims as compact JSON in fixed order."""
    members: dict[str, object] = {
        "iss": claims.iss,
        "iat": claims.iat,
        "seq": claims.seq,
        "from": claims.since,
        "to": claims.before,
        "fresh": claims.fresh,
    }
    members |= {name: getattr(claims, name) for name in KINDS}
    return json.dumps(members, separators=(",", ":")).encode("ascii")


def _require_valid(claims: StatusClaims) -> None:
    compact.require_texts(claims, (("iss", compact.URL),))
    _require_number("iat", claims.iat, 0, compact.LAST_SECOND)
    _require_number("seq", claims.seq, 0, compact.MAX_EXACT)
    _require_number("from", claims.since, 0, compact.LAST_SECOND)
    _require_number("to", claims.before, claims.since, compact.LAST_SECOND)
    _require_number("fresh", claims.fresh, 1, _LONGEST_FRESH)
    for name in KINDS:
        _require_marks(name, getattr(claims, name))


def _require_number(name: str, value: object, least: int, most: int) -> None:
    # type() and not isinstance(): True is an int to isinstance.
    if type(value) is not int or not least <= value <= most:
        raise BadClaims(name, "not a number in its range")


def _require_marks(name: str, marks: object) -> None:
    if type(marks) is not tuple:
        raise BadClaims(name, "not marks")
    before = ""
    for each in marks:
        if type(each) is not str or compact.BITS_64(each) is None:
            raise BadClaims(name, "not a mark of 64 bits")
        if each <= before:
            raise BadClaims(name, "not in order")
        before = each


_NAMES = {"iss", "iat", "seq", "from", "to", "fresh", *KINDS}
