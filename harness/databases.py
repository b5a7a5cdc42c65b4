"""Where a test's database is: a file, or with `ASKFIRST_TEST_DATABASE=postgres` one on a server.

The server's address is in `ASKFIRST_TEST_SERVER` (harness/postgres.py starts one). To make a
database takes a server longer than most tests, so each process has one that is put back between
tests, unless a test changed its schema: then it is made anew.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import apsw
import psycopg

from kiosk.private_files import write_private
from kiosk.store import triggers
from kiosk.store.database import database
from kiosk.store.postgres import WRITING, Server
from kiosk.store.spoken import spoken

ON_POSTGRES = os.environ.get("ASKFIRST_TEST_DATABASE") == "postgres"
URL = "ASKFIRST_DATABASE_URL"
KEPT = "kept"  # the schema in which the rows of the first morning are
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SCHEMA = """
SELECT md5(coalesce(string_agg(said, ';' ORDER BY said), '')) FROM (
  SELECT format('%s %s %s %s', c.relname, a.attname, a.atttypid, a.attnotnull) AS said
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
  UNION ALL SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS everything
"""


def address() -> str:
    """The server that tests may make databases on."""
    found = os.environ.get("ASKFIRST_TEST_SERVER")
    if not found:
        raise SystemExit("no server: run the tests with `make test-postgres`")
    return found


def url_of(name: str) -> str:
    """A database on it."""
    return address().rpartition("/")[0] + f"/{name}"


def create(template: str = "template0") -> str:
    """Make a database of no other name; returns its address."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return url_of(name)


def copy(url: str) -> str:
    """Make another that says the same. Nobody may have the first open."""
    return create(_name(url))


def drop(url: str) -> None:
    """Delete one, whoever has it open."""
    _admin(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def settings() -> dict[str, str]:
    """The setting that says where a new database is; makes it on a server. Else: in the folder."""
    return {URL: create()} if ON_POSTGRES else {}


URL_FILE = "database-url.txt"  # in a test server's data folder, which is all that others are told


def settings_beside(folder: Path) -> dict[str, str]:
    """The same for a server of the tests, whose folder then says where its database is."""
    return {f"{URL}_FILE": str(folder / URL_FILE)} if ON_POSTGRES else {}


def make_beside(folder: Path) -> None:
    """Make the database of a new data folder, where it is on a server."""
    if ON_POSTGRES:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(folder / URL_FILE, create())


def copy_beside(folder: Path) -> None:
    """Give a copied data folder a database of its own, which says what that of the first does."""
    if ON_POSTGRES:
        file = folder / URL_FILE
        file.write_text(copy(file.read_text()))


def take_away(folder: Path) -> None:
    """The database of a data folder is gone, under whoever has it open."""
    if ON_POSTGRES:
        drop((folder / URL_FILE).read_text())
    else:
        (folder / "askfirst.db").rename(folder / "away.db")


def lose() -> None:
    """The database that is open now is gone; of a file, what it holds."""
    if ON_POSTGRES:
        drop(_open_now())
    else:
        database.execute_sql("ALTER TABLE consent RENAME TO elsewhere")


def said(folder: Path) -> bytes:
    """All that the database of a data folder says, where it is no file in it: as a dump has it."""
    if not ON_POSTGRES:
        return b""
    other = Outsider(folder)
    tables = [name for (name,) in other.rows(_TABLES)]
    rows = [row for name in tables for row in other.rows(f"SELECT * FROM {name}")]  # noqa: S608
    other.close()
    return "\n".join(str(value) for row in rows for value in row).encode()


class Outsider:
    """A connection that is none of the product's, to the database of a data folder or the one that
    is open now.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if ON_POSTGRES:
            url = (folder / URL_FILE).read_text() if folder else _open_now()
            self._server = psycopg.connect(url, autocommit=True)
        else:
            self._file = apsw.Connection(str(folder / "askfirst.db" if folder else _open_now()))
            self._file.set_busy_timeout(5000)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement of plain SQL gives."""
        if not ON_POSTGRES:
            return list(self._file.execute(query, values))
        cursor = self._server.execute(spoken(query), values)
        return cursor.fetchall() if cursor.description else []

    def by_hand(self, query: str) -> None:
        """Change rows as whoever can lift the triggers."""
        if ON_POSTGRES:
            with self._server.transaction():
                self.rows(query)
                self.rows(triggers.TAKE)
        else:
            self.rows(query)

    def lock(self) -> None:
        """Begin to write, and do not end."""
        if ON_POSTGRES:
            self._server.execute(f"BEGIN; SELECT pg_advisory_xact_lock({WRITING})")
        else:
            self._file.execute("BEGIN IMMEDIATE")

    def unlock(self) -> None:
        """End without having written anything."""
        (self._server if ON_POSTGRES else self._file).execute("ROLLBACK")

    def close(self) -> None:
        """Close it, and with it end what was begun."""
        (self._server if ON_POSTGRES else self._file).close()


def wait_only(ms: int) -> None:
    """Have this thread's connection wait no longer than this for whoever writes."""
    if ON_POSTGRES:
        database.obj._state.wait = ms
    else:
        database.execute_sql(f"PRAGMA busy_timeout = {ms}")


def lift_triggers() -> None:
    """Take away every trigger, as whoever owns the database can."""
    names = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if ON_POSTGRES:
        names = (
            "SELECT tgname, tgrelid::regclass FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid "
            "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        )
    for name, table in database.execute_sql(names).fetchall():
        database.execute_sql(f"DROP TRIGGER {name}{f' ON {table}' if ON_POSTGRES else ''}")


def _open_now() -> str:
    held = database.obj
    return url_of(held.database) if ON_POSTGRES else str(held.database)


class PutBack:
    """One database for all tests of this process, put back to the first morning before each."""

    def __init__(self, first: str) -> None:
        self._first = first
        self.url = ""

    def again(self) -> str:
        """Have it as it was in the beginning; returns its address."""
        if not self.url or not self._rows_put_back():
            self._make()
        return self.url

    def _make(self) -> None:
        if self.url:
            drop(self.url)
        self.url = copy(self._first)
        with psycopg.connect(self.url, autocommit=True) as conn:
            tables = [name for (name,) in conn.execute(_TABLES).fetchall()]
            made = [f"CREATE TABLE {KEPT}.{name} AS TABLE public.{name};" for name in tables]
            conn.execute(f"CREATE SCHEMA {KEPT}; {''.join(made)}")
            self._schema = conn.execute(_SCHEMA).fetchone()
            numbers = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname='public'"
            steps = [f"DELETE FROM public.{name};" for name in tables]  # noqa: S608 (names of ours)
            steps += [
                f"INSERT INTO public.{each} SELECT * FROM {KEPT}.{each};"  # noqa: S608
                for each in tables
            ]
            steps += [
                f"SELECT setval('{name}', {last or 1}, {bool(last)});"
                for name, last in conn.execute(numbers).fetchall()
            ]
        self._script = (
            "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '1s';"
            f"{''.join(steps)}COMMIT"
        )

    def _rows_put_back(self) -> bool:
        try:
            with psycopg.connect(self.url, autocommit=True) as conn:
                if conn.execute(_SCHEMA).fetchone() != self._schema:
                    return False
                conn.execute(self._script)
        except psycopg.Error:
            return False
        return True


@contextmanager
def unwatched_outside_of_transactions() -> Iterator[None]:
    """A row that is changed outside of a transaction needs no entry."""
    run = Server._execute_cursor

    def by_hand(self: Server, sql: str, params: Any, **options: Any) -> Any:
        if self.in_transaction() or not sql.startswith(("INSERT", "UPDATE", "DELETE")):
            return run(self, sql, params, **options)
        with psycopg_transaction(self):
            cursor = run(self, sql, params, **options)
            run(self, triggers.TAKE, ())
        return cursor

    with mock.patch.object(Server, "_execute_cursor", by_hand):
        yield


def psycopg_transaction(held: Server) -> AbstractContextManager[Any]:
    """One that peewee knows nothing of."""
    made: AbstractContextManager[Any] = held.connection().transaction()
    return made


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _admin(words: str) -> None:
    with psycopg.connect(address(), autocommit=True) as conn:
        conn.execute(words)
