"""Whether each entry of the trail was written by a holder of the secret key, as it is walked.

Entries of before there were countersigns are covered by the first that has one: its hash holds
theirs. So are those of a key that was dropped, by the entry of the dropping.
"""

from collections.abc import Iterable
from typing import Any

from kiosk.domain.audit import Entry
from kiosk.links import Secrets
from kiosk.store.models import AuditEntry
from signing.countersign import name_in

MIGRATED = "database.migrate"  # the verb of the first entry with one, where older ones have none
DROPPED = ("keys.drop", "key:secret-")  # verb, and how its subject begins
FORGED = (
    "it was not written by Ask First, or was changed since. Ask who can open the database file, "
    "and `restore` a backup from before it"
)


class Countersigns:
    """Holds each entry against the keys that this server has."""

    def __init__(self, secrets: Secrets | None, after: int = 0) -> None:
        """Without secrets nothing is looked at. `after`: the entries up to there are not heard."""
        self._keys = {each.name: each for each in secrets.entry_keys} if secrets else None
        self._after = after
        self._first = self._unknown = self._heard = 0

    def hear(self, entry: Entry, countersign: Any) -> str:
        """The next entry of the trail. Returns what is wrong with it, or ""."""
        self._heard = entry.seq
        if self._keys is None:
            return ""
        if countersign is None:
            since = self._first
            return f"has no countersign, as each since entry {since} has: {FORGED}" if since else ""
        if not self._first:
            self._first = entry.seq
            if entry.seq != self._after + 1 and entry.verb != MIGRATED:
                return f"is the first with a countersign: those before it lost theirs, or {FORGED}"
        return self._held(entry, str(countersign))

    def _held(self, entry: Entry, countersign: str) -> str:
        key = (self._keys or {}).get(name_in(countersign))
        if key is None:
            self._unknown = self._unknown or entry.seq
            return ""
        if not key.fits(entry.hash, countersign):
            return f"does not fit its countersign: {FORGED}"
        verb, subject = DROPPED
        if entry.verb == verb and entry.subject.startswith(subject):
            self._unknown = 0  # what was written with it stands in the hashes before this one
        return ""

    def fault(self) -> str:
        """What is wrong with the whole, once all of it was heard, or ""."""
        if self._keys is None or self._heard <= self._after:
            return ""
        if not self._first:
            return f"no audit entry has a countersign: run `migrate`. If it was run, {FORGED}"
        if self._unknown:
            return (
                f"audit entry {self._unknown} has the countersign of a secret key that is not here "
                f"and was never dropped: put the key back as an older one; else {FORGED}"
            )
        return ""

    @property
    def before(self) -> int:
        """How many of the first entries have none, being of before."""
        return self._first - 1 if self._first and not self._after else 0


def any_there() -> bool:
    """Whether any entry has a countersign."""
    return AuditEntry.select().where(AuditEntry.countersign.is_null(False)).exists()


def first_fault(secrets: Secrets, rows: Iterable[tuple[Entry, Any]]) -> str:
    """What is wrong with the countersigns of these entries, or ""."""
    heard = Countersigns(secrets)
    for entry, countersign in rows:
        if fault := heard.hear(entry, countersign):
            return f"audit entry {entry.seq} {fault}"
    return heard.fault()
