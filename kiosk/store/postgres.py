"""PostgreSQL: how it is connected to, and what only it does in its own way.

Everything else speaks SQLite's dialect: `?` for a value, whole numbers for yes and no, no length
on a text. `spoken.py` puts that into the server's words.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import peewee
import psycopg
from playhouse import db_url
from playhouse.pool import (
    MaxConnectionsExceeded,
    PooledPostgresqlDatabase,
    PostgresqlDatabase,
)
from playhouse.postgres_ext import FetchManyCursor

from kiosk.store import triggers
from kiosk.store.spoken import adapt, spoken
from kiosk.store.unfit import DatabaseUnfit

MIN_SERVER = 140000
WRITING = 7046029  # the lock that whoever writes holds, to the end of the transaction
MIGRATING = 7046030  # and whoever migrates, of several servers that start at once
MOST = 20  # connections of one process
BATCH = 100  # rows of a long answer that are held at once
STALE = 300  # seconds after which one is made anew
WAIT = 5  # seconds: for a connection, for the server to accept it, for whoever writes
SILENT = 10_000  # ms without an answer to what was sent, after which the server is gone
DRIVERS_FAULT = psycopg.Error
# What the commands that copy a file say instead.
DUMP = 'use `pg_dump --format=custom --file=FILE "$ASKFIRST_DATABASE_URL"`'
RESTORE = (
    "stop every server, then use `pg_restore --clean --if-exists --single-transaction "
    '--exit-on-error --dbname="$ASKFIRST_DATABASE_URL" FILE`'
)
BROKEN = (
    psycopg.errors.ReadOnlySqlTransaction,  # another server is the first one now
    psycopg.errors.IdleInTransactionSessionTimeout,
)
SETTINGS = {
    "connect_timeout": WAIT,
    "application_name": "askfirst",
    "client_encoding": "utf8",
    "target_session_attrs": "read-write",  # of several hosts: the one that can be written to
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENT,
}
# For each session. Whoever hangs with the lock in hand is shut out after a minute.
SESSION = (
    "SET TIME ZONE 'UTC'; SET idle_in_transaction_session_timeout = '60s'; "
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'; " + triggers.NOTED
)


class _Plain(PostgresqlDatabase):  # type: ignore[misc]
    """One connection, before it is pooled."""

    def _connect(self) -> Any:
        conn = super()._connect()
        adapt(conn)
        conn.execute(SESSION)
        return conn


class Server(PooledPostgresqlDatabase, _Plain):  # type: ignore[misc]
    """PostgreSQL through psycopg 3, opened as this product needs it.

    A connection from the pool is looked at first: one whose server was restarted is replaced.
    """

    param = "?"
    field_types = PostgresqlDatabase.field_types | {
        "AUTO": "BIGSERIAL",
        "BOOL": "BIGINT",
        "INT": "BIGINT",
    }

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self.notes = triggers.ServerNotes(self.execute_sql)
        self.all_bound = False  # as far as this process has looked (store/bound.py)

    # --- Connections ---

    def connect(self, reuse_if_open: bool = False) -> bool:
        """Open this thread's connection. Raises peewee.OperationalError: there is none to be had.

        One that cannot be had is a fault like any other that passes by itself.
        """
        try:
            return bool(super().connect(reuse_if_open))
        except MaxConnectionsExceeded as error:
            raise peewee.OperationalError("all connections are in use") from error

    def is_sound(self) -> bool:
        """Whether this thread's connection still leads to a server. Asks nothing of it, but where
        something came that nobody waits for: then it may have said goodbye.
        """
        return self.is_closed() or not self._is_closed(self._state.conn)

    def _is_closed(self, conn: Any) -> bool:
        if conn.closed:
            return True
        idle = select.poll()
        idle.register(conn.fileno(), select.POLLIN)
        return bool(idle.poll(0)) and bool(super()._is_closed(conn))

    def discard(self) -> None:
        """Close a connection that is not sound, whatever was under way on it."""
        self._state.transactions.clear()
        self.close()

    def close(self) -> bool:
        """Close this thread's connection for good."""
        self._state.pooled = False
        return bool(super().close())

    def let_go(self) -> None:
        """A request is over: the pool has its connection, for whichever thread comes next."""
        if not self.is_closed() and not self.in_transaction():
            self._state.pooled = True
            super().close()

    def _close(self, conn: Any, close_conn: bool = False) -> None:
        super()._close(conn, close_conn or not getattr(self._state, "pooled", False))

    # --- Statements ---

    def _execute_cursor(self, sql: str, params: Any, **options: Any) -> Any:
        with _in_words():
            return super()._execute_cursor(spoken(sql), params, **options)

    @contextmanager
    def streaming(self, sql: str, params: Any = ()) -> Iterator[FetchManyCursor]:
        """What a statement gives, a batch at a time: the driver by itself reads all of it first."""
        with self._adapter.server_side_cursor(self.connection()) as cursor:
            with _in_words(), peewee.__exception_wrapper__:  # type: ignore[attr-defined]
                cursor.execute(spoken(sql), params)
            yield FetchManyCursor(cursor, BATCH)

    def begin(self, kind: str = "IMMEDIATE") -> None:
        """Begin to write, alone; or, "DEFERRED", to read what is there at one moment."""
        words = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        if kind != "DEFERRED":
            wait = getattr(self._state, "wait", WAIT * 1000)
            words = (
                f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {wait}; "
                f"SELECT pg_advisory_xact_lock({WRITING}); {triggers.EMPTY}"
            )
        try:
            with _in_words(), peewee.__exception_wrapper__:  # type: ignore[attr-defined]
                self.cursor().execute(words)
        except peewee.PeeweeException:
            self.rollback()  # whoever waited in vain has begun all the same
            raise

    def rollback(self) -> None:
        """Roll back. Where the connection broke the server has done so by itself."""
        try:
            super().rollback()
        except peewee.PeeweeException:
            if not self.is_closed() and not self._state.conn.broken:
                raise

    def commit(self) -> None:
        """Commit. A fault here says that it may have been made: the same request finds out."""
        with _in_words():
            super().commit()

    @contextmanager
    def hurried(self, ms: int) -> Iterator[None]:
        """Wait no longer than this for another writer."""
        self._state.wait = ms
        try:
            yield
        finally:
            del self._state.wait

    # --- The schema ---

    def layout(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns, in the order of `SELECT *`."""
        rows = self.execute_sql(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 "
            "AND NOT attisdropped ORDER BY attnum",
            (table,),
        )
        return tuple(name for (name,) in rows.fetchall())

    def definition(self, table: str) -> tuple[str, list[str]]:
        """The columns and constraints of a table, and the statements that made its indexes."""
        columns = self.execute_sql(
            "SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || "
            "CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END "
            "FROM pg_attribute a WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 "
            "AND NOT a.attisdropped ORDER BY a.attnum",
            (table,),
        ).fetchall()
        rules = self.execute_sql(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(?) "
            "AND contype <> 't' ORDER BY conname",
            (table,),
        ).fetchall()
        indexes = self.execute_sql(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = ? ORDER BY indexname",
            (table,),
        ).fetchall()
        made = ", ".join(words for (words,) in [*columns, *rules])
        return f"{table} ({made})", [words for (words,) in indexes]

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """Steps are applied inside, by one server of several that start at once."""
        if self.server_version < MIN_SERVER:
            wanted = MIN_SERVER // 10000
            raise DatabaseUnfit(f"PostgreSQL {wanted} or later is needed, and this is older")
        self.execute_sql(f"SELECT pg_advisory_lock({MIGRATING})")
        try:
            yield
            with self.atomic():
                triggers.settle(self.execute_sql)
        finally:
            if not self._state.conn.broken:
                self.execute_sql(f"SELECT pg_advisory_unlock({MIGRATING})")

    @contextmanager
    def step(self) -> Iterator[None]:
        """One step, in a transaction; what it writes is noted for the entry of them all."""
        with self.atomic():
            triggers.lift(self.execute_sql)
            yield
            self.notes.keep()

    def forbid_changes(self, _table: str, _key: str) -> None:
        """Every trigger is made once the steps are (`migrating`)."""

    def trigger_fault(self) -> str:
        """What is wrong with the triggers, or ""."""
        return triggers.fault(self.execute_sql)

    def there(self) -> bool:
        """Whether there are tables of ours."""
        opened = self.connect(reuse_if_open=True)
        try:
            return bool(self.table_exists("schema_migration"))
        finally:
            if opened:
                self.close()

    # --- What it says of itself ---

    def flush_deleted(self) -> bool:
        """Nothing to do: a server vacuums by itself, and overwrites as it needs the room."""
        return True

    def version(self) -> str:
        """Its release."""
        return f"PostgreSQL {self._setting('server_version').split(' ')[0]}"

    def size(self) -> int:
        """Bytes that the database takes on the server's disk."""
        sql = "SELECT pg_database_size(current_database())"
        return int(self.execute_sql(sql).fetchone()[0])

    def settings_amiss(self) -> list[str]:
        """The server's settings with which what was acknowledged may be lost, or text be spoilt."""
        wanted = {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}
        found = {name: self._setting(name) for name in (*wanted, "synchronous_commit")}
        amiss = [f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name]]
        if found["synchronous_commit"] in ("off", "local"):
            amiss.append(f"synchronous_commit is {found['synchronous_commit']}")
        return amiss

    def unwritable(self) -> str:
        """Why nothing can be kept in it, or ""."""
        if self._setting("transaction_read_only") == "on":
            return "the server takes no changes: it is a standby, or is set to read only"
        return ""

    def checksums(self) -> bool:
        """Whether the server finds damage to its own pages by itself."""
        return self._setting("data_checksums") == "on"

    def _setting(self, name: str) -> str:
        return str(self.execute_sql("SELECT current_setting(?)", (name,)).fetchone()[0])


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever passes by itself is one kind of fault: a connection lost, a server that changes."""
    try:
        yield
    except peewee.InterfaceError as error:
        raise peewee.OperationalError(*error.args) from error
    except peewee.InternalError as error:
        if isinstance(error.args[0], BROKEN):
            raise peewee.OperationalError(*error.args) from error
        raise


def server(url: str) -> Server:
    """The database on a server at `url`, not yet connected to.

    Raises:
        DatabaseUnfit: it is no address like postgresql://user:password@host/name.
    """
    wrong = "not an address like postgresql://user:password@host/name"
    kind = url.partition("://")[0]
    if kind not in ("postgresql", "postgres"):
        raise DatabaseUnfit(f"ASKFIRST_DATABASE_URL: {wrong}")
    try:
        given = db_url.parse(url, unquote_password=True, unquote_user=True)
        name = given.pop("database")
    except (RuntimeError, ValueError):
        # Its own message quotes the address, password and all.
        raise DatabaseUnfit(f"ASKFIRST_DATABASE_URL: {wrong}") from None
    if not name:
        raise DatabaseUnfit(f"ASKFIRST_DATABASE_URL: {wrong}")
    return Server(
        name,
        max_connections=MOST,
        stale_timeout=STALE,
        timeout=WAIT,
        autoconnect=False,
        prefer_psycopg3=True,
        **SETTINGS | given,
    )
