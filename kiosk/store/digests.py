"""The digests of a row, by groups: its facts in clear, who it is about as a salted commitment."""

import secrets
from collections.abc import Mapping
from typing import Any

from kiosk.domain.audit import digest
from kiosk.store.declared import FILLED, WATCHED
from kiosk.store.sealing import FieldKeyWrong, Place, opened

SALT_BYTES = 16
ERASED = ""  # in the place of a commitment: the names are gone, and their salt with them

Row = Mapping[str, Any]  # a row as the database has it, by its column names


def fresh_salt() -> str:
    """A row's salt: random, lies in the row, and is erased with the names that it guards."""
    return secrets.token_hex(SALT_BYTES)


def facts(table: str, row: Row) -> str:
    """The digest of all that a row states, its table and id included.

    What is NULL is left out, and so is what a later migration filled in: a new column that says
    nothing changes no digest of before.
    """
    told = {name: row[name] for name in WATCHED[table].facts if row[name] is not None}
    told = {
        name: value
        for name, value in told.items()
        if (table, name) not in FILLED or FILLED[table, name] != value
    }
    return digest("facts", table, row["id"], told)


def identity(table: str, row: Row) -> str:
    """The commitment to who a row of such a table is about; `ERASED` where that is gone.

    Raises:
        FieldKeyWrong: what is encrypted cannot be read.
    """
    columns = WATCHED[table]
    if row["salt"] == "" and not any(row[name] for name in columns.identity):
        return ERASED
    names = {
        name: _opened(table, name, row) if name in columns.sealed else row[name]
        for name in columns.identity
    }
    return digest("identity", row["salt"], table, row["id"], names)


def say_the_same(table: str, before: Row, now: Row) -> bool:
    """Whether a row is about the same person as before, however that is encrypted now."""
    columns = WATCHED[table]
    return before["salt"] == now["salt"] and all(
        before[name] == now[name]
        or (name in columns.sealed and _same_text(table, name, before, now))
        for name in columns.identity
    )


def _same_text(table: str, name: str, before: Row, now: Row) -> bool:
    """A value moved to another row is bound to that one, and does not open here."""
    try:
        return bool(_opened(table, name, before) == _opened(table, name, now))
    except FieldKeyWrong:
        return False


def _opened(table: str, name: str, row: Row) -> Any:
    return opened(row[name], Place(table, name, row["place"]))
