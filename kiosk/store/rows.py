"""The rows of a table as the database has them, one after the other."""

from collections.abc import Iterable, Iterator
from typing import Any

from kiosk.store.database import columns_of, database
from kiosk.store.declared import WATCHED
from kiosk.store.digests import Row
from kiosk.store.pages import forget_searched, pages_to_themselves


def rows_of(table: str) -> Iterator[Row]:
    """Every row of a table by its column names, in the order of their ids."""
    names = columns_of(table)
    with database.obj.streaming(f"SELECT * FROM {table} ORDER BY id") as rows:  # noqa: S608
        for values in iter(rows.fetchone, None):
            yield dict(zip(names, values, strict=True))


def row_of(table: str, number: int) -> Row | None:
    """One row of a table by its column names, if it is there."""
    sql = f"SELECT * FROM {table} WHERE id = ?"  # noqa: S608 (names of ours)
    values = database.execute_sql(sql, (number,)).fetchone()
    return values and dict(zip(columns_of(table), values, strict=True))


def erase_names(table: str, rows: Iterable[int]) -> None:
    """Empty whoever these rows are about, and the salt with it: nobody can guess them again.

    The entry of the change says of which rows; what they state stays. A keyed hash of a name is a
    name still: a column that is searched goes too. No copy is left on the pages of the file.
    """
    numbers = list(rows)
    columns = sorted({*WATCHED[table].identity, "salt"})
    emptied = ", ".join(f"{name} = ''" for name in columns)
    with pages_to_themselves(table, numbers):
        for row in numbers:
            database.execute_sql(f"UPDATE {table} SET {emptied} WHERE id = ?", (row,))  # noqa: S608
    if table == "consent":
        forget_searched(numbers)


def delete_rows(table: str, rows: Iterable[int]) -> None:
    """Delete these rows. Whatever points at them must be gone already."""
    for row in rows:
        database.execute_sql(f"DELETE FROM {table} WHERE id = ?", (row,))  # noqa: S608


def due_again(
    table: str, columns: tuple[str, ...], mark: str, after: int, most: int
) -> list[dict[str, Any]]:
    """The next rows of a table whose encrypted values are to be written again: that have no random
    id, or a value that does not begin with the `mark` of the newest key.
    """
    names = columns_of(table)
    old = " OR ".join(f"({each} <> '' AND substr({each}, 1, ?) <> ?)" for each in columns)
    sql = f"SELECT * FROM {table} WHERE id > ? AND (place IS NULL OR {old}) ORDER BY id LIMIT ?"  # noqa: S608
    values = (after, *(len(mark), mark) * len(columns), most)
    found = database.execute_sql(sql, values).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def write_again(table: str, row: int, values: dict[str, Any]) -> None:
    """Put other encrypted values in place of those of a row, which say the same."""
    said = ", ".join(f"{name} = ?" for name in values)
    database.execute_sql(f"UPDATE {table} SET {said} WHERE id = ?", (*values.values(), row))  # noqa: S608
