"""What stands in an encrypted column and cannot be read: by a changed letter, or another key."""

from collections.abc import Iterator

import peewee

from kiosk.store.fields import UNREADABLE, EncryptedField
from kiosk.store.models import TABLES, Consent

_COLUMNS = ("patient_name", "birth_date", "nhs_number", "answers", "signature")


def is_unreadable(consent: Consent) -> bool:
    """Whether one of the columns that were read of a consent cannot be. Fewer may have been read:
    then it is said of those.
    """
    return any(isinstance(consent.__data__.get(name), UNREADABLE) for name in _COLUMNS)


def encrypted_values() -> Iterator[tuple[str, bool]]:
    """Every encrypted value of every table, by table, row and column, and whether it reads."""
    for model in TABLES:
        columns = _encrypted(model)
        if columns:
            rows = model.select(model._meta.primary_key, *columns).tuples().iterator()
            for number, *values in rows:
                for column, value in zip(columns, values, strict=True):
                    name = f"{model._meta.table_name} row {number} {column.column_name}"
                    yield name, not isinstance(value, UNREADABLE)


def _encrypted(model: type[peewee.Model]) -> list[peewee.Field]:
    fields = model._meta.sorted_fields
    return [field for field in fields if isinstance(field, EncryptedField)]
