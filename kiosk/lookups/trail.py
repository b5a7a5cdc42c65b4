"""The audit trail: verify that it is whole, as it was written, and what the rows still say.

Four proofs. Each entry is chained to the one before, so that a change inside shows. Each entry has
digests of the rows it changed, so that a row that says something else shows. Each receipt carries
the number and hash of the entry of its signing (claim `log`), and checkpoints outside the database
the head of the whole, so that a trail cut short or rewritten from the start shows too: both are
signed.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.audit import GENESIS, Entry, witness
from kiosk.links import Secrets
from kiosk.lookups import witnesses
from kiosk.lookups.checkpoints import Heads
from kiosk.lookups.replay import Replay
from kiosk.store import database
from kiosk.store.models import AuditEntry
from signing import receipts
from signing.merkle import Tree

_COLUMNS = tuple(each.name for each in dataclasses.fields(Entry))


class TrailBroken(Exception):
    """The trail is not what was written. The message names the first broken entry and its fault."""


@dataclass(frozen=True)
class Walked:
    """How much was verified: entries of the trail, receipts that witness to it, rows that it
    accounts for, and checkpoints outside the database that it fits."""

    entries: int
    receipts: int
    rows: int = 0
    checkpoints: int = 0


def verify(secrets: Secrets, folder: Path | None = None) -> Walked:
    """Walk the whole trail, then hold every receipt and row against it. Reads row by row.

    `folder` is where the checkpoints are.

    Raises:
        TrailBroken: with the first entry that is broken, by number, and what is wrong with it.
    """
    try:
        with database.snapshot():
            return _verified(secrets, Heads(secrets.receipt_keys, folder))
    except (UnicodeError, *witnesses.UNREADABLE) as error:
        raise TrailBroken(f"the database cannot be read: {error}") from error


def _verified(secrets: Secrets, heads: Heads) -> Walked:
    replay = Replay()
    entries = _walk(replay, heads)
    heard, fault = witnesses.hear_receipts(secrets, witnessed)
    rows, other = (0, "") if fault else replay.compare()
    fault = fault or other or witnesses.faults(secrets) or heads.fault()
    if fault := fault or database.trigger_fault():
        raise TrailBroken(fault)
    return Walked(entries, heard, rows, heads.heard)


def head(secrets: Secrets, folder: Path) -> Tree:
    """The Merkle tree over the whole trail, which fits every checkpoint in `folder`.

    Raises:
        TrailBroken: it does not, or an entry has no hash.
    """
    heads = Heads(secrets.receipt_keys, folder)
    with database.snapshot():
        rows = AuditEntry.select(AuditEntry.hash).order_by(AuditEntry.seq).tuples().iterator()
        for (stored,) in rows:
            try:
                heads.hear(stored)
            except (TypeError, ValueError):
                raise TrailBroken(f"audit entry {heads.tree.size + 1} has no hash") from None
    if fault := heads.fault():
        raise TrailBroken(fault)
    return heads.tree


def witnessed(claims: receipts.Claims) -> bool:
    """Whether the trail has the entry that a receipt witnesses, unchanged since (claim `log`)."""
    number, hashed = claims.log
    stored = AuditEntry.select(AuditEntry.hash).where(AuditEntry.seq == number).scalar()
    return stored is not None and hashed == _witness(stored)


def _walk(replay: Replay | None = None, heads: Heads | None = None) -> int:
    number, previous = 0, GENESIS
    replay, heads = replay or Replay(), heads or Heads()
    try:
        for entry, stored in _rows():
            fault = _fault(number + 1, previous, entry, stored) or replay.hear(entry)
            if fault:
                raise TrailBroken(f"audit entry {number + 1} {fault}")
            number, previous = number + 1, stored
            heads.hear(stored)
    except (TypeError, ValueError, AttributeError):
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


def _witness(stored: str) -> str:
    try:
        return witness(stored)
    except ValueError:
        return ""  # no hash at all
