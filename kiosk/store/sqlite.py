"""SQLite, embedded: how it is opened, and what only it can do.

It comes with the `apsw` driver, which bundles a current release whatever Python links: releases
before 3.51.3 can corrupt a database in WAL mode.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase

from kiosk.store.noted import Notes
from kiosk.store.unfit import DatabaseUnfit

MIN_SQLITE = (3, 51, 3)
BUSY_MS = 5000
FLUSH_MS = 200  # for which emptying the log may hold up a writer
LOG_BYTES = 16 * 2**20  # to which the log is cut once it is read to its end
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "secure_delete": 1,
    "journal_size_limit": LOG_BYTES,
    "busy_timeout": BUSY_MS,
}
DRIVERS_FAULT = apsw.Error  # peewee renames the driver's errors, but not while reading


class Embedded(APSWDatabase):  # type: ignore[misc]
    """SQLite through apsw, opened as this product needs it."""

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self.notes = Notes(self.execute_sql, self.layout)
        self.all_bound = False  # as far as this process has looked (store/bound.py)

    def _connect(self) -> Any:
        conn = super()._connect()
        self._state.opened = _identity(self.database)
        return conn

    def is_sound(self) -> bool:
        """Whether what this thread's connection has open still stands where it was opened.

        Once it was moved, deleted or replaced, the system goes on writing to what nobody will find
        again: each of those writes would be acknowledged, and lost.
        """
        return bool(self.is_closed() or self._state.opened == _identity(self.database))

    def discard(self) -> None:
        """Close a connection that is not sound."""
        self.close()

    def let_go(self) -> None:
        """A request is over. Its thread keeps the connection: opening costs more than a query."""

    def layout(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns, in the order of `SELECT *`."""
        rows = self.execute_sql(f"PRAGMA table_info({table})").fetchall()
        return tuple(name for _number, name, *_rest in rows)

    def _add_conn_hooks(self, conn: Any) -> None:
        super()._add_conn_hooks(conn)
        # One plan for a query whatever is asked for. Else SQLite plans a join again each time a
        # value is bound, in case another plan were better (sqlite.org/queryplanner-ng.html#qpsg):
        # reading a consent then takes ten times as long.
        conn.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        # apsw alone binds no dates, and peewee's migration history has one.
        conn.convert_binding = lambda _cursor, _number, value: str(value)
        conn.preupdate_hook(self.notes.note)

    @contextmanager
    def streaming(self, sql: str, params: Any = ()) -> Iterator[Any]:
        """What a statement gives, row by row, as SQLite always does."""
        yield self.execute_sql(sql, params)

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """Steps are applied inside. What they write is noted as ever."""
        yield
        self.notes.forget_layouts()

    @contextmanager
    def step(self) -> Iterator[None]:
        """One step, which has its own transaction."""
        yield

    @contextmanager
    def hurried(self, ms: int) -> Iterator[None]:
        """Wait no longer than this for another writer."""
        connection = self.connection()
        connection.set_busy_timeout(ms)
        try:
            yield
        finally:
            connection.set_busy_timeout(BUSY_MS)

    def forbid_changes(self, table: str, key: str) -> None:
        """Triggers that make a table append-only."""
        for statement in _guards(table, key).values():
            self.execute_sql(statement)

    def trigger_fault(self) -> str:
        """What is wrong with the triggers, or "": those that guard the trail, word for word, and no
        other. One of the same name that does nothing is found, and so is one that does more.
        """
        rows = self.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found, wanted = dict(rows.fetchall()), _guards("audit_entry", "seq")
        odd = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
        return f"the trigger {odd[0]} is not as it was made" if odd else ""

    def definition(self, table: str) -> tuple[str, list[str]]:
        """The statements that made a table and its indexes, word for word."""
        sql = "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
        made = self.execute_sql(sql, (table,)).fetchall()
        (create,) = [words for kind, words in made if kind == "table"]
        return create, [words for kind, words in made if kind == "index"]

    def flush_deleted(self) -> bool:
        """Empty the write-ahead log, where deleted rows stay readable. Not inside a transaction.

        First as much of it as can be moved while everybody reads and writes; then, for the rest,
        who writes waits for `FLUSH_MS` at most. False when somebody was still reading it.
        """
        self.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        waits = self.execute_sql("PRAGMA busy_timeout").fetchone()[0]
        self.execute_sql(f"PRAGMA busy_timeout = {min(FLUSH_MS, waits)}")
        try:
            busy, _pages, _moved = self.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {waits}")
        return not busy

    def there(self) -> bool:
        """Whether the file holds anything. Opens none that is not there."""
        file = self.file
        return file.exists() and file.stat().st_size > 0

    @property
    def file(self) -> Path:
        """Where it lives."""
        return Path(self.database).resolve()


def sqlite(url: str) -> peewee.Database:
    """The embedded database at `url`, not yet opened.

    Raises:
        DatabaseUnfit: SQLite is older than 3.51.3.
    """
    version = APSWDatabase.server_version
    if version < MIN_SQLITE:
        wanted, found = (".".join(map(str, each)) for each in (MIN_SQLITE, version))
        raise DatabaseUnfit(f"SQLite {wanted} or later is needed, and this is {found}")
    path = url.removeprefix("sqlite:///")
    return Embedded(
        path,
        pragmas=PRAGMAS,
        timeout=BUSY_MS // 1000,
        autoconnect=False,
        lock_type="IMMEDIATE",
        flags=apsw.SQLITE_OPEN_READWRITE,  # a file that is gone is a fault, and never made anew
    )


def scratch() -> apsw.Connection:
    """A database of its own for what is worked out: on the disk, and gone when it is closed."""
    return apsw.Connection("")


def _identity(file: str) -> tuple[int, int] | None:
    """Which file stands there, whatever it is called; None: none does."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _guards(table: str, key: str) -> dict[str, str]:
    """The triggers of `forbid_changes` by name, word for word as the database keeps them."""
    # A REPLACE deletes without asking the triggers on DELETE.
    known = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 (names of ours)
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    wanted = {
        f"{table}_no_replace": f"BEFORE INSERT ON {table} WHEN {known} {stop}",
        f"{table}_no_update": f"BEFORE UPDATE ON {table} {stop}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table} {stop}",
    }
    return {name: f"CREATE TRIGGER {name} {words}" for name, words in wanted.items()}
