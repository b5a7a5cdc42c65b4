"""How many statements a page sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from kiosk.store.database import database


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL of every statement that is run meanwhile, in order."""
    sent: list[str] = []
    run = database.obj.execute_sql

    def note(sql: str, *args: Any, **options: Any) -> Any:
        sent.append(sql)
        return run(sql, *args, **options)

    with mock.patch.object(database.obj, "execute_sql", note):
        yield sent
