"""The database: how it is opened, how it is written, and all that depends on its dialect.

Embedded SQLite comes with the `apsw` driver, which bundles a current release whatever
Python links: releases before 3.51.3 can corrupt a database in WAL mode.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee
from playhouse import db_url, migrations
from playhouse.apsw_ext import APSWDatabase

OLDEST_SQLITE = (3, 51, 3)
BUSY_MS = 5000
MIGRATIONS = Path(__file__).with_name("migrations")
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": BUSY_MS,
}

database = peewee.DatabaseProxy()

# Locked, full or gone: nothing was written, and the same request may be sent again.
Busy = peewee.OperationalError


class DatabaseUnfit(Exception):
    """The database cannot be used as it is. The message says what to do."""


class _Embedded(APSWDatabase):  # type: ignore[misc]
    """SQLite through apsw, which alone binds no dates: peewee's migration history has one."""

    def _add_conn_hooks(self, conn: Any) -> None:
        super()._add_conn_hooks(conn)
        conn.convert_binding = lambda _cursor, _number, value: str(value)


def connect(url: str) -> peewee.Database:
    """Bind the models to the database at `url` and return it, not yet opened.

    Raises:
        DatabaseUnfit: SQLite is older than 3.51.3, or the address is of no known kind.
    """
    real = _sqlite(url) if url.startswith("sqlite:") else _server(url)
    database.initialize(real)
    return real


def _sqlite(url: str) -> peewee.Database:
    version = APSWDatabase.server_version
    if version < OLDEST_SQLITE:
        wanted, found = (".".join(map(str, each)) for each in (OLDEST_SQLITE, version))
        raise DatabaseUnfit(f"SQLite {wanted} or later is needed, and this is {found}")
    path = url.removeprefix("sqlite:///")
    return _Embedded(
        path, pragmas=PRAGMAS, timeout=BUSY_MS // 1000, autoconnect=False, lock_type="IMMEDIATE"
    )


def _server(url: str) -> peewee.Database:
    try:
        return db_url.connect(url, unquote_password=True, autoconnect=False)
    except RuntimeError as error:
        raise DatabaseUnfit(f"ASKFIRST_DATABASE_URL: {error}") from error


@contextmanager
def write() -> Iterator[None]:
    """One transaction for one change, begun IMMEDIATE: no reader turns into a writer midway."""
    with database.atomic():
        yield


def migrate() -> list[str]:
    """Bring the schema up to date; returns the names of the steps applied now."""
    names: list[str] = _runner().up()
    return names


def pending() -> list[str]:
    """The names of the migrations that are still to be applied."""
    return [each.name for each in _runner().status() if not each.applied]


def _runner() -> migrations.Runner:
    return migrations.Runner(database.obj, directory=str(MIGRATIONS))


def forbid_changes(db: peewee.Database, table: str) -> None:
    """Triggers that make a table append-only, for whoever opens the database."""
    for verb in ("UPDATE", "DELETE"):
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def flush_deleted() -> None:
    """Make deleted rows unreadable: they stay in the write-ahead log until it is emptied."""
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def backup(target: Path) -> None:
    """Write a whole, consistent copy of the live database to a new file."""
    database.execute_sql("VACUUM INTO ?", (str(target),))


def damage() -> str:
    """What the database says is wrong with its own file, or ""."""
    (answer,) = database.execute_sql("PRAGMA quick_check(1)").fetchone()
    return "" if answer == "ok" else str(answer)
