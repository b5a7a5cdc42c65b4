"""What the trail says of each row, kept on the disk while it is replayed: a trail may be long."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.store.sqlite import scratch


@dataclass(frozen=True)
class Account:
    """The digests that the trail has last given a row, and the entry that named it last."""

    facts: str
    identity: str
    entry: int


class Ledger:
    """One account for each row that is there, as far as the trail has been replayed."""

    def __init__(self) -> None:
        self._file = scratch()
        self._file.execute(
            "CREATE TABLE account (name, row INTEGER, facts, identity, entry, "
            "PRIMARY KEY (name, row)) WITHOUT ROWID"
        )
        self._file.execute("BEGIN")

    def put(self, table: str, row: int, account: Account) -> None:
        """Open an account for a row, or write a new one over it."""
        self._file.execute(
            "REPLACE INTO account VALUES (?, ?, ?, ?, ?)",
            (table, row, account.facts, account.identity, account.entry),
        )

    def get(self, table: str, row: int) -> Account | None:
        """The account of a row."""
        found = self._file.execute(
            "SELECT facts, identity, entry FROM account WHERE name = ? AND row = ?", (table, row)
        ).fetchone()
        return None if found is None else Account(*found)

    def close(self, table: str, row: int) -> None:
        """The row is gone, or was looked at."""
        self._file.execute("DELETE FROM account WHERE name = ? AND row = ?", (table, row))

    def left(self) -> Iterator[tuple[str, int, int]]:
        """Every row that still has an account, with the entry that named it last."""
        yield from self._file.execute("SELECT name, row, entry FROM account ORDER BY entry, row")
