"""Every row of an embedded database, copied to a server as it is, and looked at again there."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peewee import sort_models  # type: ignore[attr-defined]

from kiosk.store.database import applied, database
from kiosk.store.models import TABLES
from kiosk.store.postgres import Server, server
from kiosk.store.sqlite import Embedded
from kiosk.store.unfit import DatabaseUnfit

MOST = 1000  # rows read at once


@contextmanager
def on_server(url: str) -> Iterator[Server]:
    """The models on the server at `url` for a while, connected.

    Raises:
        DatabaseUnfit: it is no server's address.
    """
    before = database.obj
    held = server(url)
    database.initialize(held)
    try:
        with database.connection_context():
            yield held
    finally:
        database.initialize(before)


def require_empty() -> None:
    """Raises DatabaseUnfit where the server has tables of something else, or rows of a site. Our
    tables without a row are left of a move that was cut short, and do no harm.
    """
    if not applied() and database.get_tables():
        raise DatabaseUnfit("that database has tables of something else: make an empty one")
    if applied() and any(model.select().exists() for model in TABLES):
        raise DatabaseUnfit("that database has a site in it already: make an empty one")


def copy_all(source: Embedded, target: Server) -> dict[str, int]:
    """Copy every row, inside the caller's transaction; returns how many of each table.

    What a row says is entered already, so it goes past the triggers, which are back at the end.

    Raises:
        DatabaseUnfit: what was copied is not what was read.
    """
    counts: dict[str, int] = {}
    names = [model._meta.table_name for model in sort_models(TABLES)]
    for name in names:
        target.execute_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        counts[name] = _copy(name, source, target)
        target.execute_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    target.execute_sql("ANALYZE")  # or it plans for a while as if all of them were empty
    return counts


def _copy(name: str, source: Embedded, target: Server) -> int:
    columns = source.layout(name)
    listed = ", ".join(f'"{each}"' for each in columns)
    said, count = hashlib.sha256(), 0
    with target.connection().cursor() as cursor:
        with cursor.copy(f"COPY {name} ({listed}) FROM STDIN") as into:
            for row in _rows(source, name, listed):
                into.write_row(row)
                said.update(repr(row).encode())
                count += 1
        if "id" in columns:
            cursor.execute(
                f"SELECT setval(s, coalesce(max(id), 1), max(id) IS NOT NULL) FROM {name}, "  # noqa: S608
                f"pg_get_serial_sequence('{name}', 'id') s WHERE s IS NOT NULL GROUP BY s"
            )
    again, found = hashlib.sha256(), 0
    with target.connection().cursor(name="looked_at_again") as cursor:
        cursor.execute(f"SELECT {listed} FROM {name} ORDER BY 1")  # noqa: S608
        for row in cursor:
            again.update(repr(row).encode())
            found += 1
    if (count, said.digest()) != (found, again.digest()):
        raise DatabaseUnfit(f"what was copied of the table {name} is not what was read")
    return count


def _rows(source: Embedded, name: str, listed: str) -> Iterator[tuple[Any, ...]]:
    """Every row, by its key, which is its first column."""
    key = listed.partition(",")[0]
    cursor = source.execute_sql(f"SELECT {listed} FROM {name} ORDER BY {key}")  # noqa: S608
    yield from cursor
