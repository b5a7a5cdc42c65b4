"""The audit trail: verify that it is whole and as it was written.

Two proofs. Each entry is chained to the one before, so that a change inside shows. And
each receipt carries the number and hash of the entry of its signing (claim `log`), so that
a trail cut short or rewritten from the start shows too: receipts are signed.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain.audit import GENESIS, Entry, witness
from kiosk.links import Secrets
from kiosk.store.models import AuditEntry, Consent
from signing import errors, receipts

END_OF_TIME = 253402300799  # evidence does not depend on this machine's clock
_COLUMNS = tuple(each.name for each in dataclasses.fields(Entry))


class TrailBroken(Exception):
    """The trail is not what was written. The message names the first broken entry and its fault."""


@dataclass(frozen=True)
class Walked:
    """How much was verified: entries of the trail, and receipts that witness to it."""

    entries: int
    receipts: int


def verify(secrets: Secrets) -> Walked:
    """Walk the whole trail, then hold every receipt against it. Reads row by row.

    Raises:
        TrailBroken: with the first entry that is broken, by number, and what is wrong with it.
    """
    return Walked(_walk(), _hear_witnesses(secrets))


def witnessed(claims: receipts.Claims) -> bool:
    """Whether the trail has the entry that a receipt witnesses, unchanged since (claim `log`)."""
    number, hashed = claims.log
    stored = AuditEntry.select(AuditEntry.hash).where(AuditEntry.seq == number).scalar()
    return stored is not None and hashed == _witness(stored)


def _walk() -> int:
    number, previous = 0, GENESIS
    try:
        for entry, stored in _rows():
            if fault := _fault(number + 1, previous, entry, stored):
                raise TrailBroken(f"audit entry {number + 1} {fault}")
            number, previous = number + 1, stored
    except (TypeError, ValueError):
        raise TrailBroken(f"audit entry {number + 1} cannot be read: it was changed") from None
    return number


def _rows() -> Iterator[tuple[Entry, str]]:
    """Every entry, with the hash that is stored beside it."""
    columns = [getattr(AuditEntry, name) for name in (*_COLUMNS, "hash")]
    rows = AuditEntry.select(*columns).order_by(AuditEntry.seq).tuples()
    for *values, stored in rows.iterator():
        yield Entry(*values), stored


def _fault(number: int, previous: str, entry: Entry, stored: str) -> str:
    if entry.seq != number:
        return f"is missing: entry {entry.seq} stands in its place"
    if entry.previous != previous:
        return "does not follow from the entry before it"
    return "" if entry.hash == stored else "was changed after it was written"


def _hear_witnesses(secrets: Secrets) -> int:
    count = 0
    columns = (Consent.id, Consent.jti, Consent.token)
    for number, jti, token in Consent.select(*columns).order_by(Consent.id).tuples().iterator():
        claims = _claims(secrets, token)
        if claims is None or claims.jti != jti:
            raise TrailBroken(f"consent {number} does not hold the receipt that was signed for it")
        if not witnessed(claims):
            raise TrailBroken(
                f"audit entry {claims.log[0]} is missing, or not the one that the receipt of "
                f"consent {number} witnesses: the trail was cut short or rewritten"
            )
        count += 1
    return count


def _claims(secrets: Secrets, token: str) -> receipts.Claims | None:
    """What a stored receipt says, if its signature holds; under whatever public URL it was made."""
    try:
        return receipts.check_genuine(
            token, secrets.receipt_keys, issuer=secrets.issuer, audience=None, now=END_OF_TIME
        )
    except errors.WrongIssuer as moved:
        claims: receipts.Claims = moved.claims
        return claims
    except errors.BadToken:
        return None


def _witness(stored: str) -> str:
    try:
        return witness(stored)
    except ValueError:
        return ""  # no hash at all
