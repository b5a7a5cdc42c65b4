"""Replay the trail against the rows, both ways: each row is as its last entry left it, and each
row that an entry left is there. A row that is gone was deleted by an entry that names it.
"""

from typing import Any

from kiosk.domain.audit import Entry
from kiosk.lookups.progress import Tell, silent, told
from kiosk.store import digests
from kiosk.store.declared import WATCHED
from kiosk.store.ledger import Account, Ledger
from kiosk.store.rows import row_of, rows_of
from kiosk.store.sealing import FieldKeyWrong

BASELINE = "database.baseline"  # rows of before there were digests, as they were found
MAY_DELETE = ("database.purge",)
# What its owner gives up, or a manager takes away with the password, goes at once.
# A key that was rotated out is known no more.
GIVEN_UP = {
    "key_print": ("keys.drop",),
    "passkey": ("staff.passkey_removed", "staff.reset"),
    "one_time_codes": ("staff.codes_removed", "staff.reset"),
    "recovery_code": ("staff.codes", "staff.codes_removed", "staff.recovery", "staff.reset"),
}
UNHEARD = "unheard"  # of a row that is named: what only an entry before the checkpoint says
# Whose these are about never changes: no verb does that, and no entry can say so.
FIXED = ("consent", "participant", "decision", "note", "concern", "concern_detail", "concern_step")


class Replay:
    """The rows as the trail tells them, entry by entry."""

    def __init__(self, *, newer: bool = False) -> None:
        """`newer`: only the last entries are heard, and they name rows that others made."""
        self._ledger = Ledger()
        self._newer = newer
        self._begun = False  # whether an entry had digests
        # Whether a baseline may follow: nothing else has named a row.
        self._may_find = not newer

    def hear(self, entry: Entry) -> str:
        """Take in one entry. Returns what is wrong with it, or "".

        Raises:
            TypeError, ValueError, AttributeError: what it says of rows cannot be read.
        """
        if entry.changed is None:
            return "says nothing of the rows it changed" if self._begun else ""
        self._begun = True
        found = entry.verb == BASELINE
        if found and not self._may_find:
            return "is a second baseline"
        for table, rows in entry.changed.items():
            for row, groups in rows.items():
                self._may_find = found
                if fault := self._take(entry, table, int(row), groups):
                    return fault
        return ""

    def _take(self, entry: Entry, table: str, row: int, groups: dict[str, Any] | None) -> str:
        known = self._ledger.get(table, row)
        if groups is None:
            unknown = known is None and not self._newer
            if unknown or entry.verb not in (*MAY_DELETE, *GIVEN_UP.get(table, ())):
                return f"deletes {table} {row}, which it cannot"
            self._ledger.close(table, row)
            return ""
        if _renames(entry, table, known, groups.get("identity")):
            return f"changes who {table} {row} is about, which it cannot"
        facts = groups.get("facts", known and known.facts)
        none = UNHEARD if self._newer else "none"
        identity = groups.get("identity", known.identity if known else none)
        if facts is None and self._newer:
            facts = UNHEARD
        if facts is None or (known and entry.verb == BASELINE):
            return f"changes {table} {row}, which is not there or was there before"
        self._ledger.put(table, row, Account(facts, identity, entry.seq))
        return ""

    def named(self, table: str) -> list[int]:
        """The numbers of the rows of a table that the entries which were heard left there."""
        return [row for name, row, _entry in self._ledger.left() if name == table]

    def compare(self, tell: Tell = silent) -> tuple[int, str]:
        """How many rows were compared with the trail, and the first that does not fit, or ""."""
        if self._newer:
            return self._compare_named(tell)
        count = 0
        for table in WATCHED:
            for row in told(rows_of(table), f"rows of {table}", tell):
                if fault := self._fault(table, row):
                    return count, fault
                self._ledger.close(table, row["id"])
                count += 1
        for table, number, entry in self._ledger.left():
            return count, f"{table} {number} is gone: audit entry {entry} left it there"
        return count, ""

    def _compare_named(self, tell: Tell) -> tuple[int, str]:
        """The same of the rows alone that were named."""
        count = 0
        for table, number, entry in told(list(self._ledger.left()), "rows", tell):
            row = row_of(table, number)
            if row is None:
                return count, f"{table} {number} is gone: audit entry {entry} left it there"
            if fault := self._fault(table, row):
                return count, fault
            count += 1
        return count, ""

    def _fault(self, table: str, row: digests.Row) -> str:
        name, account = f"{table} {row['id']}", self._ledger.get(table, row["id"])
        if account is None:
            return f"{name} is in no audit entry"
        if account.facts not in (UNHEARD, digests.facts(table, row)):
            return f"{name} is not as audit entry {account.entry} left it"
        if not WATCHED[table].identity or account.identity == UNHEARD:
            return ""
        try:
            told = digests.identity(table, row)
        except FieldKeyWrong:
            return f"{name} cannot be read: who it is about was changed"
        if told != account.identity:
            return f"{name} is not about whom audit entry {account.entry} left it"
        return ""


def _renames(entry: Entry, table: str, known: Account | None, told: str | None) -> bool:
    """Whether an entry says that a row is about somebody else, or about nobody, where it cannot."""
    if told is None or (known and told == known.identity):
        return False
    if told == digests.ERASED:
        return entry.verb not in MAY_DELETE
    return known is not None and table in FIXED
