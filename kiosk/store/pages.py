"""Pages of the database file on which no copy of what was deleted is left.

`secure_delete` overwrites what is deleted where it stands. But a page that once filled up and was
split keeps copies of rows that moved on, in the part of it that is free now: about one row in two
hundred, as measured. To rewrite the whole file each time (VACUUM) blocks everybody. So before a
row is emptied, it and its neighbours are each made as long as a page for a moment: whatever lay
around them on their pages is written over. All of it is one short transaction of plain SQL.

All this is SQLite's. A server keeps the old row until it vacuums, and its log and standbys longer:
what holds there is said in the README, and nothing is done here.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.store.database import columns_of, database, definition, embedded

NEAR = 8  # rows on either side that may have shared a page with one
# Of a table's leaf page of 4096 bytes (sqlite.org/fileformat2.html, "B-tree Pages"):
PAGE = 4096
MOST_LOCAL = PAGE - 35  # bytes of a row that stay on the page
LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
OVERFLOW = PAGE - 4
SPARE = 6  # the head of a row may grow by a byte or two
FILLER = "salt"  # the column that is made long, where a table has no other
FILLERS = {"journey": "answers"}
SEARCHED = "sought"  # the keyed search columns of consents, a row for each value


@contextmanager
def pages_to_themselves(table: str, rows: Iterable[int]) -> Iterator[None]:
    """While inside, each of these rows has a page to itself; afterwards its neighbours are as they
    were. What becomes of the rows is for the caller to say: their filler is to be emptied.

    Only inside a transaction, and for tables with a column that may hold any text.
    """
    if not embedded():
        yield
        return
    own = set(rows)
    near = {row + step for row in own for step in range(-NEAR, NEAR + 1)} - own
    if FILLERS.get(table):  # numbers drawn at random: who is near is not to be worked out
        near = _beside(table, own)
    held = [*_raw(table, near), *_raw(table, own)]
    column = FILLERS.get(table, FILLER)
    for row in held:
        sql = f"UPDATE {table} SET {column} = {column} || ? WHERE id = ?"  # noqa: S608
        database.execute_sql(sql, (" " * _lacking(row), row["id"]))
    yield
    for row in held:
        if row["id"] not in own:
            sql = f"UPDATE {table} SET {column} = ? WHERE id = ?"  # noqa: S608 (names of ours)
            database.execute_sql(sql, (row[column], row["id"]))


def forget_searched(consents: Iterable[int]) -> None:
    """Delete the search columns of these consents, each written over where it stands first.

    A copy may be left in their index until that is written anew (`reindex_searched`).
    """
    for number in consents:
        if embedded():
            _write_over(number)
        database.execute_sql(f"DELETE FROM {SEARCHED} WHERE consent_id = ?", (number,))  # noqa: S608


def _write_over(number: int) -> None:
    database.execute_sql(
        f"UPDATE {SEARCHED} SET hash = substr(lower(hex(randomblob(length(hash)))), 1, "  # noqa: S608
        "length(hash)) WHERE consent_id = ?",
        (number,),
    )


def reindex_searched() -> None:
    """Write the index of the search columns anew: it is as large as what is not deleted yet."""
    reindex(SEARCHED)


def lay_anew(table: str) -> None:
    """Write a small table out whole on fresh pages, inside a transaction; its old pages are
    overwritten. For tables that nothing points at.
    """
    if not embedded():
        return
    create, indexes = definition(table)
    fresh = f"{table}_anew"
    database.execute_sql(create.replace(f'"{table}"', f'"{fresh}"', 1))
    database.execute_sql(f"INSERT INTO {fresh} SELECT * FROM {table}")  # noqa: S608 (names of ours)
    database.execute_sql(f"DROP TABLE {table}")
    database.execute_sql(f"ALTER TABLE {fresh} RENAME TO {table}")
    for sql in indexes:
        database.execute_sql(sql)


def reindex(name: str) -> None:
    """Write the indexes of a table, or one index, anew: no copy of a key that is gone is left."""
    if embedded():
        database.execute_sql(f"REINDEX {name}")


def _raw(table: str, rows: Iterable[int]) -> list[dict[str, Any]]:
    numbers = sorted(rows)
    names = columns_of(table)
    holes = ", ".join("?" * len(numbers))
    sql = f"SELECT * FROM {table} WHERE id IN ({holes}) ORDER BY id"  # noqa: S608 (names of ours)
    found = database.execute_sql(sql, numbers).fetchall()
    return [dict(zip(names, each, strict=True)) for each in found]


def _beside(table: str, own: set[int]) -> set[int]:
    found: set[int] = set()
    for row in own:
        for sign, order in (("<", "DESC"), (">", "ASC")):
            sql = f"SELECT id FROM {table} WHERE id {sign} ? ORDER BY id {order} LIMIT ?"  # noqa: S608
            found.update(each for (each,) in database.execute_sql(sql, (row, NEAR)))
    return found - own


def _lacking(row: dict[str, Any]) -> int:
    """How many bytes a row lacks to fill the page that it stands on."""
    size = _size(row) + SPARE
    local = size
    if size > MOST_LOCAL:
        local = LEAST_LOCAL + (size - LEAST_LOCAL) % OVERFLOW
    return MOST_LOCAL - local if local <= MOST_LOCAL else MOST_LOCAL - local + OVERFLOW


def _size(row: dict[str, Any]) -> int:
    """The bytes of a row as the file has it (fileformat2.html, "Record Format"); its id is none."""
    head, body = 1, 0
    for name, value in row.items():
        kind, size = (0, 0) if name == "id" else _serial(value)
        head += _varint(kind)
        body += size
    return head + body


def _serial(value: Any) -> tuple[int, int]:
    """The serial type of a value, and how many bytes it takes."""
    if value is None or value in (0, 1):
        return 0, 0
    if isinstance(value, int):
        bits = value.bit_length() + 1 if value >= 0 else (-value - 1).bit_length() + 1
        return 6, next(size for size in (1, 2, 3, 4, 6, 8) if bits <= 8 * size)
    raw = value.encode("utf-8") if isinstance(value, str) else bytes(value)
    return 13 + 2 * len(raw), len(raw)


def _varint(value: int) -> int:
    return next(size for size in range(1, 10) if value < 1 << (7 * size))
