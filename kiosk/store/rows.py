"""The rows of a table as the database has them, one after the other."""

from collections.abc import Iterator

from kiosk.store.database import columns_of, database
from kiosk.store.digests import Row


def rows_of(table: str) -> Iterator[Row]:
    """Every row of a table by its column names, in the order of their ids."""
    names = columns_of(table)
    for values in database.execute_sql(f"SELECT * FROM {table} ORDER BY id"):  # noqa: S608
        yield dict(zip(names, values, strict=True))
