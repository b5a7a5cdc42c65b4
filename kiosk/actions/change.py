"""One change: its transaction, its audit entry, and its memory of having been made."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.actions.context import Context
from kiosk.domain.audit import GENESIS, Entry
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.store.database import write
from kiosk.store.models import AuditEntry, Consent, Once
from kiosk.store.prepared import Prepared, slot

_EARLIER = Prepared(lambda: Once.select(Once.result).where(Once.key == slot("key")))
_KEEP = Prepared(
    lambda: Once.insert(key=slot("key"), result=slot("result", Once.result), at=slot("at"))
)
_LAST = Prepared(
    lambda: (
        AuditEntry.select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    )
)
_APPEND = Prepared(
    lambda: AuditEntry.insert(
        seq=slot("seq"),
        at=slot("at"),
        site=slot("site"),
        verb=slot("verb"),
        actor=slot("actor"),
        subject=slot("subject"),
        detail=slot("detail", AuditEntry.detail),
        previous=slot("previous"),
        hash=slot("hash"),
    )
)


class Change:
    """A change under way. `earlier` is the result of the same change, made before, if any."""

    def __init__(self, context: Context, verb: str, about: str) -> None:
        self.context = context
        self.verb = verb
        self.key = context.secrets.keyed_hash("once", context.actor, verb, about, context.once)
        self.earlier: dict[str, Any] | None = self._earlier()

    def _earlier(self) -> dict[str, Any] | None:
        if not self.context.once:
            return None
        row = _EARLIER.first(key=self.key)
        return Once.result.python_value(row[0]) if row else None

    def audit(self, subject: str, **detail: Any) -> Entry:
        """Append the entry of this change to the trail, chained to the last one."""
        return append(self.context, self.verb, subject, detail)

    def keep(self, **result: Any) -> None:
        """Remember what came of it, for a retry under the same idempotency key."""
        if self.context.once:
            _KEEP.change(key=self.key, result=result, at=self.context.now)


@contextmanager
def change(context: Context, verb: str, about: str = "") -> Iterator[Change]:
    """Begin one change; it is committed whole, or (on any exception) not at all.

    `about` is what it changes, where there is a choice: the same form sent for another
    patient (from a page that the browser brought back) is no retry.
    """
    with write():
        yield Change(context, verb, about)


def append(context: Context, verb: str, subject: str, detail: dict[str, Any]) -> Entry:
    """Append one entry to the audit trail, inside the caller's transaction."""
    last = _LAST.first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    entry = Entry(seq, context.now, context.site.id, verb, context.actor, subject, detail, previous)
    _APPEND.change(**vars(entry), hash=entry.hash)
    return entry


def move(consent: Consent, **columns: Any) -> None:
    """Change a consent from the revision that was read to the next, or not at all.

    Raises:
        ChangedMeanwhile: another change came first (the UPDATE changed no row).
    """
    changed = (
        Consent.update(revision=consent.revision + 1, **columns)
        .where((Consent.id == consent.id) & (Consent.revision == consent.revision))
        .execute()
    )
    if changed != 1:
        raise ChangedMeanwhile
