"""The audit trail: verify that it is whole, as it was written, and what the rows still say.

Four proofs. Each entry is chained to the one before, so that a change inside shows. Each entry has
digests of the rows it changed, so that a row that says something else shows. Each receipt carries
the number and hash of the entry of its signing (claim `log`), and checkpoints outside the database
the head of the whole, so that a trail cut short or rewritten from the start shows too: both are
signed.

All of it takes minutes with a million receipts. Whoever does that now and then can look, in
between, at what is newer than the last checkpoint alone: the entries since, and what they name.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.audit import GENESIS, Entry, witness
from kiosk.links import Secrets
from kiosk.lookups import witnesses
from kiosk.lookups.checkpoints import Heads, last_size
from kiosk.lookups.countersigns import Countersigns, first_fault
from kiosk.lookups.progress import Tell, silent, told
from kiosk.lookups.replay import Replay
from kiosk.store import database
from kiosk.store.models import AuditEntry
from kiosk.store.prepared import Prepared, slot
from signing import receipts
from signing.merkle import Tree

_COLUMNS = tuple(each.name for each in dataclasses.fields(Entry))
_HASH = Prepared(lambda: AuditEntry.select(AuditEntry.hash).where(AuditEntry.seq == slot("number")))


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
    before: int = 0  # entries of before there were countersigns


def verify(
    secrets: Secrets, folder: Path | None = None, *, tell: Tell = silent, newer: bool = False
) -> Walked:
    """Walk the whole trail, then hold every receipt and row against it. Reads row by row.

    `folder` is where the checkpoints are; `tell` hears how far it has come. `newer` goes on from
    the last checkpoint: of the entries before it, only that they have the hashes it was made of.

    Raises:
        TrailBroken: with the first entry that is broken, by number, and what is wrong with it.
    """
    try:
        with database.snapshot():
            after = last_size(folder, secrets.receipt_keys) if newer and folder else 0
            return _verified(secrets, Heads(secrets.receipt_keys, folder), tell, after)
    except (UnicodeError, *witnesses.UNREADABLE) as error:
        raise TrailBroken(f"the database cannot be read: {error}") from error


def _verified(secrets: Secrets, heads: Heads, tell: Tell = silent, after: int = 0) -> Walked:
    replay = Replay(newer=after > 0)
    signs = Countersigns(secrets, after)
    entries = _walk(replay, heads, tell, after, signs)
    named = replay.named("consent") if after else None
    if fault := signs.fault():
        raise TrailBroken(fault)
    heard, fault = witnesses.hear_receipts(secrets, witnessed, tell, named)
    rows, other = (0, "") if fault else replay.compare(tell)
    fault = fault or other or witnesses.faults(secrets, tell, named) or heads.fault()
    if fault := fault or database.trigger_fault():
        raise TrailBroken(fault)
    return Walked(entries, heard, rows, heads.heard, signs.before)


def head(secrets: Secrets, folder: Path) -> Tree:
    """The Merkle tree over the whole trail, which fits every checkpoint in `folder`.

    Raises:
        TrailBroken: it does not, or an entry has no hash.
    """
    heads = Heads(secrets.receipt_keys, folder)
    with database.snapshot():
        rows = AuditEntry.select(AuditEntry.hash).order_by(AuditEntry.seq).tuples()
        for (stored,) in database.streamed(rows):
            try:
                heads.hear(stored)
            except (TypeError, ValueError):
                raise TrailBroken(f"audit entry {heads.tree.size + 1} has no hash") from None
    if fault := heads.fault():
        raise TrailBroken(fault)
    return heads.tree


def countersign_fault(secrets: Secrets) -> str:
    """The first entry whose countersign is not right, and what is wrong with it, or ""."""
    with database.snapshot():
        return first_fault(secrets, ((entry, mark) for entry, _stored, mark in _rows(0)))


def witnessed(claims: receipts.Claims) -> bool:
    """Whether the trail has the entry that a receipt witnesses, unchanged since (claim `log`)."""
    number, hashed = claims.log
    row = _HASH.first(number=number)
    return row is not None and hashed == _witness(row[0])


def _walk(
    replay: Replay | None = None,
    heads: Heads | None = None,
    tell: Tell = silent,
    after: int = 0,
    signs: Countersigns | None = None,
) -> int:
    replay, heads, signs = replay or Replay(), heads or Heads(), signs or Countersigns(None)
    number, previous = after, _heard(heads, after)
    try:
        for entry, stored, countersign in told(_rows(after), "audit entries", tell):
            fault = _fault(number + 1, previous, entry, stored)
            fault = fault or signs.hear(entry, countersign) or replay.hear(entry)
            if fault:
                raise TrailBroken(f"audit entry {number + 1} {fault}")
            number, previous = number + 1, stored
            heads.hear(stored)
    except (TypeError, ValueError, AttributeError):
        raise TrailBroken(f"audit entry {number + 1} cannot be read: it was changed") from None
    return number - after


def _heard(heads: Heads, after: int) -> str:
    """Hear the hashes of what a checkpoint was made of; the last of them. Nothing else is read."""
    last = GENESIS
    rows = AuditEntry.select(AuditEntry.hash).where(AuditEntry.seq <= after)
    try:
        for (last,) in database.streamed(rows.order_by(AuditEntry.seq).tuples()):
            heads.hear(last)
    except (TypeError, ValueError):
        raise TrailBroken(f"audit entry {heads.tree.size + 1} has no hash") from None
    return last


def _rows(after: int) -> Iterator[tuple[Entry, str, str | None]]:
    """Every entry after that number, with the hash and countersign that are stored beside it."""
    columns = [getattr(AuditEntry, name) for name in (*_COLUMNS, "hash", "countersign")]
    rows = AuditEntry.select(*columns).order_by(AuditEntry.seq)
    if after:  # else what stands before the first is heard, too
        rows = rows.where(AuditEntry.seq > after)
    for *values, stored, countersign in database.streamed(rows.tuples()):
        yield Entry(*values), stored, countersign


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
