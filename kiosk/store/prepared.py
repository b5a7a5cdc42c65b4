"""Queries whose SQL is written once and kept.

For a query of every request, peewee takes longer to write the SQL than SQLite to answer it
(bench/README.md). The SQL is still peewee's own, so it is right for whichever database is bound.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import peewee

from kiosk.store.database import database
from kiosk.store.fields import in_place


class _Slot:
    """A place in the SQL that is filled when the query runs."""

    def __init__(self, name: str, convert: Callable[[Any], Any] | None) -> None:
        self.name = name
        self.convert = convert

    def fill(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return self.convert(value) if self.convert else value


def slot(name: str, field: peewee.Field | None = None) -> peewee.Value:
    """The value called `name`; `field` converts it (JSON, encryption) where the database cannot."""
    return peewee.Value(_Slot(name, field.db_value if field else None), converter=False)


class Prepared:
    """A query with slots. `build` makes it, when it is first run and for each kind of database."""

    def __init__(self, build: Callable[[], peewee.Query]) -> None:
        self._build = build
        self._written: dict[type, tuple[Any, str, list[Any]]] = {}
        self._readers: dict[type, Callable[[Any], Any]] = {}

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row of a SELECT, as the database has it."""
        return next(iter(self.rows(**values)), None)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Every row of a SELECT, as the database has it."""
        rows: list[tuple[Any, ...]] = self._run(values).fetchall()
        return rows

    def models(self, **values: Any) -> list[Any]:
        """Every row of a SELECT as a model, with the models that it joins."""
        cursor = self._run(values)
        row = cursor.fetchone()
        if row is None:
            return []
        read = self._reader(cursor)
        return [read(row), *map(read, cursor.fetchall())]

    def change(self, **values: Any) -> int:
        """Run an INSERT or UPDATE; returns how many rows it changed."""
        return int(database.rows_affected(self._run(values)))

    def insert(self, **values: Any) -> Any:
        """Run an INSERT of one row; returns its id."""
        cursor = self._run(values)
        if database.returning_clause:
            return cursor.fetchone()[0]
        return database.last_insert_id(cursor)

    def _run(self, values: dict[str, Any]) -> Any:
        _query, text, slots = self._sql()
        filled = [each.fill(values) if isinstance(each, _Slot) else each for each in slots]
        return database.execute_sql(text, filled)

    def _reader(self, cursor: Any) -> Callable[[Any], Any]:
        """What makes models of a row: peewee works out the columns and joins for every answer.

        It keeps how rows are laid out, and no row. peewee has no public way to it.
        """
        kind = type(database.obj)
        if kind not in self._readers:
            query, _text, _slots = self._sql()
            wrapper = query._get_model_cursor_wrapper(cursor)
            wrapper.initialize()
            wrapper.cursor = None
            self._readers[kind] = wrapper.process_row
        return self._readers[kind]

    def _sql(self) -> tuple[Any, str, list[Any]]:
        kind = type(database.obj)
        if kind not in self._written:
            query = self._build()
            self._written[kind] = (query, *query.sql())
        return self._written[kind]


def put(row: Any) -> None:
    """Insert a new row with what it holds, as `save` does; it gets its id."""
    model: Any = type(row)
    fields, held = model._meta.fields, row.__data__
    data = in_place(model, {fields[name]: value for name, value in held.items()})
    values = {field.name: value for field, value in data.items()}
    row._pk = _insertion(model, tuple(values)).insert(**values)
    row._dirty.clear()


@cache
def _insertion(model: Any, names: tuple[str, ...]) -> Prepared:
    """The INSERT of these columns. What is encrypted is bound to its row already, in `put`."""
    fields = [model._meta.fields[name] for name in names]
    return Prepared(
        lambda: peewee.ModelInsert(model, {each: slot(each.name, each) for each in fields})
    )
