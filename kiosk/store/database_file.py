"""The file of the embedded database: to copy, to look at, to put in place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase

from kiosk.private_files import own_like
from kiosk.store.database import Busy, database, embedded, embedded_file, server
from kiosk.store.sqlite import PRAGMAS, Embedded, sqlite
from kiosk.store.unfit import DatabaseUnfit


def unwritable() -> str:
    """Why nothing can be kept in the database, or "": the embedded one's file, or its folder, which
    holds the write-ahead log beside it, is read-only for this user. Whoever reads notices nothing.
    """
    if held := server():
        return held.unwritable()
    file = embedded_file()
    shut = [str(each) for each in (file, file.parent) if not os.access(each, os.W_OK)]
    return f"{' and '.join(shut)} cannot be written to by this user, or at all" if shut else ""


def backup(target: Path) -> None:
    """Write a whole, consistent copy of the live database to a new file (mode 0600).

    Raises:
        DatabaseUnfit: the file is there already.
    """
    _write_whole(database.obj, target)


def copy(source: Path, target: Path) -> None:
    """Write a whole copy of a database file that is not in use to a new file (mode 0600).

    Raises:
        DatabaseUnfit: the source is no whole database; the message says what is wrong.
    """
    other = Embedded(str(source), autoconnect=False, flags=apsw.SQLITE_OPEN_READONLY)
    try:
        with other.connection_context():
            _write_whole(other, target)
    except peewee.DatabaseError as error:
        raise DatabaseUnfit(f"{source} is no whole database: {error}") from error


def _write_whole(source: peewee.Database, target: Path) -> None:
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise DatabaseUnfit(f"{target} is there already, and is not written over") from None
    try:
        source.execute_sql("VACUUM INTO ?", (str(target),))
    except BaseException:
        target.unlink()  # half a copy must not be taken for one
        raise


@contextmanager
def using(file: Path) -> Iterator[None]:
    """The models on another database file for a while, connected."""
    before = database.obj
    database.initialize(sqlite(f"sqlite:///{file}"))
    try:
        with database.connection_context():
            yield
    finally:
        database.initialize(before)


@contextmanager
def alone(file: Path) -> Iterator[Embedded]:
    """Hold a database file that nobody else has open, its write-ahead log folded into it.

    Raises:
        DatabaseUnfit: another process has it open, such as a server that has had a request.
    """
    held = Embedded(str(file), autoconnect=False, timeout=0)
    with held.connection_context():
        try:
            # Leaving WAL mode takes every other connection to be closed, idle ones too.
            held.execute_sql("PRAGMA journal_mode=delete")
            held.execute_sql("BEGIN EXCLUSIVE")
        except Busy as error:
            raise DatabaseUnfit(f"{file} is in use ({error}): stop the server first") from error
        except peewee.DatabaseError:
            pass  # too broken to lock: all the more reason to replace it
        yield held


def put_in_place(fresh: Path, file: Path, aside: Path) -> None:
    """Make `fresh` the database file, and keep the one before it, if any, as `aside`."""
    own_like(fresh, file)
    # A write-ahead log left behind would be played into the new file.
    for ending in ("-wal", "-shm", ""):
        part = Path(f"{file}{ending}")
        if part.exists():
            part.rename(f"{aside}{ending}")
    fresh.rename(file)


def version() -> str:
    """The release of SQLite that the driver brings, or of the server."""
    if held := server():
        return held.version()
    return f"SQLite {'.'.join(map(str, APSWDatabase.server_version))}"


def settings_amiss() -> list[str]:
    """The settings that are not in force on this connection, though they were asked for."""
    if held := server():
        return held.settings_amiss()
    asked = {**PRAGMAS, "synchronous": 2}  # reads back as a number
    found = {name: database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in asked}
    return [f"{name} is {found[name]}" for name in asked if found[name] != asked[name]]


def damage(*, whole: bool = False) -> str:
    """What the database says is wrong with its own file, or ""; `whole`: its indexes as well."""
    if not embedded():
        return ""  # it finds no more than it says when it reads
    check = "integrity_check" if whole else "quick_check"
    (answer,) = database.execute_sql(f"PRAGMA {check}(1)").fetchone()
    return "" if answer == "ok" else str(answer)


def loose_ends() -> list[str]:
    """Rows that point at a row that there is not (foreign keys), by table and number."""
    if not embedded():
        return []  # a server lets none be made
    found = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    return [f"{table} row {number} (of {parent})" for table, number, parent, _key in found]


def how_whole() -> str:
    """What is to be said where nothing is wrong with it."""
    if held := server():
        sums = "are on" if held.checksums() else "are off (`pg_checksums --enable` when it is down)"
        return f"the server's own, whose data checksums {sums}"
    return "whole"
