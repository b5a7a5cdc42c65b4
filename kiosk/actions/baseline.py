"""Rows of before the trail had digests: one entry says what they were when it began to have them.

It proves nothing of what they were before, and says so: its verb is `database.baseline`.
"""

from collections.abc import Iterator
from itertools import islice

from kiosk.actions.change import append
from kiosk.actions.context import Context
from kiosk.lookups.replay import BASELINE
from kiosk.store import digests
from kiosk.store.declared import WATCHED
from kiosk.store.models import AuditEntry
from kiosk.store.noted import Written, as_changed
from kiosk.store.rows import rows_of

MAX_ROWS = 5000  # in one entry: a large database gets several, one after the other


def is_due() -> bool:
    """Whether the trail began before there were digests, and its rows were never entered since."""
    first = AuditEntry.select(AuditEntry.changed).order_by(AuditEntry.seq).first()
    if first is None or first.changed is not None:
        return False
    return not AuditEntry.select(AuditEntry.seq).where(AuditEntry.verb == BASELINE).exists()


def take(context: Context) -> None:
    """Enter the digests of every row, as it is found, inside the caller's transaction."""
    rows = _rows()
    while batch := as_changed(islice(rows, MAX_ROWS)):
        count = sum(len(each) for each in batch.values())
        append(context, BASELINE, "database", {"rows": count}, batch)


def _rows() -> Iterator[Written]:
    for table, columns in WATCHED.items():
        for row in rows_of(table):
            groups = {"facts": digests.facts(table, row)}
            if columns.identity:
                groups["identity"] = digests.identity(table, row)
            yield Written(table, row["id"], groups)
