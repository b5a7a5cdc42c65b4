"""Rows as releases before wrote them: Fernet tokens, bound to no row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.fernet import Fernet

from kiosk.store import sealing
from kiosk.store.database import database
from kiosk.store.fields import Placed, encrypted_fields
from kiosk.store.models import TABLES
from kiosk.store.models import Placed as Row


def fernet() -> Fernet:
    """The newest field key as releases before used it."""
    return sealing._Held.keys[0].fernet


@contextmanager
def fernet_alone() -> Iterator[None]:
    """Write as the release before did, digests of the trail and all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.store.fields.seal", lambda text, _place: token(text))
        for module in ("store.models", "store.prepared", "actions.consents"):
            patch.setattr(f"kiosk.{module}.in_place", _unplaced)
        yield


def token(text: str) -> str:
    return fernet().encrypt(text.encode()).decode()


def _unplaced(model: type[Row], data: dict[Any, Any]) -> dict[Any, Any]:
    hidden = {each: Placed(data[each], "") for each in encrypted_fields(model) if each in data}
    return data | hidden | {model.place: None} if hidden else data


def unbind() -> None:
    """Every encrypted value of the database as a release before had it."""
    for model in TABLES:
        if not issubclass(model, Row):
            continue
        columns = encrypted_fields(model)
        for row in list(model.select()):
            told = {each.column_name: each.to_text(getattr(row, each.name)) for each in columns}
            tokens = [token(text) if text else "" for text in told.values()]
            said = ", ".join(f"{name} = ?" for name in told)
            database.execute_sql(
                f"UPDATE {model._meta.table_name} SET place = NULL, {said} WHERE id = ?",
                (*tokens, row.id),
            )
