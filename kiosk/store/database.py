"""The database: how it is opened and written, whichever kind it is.

What only one dialect can do stands in `sqlite.py` and `postgres.py`, which offer the same.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import peewee
from playhouse import migrations

from kiosk.store import postgres, sqlite, watch
from kiosk.store.noted import Changed, NotEntered, as_changed
from kiosk.store.postgres import Server
from kiosk.store.sqlite import BUSY_MS, PRAGMAS, Embedded
from kiosk.store.unfit import DatabaseUnfit

__all__ = ["BUSY_MS", "PRAGMAS", "DatabaseUnfit", "Embedded"]  # and all that stands below

MIGRATIONS = Path(__file__).with_name("migrations")

database = peewee.DatabaseProxy()

# Locked, full or gone: nothing was written, and the same request may be sent again.
Busy = peewee.OperationalError
# Any of these: the database did not answer as it should.
Failed = peewee.DatabaseError

# All that a database can fail with.
FAULTS = (peewee.PeeweeException, sqlite.DRIVERS_FAULT, postgres.DRIVERS_FAULT)


class _Turn(threading.local):
    """The fingerprints of the keys that were found known since this thread's turn to write began:
    nobody else drops one before it ends. None: it is not this thread's turn.
    """

    known: set[str] | None = None


_turn = _Turn()


def open_here() -> bool:
    """Open this thread's connection, if it is not open on the very database that stands there now;
    returns whether it was opened now.

    Raises:
        Busy: there is none.
    """
    if not database.obj.is_sound():
        database.obj.discard()
    return bool(database.connect(reuse_if_open=True))


def let_go() -> None:
    """A request that opened a connection is over: another may have it, where they are few."""
    database.obj.let_go()


def connect(url: str) -> peewee.Database:
    """Bind the models to the database at `url` and return it, not yet opened.

    Raises:
        DatabaseUnfit: SQLite is older than 3.51.3, or the address is of no known kind.
    """
    real = sqlite.sqlite(url) if url.startswith("sqlite:") else postgres.server(url)
    database.initialize(real)
    return real


@contextmanager
def write() -> Iterator[None]:
    """One transaction for one change, and no other writer from its beginning to its end: no reader
    turns into a writer midway, and what is read inside still holds when it is written.

    Raises:
        NotEntered: a row was changed that no audit entry of this transaction names.
        Busy: the database is locked, full, or no longer there.
    """
    if database.in_transaction():
        with database.atomic():
            yield
        return
    notes = database.obj.notes
    if embedded() and not database.obj.is_sound():
        raise Busy("the database was moved or deleted while it was open")
    notes.forget()  # what was written behind its back has no entry, and `audit verify` says so
    turn = watch.told().turn()
    try:
        with database.atomic():
            turn.came()
            _turn.known = set()
            yield
            for each in notes.written():
                raise NotEntered(f"{each.table} {each.row} was changed without an audit entry")
    finally:
        turn.came()
        _turn.known = None
        notes.forget()


def known_keys() -> set[str] | None:
    """What this thread found of keys in its turn to write, to be added to; None outside of one."""
    return _turn.known


def take_changes() -> Changed:
    """The digests of the rows that were changed since the last entry, for the next one."""
    notes = database.obj.notes
    changed = as_changed(notes.written())
    notes.forget()
    return changed


def migrate() -> list[str]:
    """Bring the schema up to date; returns the names of the steps applied now.

    What a step writes is noted as ever: `take_changes`, straight afterwards, has it.
    """
    database.obj.notes.forget()
    applied_now: list[str] = []
    with database.obj.migrating():
        runner = _runner()
        for name in pending():
            with database.obj.step():
                applied_now += runner.up(name)
    return applied_now


def pending() -> list[str]:
    """The names of the migrations that are still to be applied."""
    return [each.name for each in _runner().status() if not each.applied]


def _runner() -> migrations.Runner:
    return migrations.Runner(database.obj, directory=str(MIGRATIONS))


def applied() -> list[str]:
    """The names of the migrations that this database has had; none for a database not of ours."""
    return [each.name for each in _runner().status() if each.applied]


def unknown_steps() -> list[str]:
    """The names of steps in the history that this release has not got: a newer one made them."""
    return [each.name for each in _runner().status() if each.path is None]


def forbid_changes(db: peewee.Database, table: str, key: str) -> None:
    """Triggers that make a table append-only, for whoever opens the database."""
    db.forbid_changes(table, key)  # type: ignore[attr-defined]


def trigger_fault() -> str:
    """What is wrong with the triggers, or ""."""
    return str(database.obj.trigger_fault())


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in the order of `SELECT *`."""
    names: tuple[str, ...] = database.obj.layout(table)
    return names


def definition(table: str) -> tuple[str, list[str]]:
    """What a table and its indexes are, in the database's own words."""
    made: tuple[str, list[str]] = database.obj.definition(table)
    return made


def hurried(ms: int) -> AbstractContextManager[None]:
    """Wait no longer than this for another writer: what is written here can be left unwritten."""
    held: AbstractContextManager[None] = database.obj.hurried(ms)
    return held


@contextmanager
def snapshot() -> Iterator[None]:
    """Read several things as they are at one moment, while others write."""
    with database.atomic("DEFERRED"):
        yield


def streamed(query: Any) -> Iterator[Any]:
    """What a query gives, row by row, however long it is: never all of it in memory."""
    with database.obj.streaming(*query.sql()) as cursor:
        yield from query._get_cursor_wrapper(cursor).iterator()


def flush_deleted() -> bool:
    """Have what was deleted made unreadable, as far as that can be done now. Not inside a
    transaction. False: try again.
    """
    return bool(database.obj.flush_deleted())


def log_size() -> int:
    """Bytes of the write-ahead log of the embedded database."""
    log = Path(f"{embedded_file()}-wal")
    return log.stat().st_size if log.exists() else 0


# --- Whether it is a file of ours ---


def embedded() -> bool:
    """Whether the database is a file of ours, and not a server with tools of its own."""
    return isinstance(database.obj, Embedded)


def server() -> Server | None:
    """The server that the database is on; None: it is a file of ours."""
    return database.obj if isinstance(database.obj, Server) else None


def there() -> bool:
    """Whether there is a database that holds anything."""
    return bool(database.obj.there())


def make() -> None:
    """Make the file of the embedded database, for its owner alone, where there is none yet."""
    if embedded():
        os.close(os.open(embedded_file(), os.O_WRONLY | os.O_CREAT, 0o600))


def embedded_file(instead: str = "use its own tools for this") -> Path:
    """The file that the embedded database lives in.

    Raises:
        DatabaseUnfit: the database is a server, which has tools of its own; `instead` says which.
    """
    if not embedded():
        raise DatabaseUnfit(f"the database is a server: {instead}")
    file: Path = database.obj.file
    return file
