"""The database: how it is opened, how it is written, and all that depends on its dialect.

Embedded SQLite comes with the `apsw` driver, which bundles a current release whatever
Python links: releases before 3.51.3 can corrupt a database in WAL mode.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import peewee
from playhouse import db_url, migrations
from playhouse.apsw_ext import APSWDatabase

from kiosk.store import watch
from kiosk.store.noted import Changed, NotEntered, Notes, as_changed

MIN_SQLITE = (3, 51, 3)
BUSY_MS = 5000
FLUSH_MS = 200  # for which emptying the log may hold up a writer
LOG_BYTES = 16 * 2**20  # to which the log is cut once it is read to its end
MIGRATIONS = Path(__file__).with_name("migrations")
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "secure_delete": 1,
    "journal_size_limit": LOG_BYTES,
    "busy_timeout": BUSY_MS,
}

database = peewee.DatabaseProxy()

# Locked, full or gone: nothing was written, and the same request may be sent again.
Busy = peewee.OperationalError
# Any of these: the database did not answer as it should.
Failed = peewee.DatabaseError
# All that a database can fail with: peewee renames the driver's errors, but not while reading.
FAULTS = (peewee.PeeweeException, apsw.Error)


class DatabaseUnfit(Exception):
    """The database cannot be used as it is. The message says what to do."""

    for_operator = True  # a log may say it (serving/faults.py)


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

    def holds_its_file(self) -> bool:
        """Whether what this thread's connection has open still stands where it was opened.

        Once it was moved, deleted or replaced, the system goes on writing to what nobody will find
        again: each of those writes would be acknowledged, and lost.
        """
        return bool(self.is_closed() or self._state.opened == _identity(self.database))

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


def _identity(file: str) -> tuple[int, int] | None:
    """Which file stands there, whatever it is called; None: none does."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def open_here() -> None:
    """Open this thread's connection, if it is not open on the very file that stands there now.

    Raises:
        Busy: there is none.
    """
    if embedded() and not database.obj.holds_its_file():
        database.close()
    database.connect(reuse_if_open=True)


def connect(url: str) -> peewee.Database:
    """Bind the models to the database at `url` and return it, not yet opened.

    Raises:
        DatabaseUnfit: SQLite is older than 3.51.3, or the address is of no known kind.
    """
    real = sqlite(url) if url.startswith("sqlite:") else _server(url)
    database.initialize(real)
    return real


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


def _server(url: str) -> peewee.Database:
    try:
        real: peewee.Database = db_url.connect(url, unquote_password=True, autoconnect=False)
    except RuntimeError as error:
        raise DatabaseUnfit(f"ASKFIRST_DATABASE_URL: {error}") from error
    except ValueError:
        # Its own message quotes the address, password and all.
        raise DatabaseUnfit(
            "ASKFIRST_DATABASE_URL: not an address like postgresql://user:password@host/name"
        ) from None
    return real


@contextmanager
def write() -> Iterator[None]:
    """One transaction for one change, begun IMMEDIATE: no reader turns into a writer midway.

    Raises:
        NotEntered: a row was changed that no audit entry of this transaction names.
        Busy: the database is locked, full, or no longer there.
    """
    if database.in_transaction():
        with database.atomic():
            yield
        return
    notes = _notes()
    if not database.obj.holds_its_file():
        raise Busy("the database was moved or deleted while it was open")
    notes.forget()  # what was written behind its back has no entry, and `audit verify` says so
    turn = watch.told().turn()
    try:
        with database.atomic():
            turn.came()
            yield
            for each in notes.written():
                raise NotEntered(f"{each.table} {each.row} was changed without an audit entry")
    finally:
        turn.came()
        notes.forget()


def _notes() -> Notes:
    """What was written on this thread. Only SQLite tells: a server would need triggers for it."""
    if not embedded():
        raise DatabaseUnfit("digests of what is changed need the embedded database")
    notes: Notes = database.obj.notes
    return notes


def take_changes() -> Changed:
    """The digests of the rows that were changed since the last entry, for the next one."""
    notes = _notes()
    changed = as_changed(notes.written())
    notes.forget()
    return changed


def migrate() -> list[str]:
    """Bring the schema up to date; returns the names of the steps applied now.

    What a step writes is noted as ever: `take_changes`, straight afterwards, has it.
    """
    _notes().forget()
    names: list[str] = _runner().up()
    _notes().forget_layouts()
    return names


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
    for statement in _guards(table, key).values():
        db.execute_sql(statement)


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


def trigger_fault() -> str:
    """What is wrong with the triggers, or "": those that guard the trail, word for word, and no
    other. One of the same name that does nothing is found, and so is one that does more.
    """
    rows = database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found, wanted = dict(rows.fetchall()), _guards("audit_entry", "seq")
    odd = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
    return f"the trigger {odd[0]} is not as it was made" if odd else ""


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in the order of `SELECT *`."""
    names: tuple[str, ...] = database.obj.layout(table)
    return names


def definition(table: str) -> tuple[str, list[str]]:
    """The statements that made a table and its indexes, word for word as the database has them."""
    sql = "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
    made = database.execute_sql(sql, (table,)).fetchall()
    (create,) = [words for kind, words in made if kind == "table"]
    return create, [words for kind, words in made if kind == "index"]


def scratch() -> apsw.Connection:
    """A database of its own for what is worked out: on the disk, and gone when it is closed."""
    return apsw.Connection("")


@contextmanager
def hurried(ms: int) -> Iterator[None]:
    """Wait no longer than this for another writer: what is written here can be left unwritten."""
    if not embedded():
        yield
        return
    connection = database.connection()
    connection.set_busy_timeout(ms)
    try:
        yield
    finally:
        connection.set_busy_timeout(BUSY_MS)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read several things as they are at one moment, while others write."""
    with database.atomic("DEFERRED"):
        yield


def flush_deleted() -> bool:
    """Empty the write-ahead log, where deleted rows stay readable. Not inside a transaction.

    First as much of it as can be moved while everybody reads and writes; then, for the rest, who
    writes waits for `FLUSH_MS` at most. False when somebody was still reading it: try again.
    """
    database.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    waits = database.execute_sql("PRAGMA busy_timeout").fetchone()[0]
    database.execute_sql(f"PRAGMA busy_timeout = {min(FLUSH_MS, waits)}")
    try:
        busy, _pages, _moved = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        database.execute_sql(f"PRAGMA busy_timeout = {waits}")
    return not busy


def log_size() -> int:
    """Bytes of the write-ahead log of the embedded database."""
    log = Path(f"{embedded_file()}-wal")
    return log.stat().st_size if log.exists() else 0


# --- The embedded database as a file ---


def embedded() -> bool:
    """Whether the database is a file of ours, and not a server with tools of its own."""
    return isinstance(database.obj, Embedded)


def there() -> bool:
    """Whether there is a database that holds anything. Opens no file that is not there."""
    if embedded():
        file = embedded_file()
        return file.exists() and file.stat().st_size > 0
    with database.connection_context():
        return bool(applied())


def make() -> None:
    """Make the file of the embedded database, for its owner alone, where there is none yet."""
    if embedded():
        os.close(os.open(embedded_file(), os.O_WRONLY | os.O_CREAT, 0o600))


def embedded_file() -> Path:
    """The file that the embedded database lives in.

    Raises:
        DatabaseUnfit: the database is a server, which has tools of its own for this.
    """
    if not embedded():
        raise DatabaseUnfit("the database is a server: use its own tools for this")
    return Path(database.obj.database).resolve()
