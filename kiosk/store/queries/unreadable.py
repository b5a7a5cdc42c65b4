"""What stands in an encrypted column and cannot be read: by a changed letter, or another key."""

from collections.abc import Iterator

from kiosk.store.database import streamed
from kiosk.store.fields import UNREADABLE, encrypted_fields
from kiosk.store.models import PLACED, Consent

_COLUMNS = ("patient_name", "birth_date", "nhs_number", "answers", "signature")


def is_unreadable(consent: Consent) -> bool:
    """Whether one of the columns that were read of a consent cannot be. Fewer may have been read:
    then it is said of those.
    """
    read = [name for name in _COLUMNS if name in consent.__data__]
    return any(isinstance(getattr(consent, name), UNREADABLE) for name in read)


def encrypted_values() -> Iterator[tuple[str, bool]]:
    """Every encrypted value of every table, by table, row and column, and whether it reads."""
    for model in PLACED:
        columns = encrypted_fields(model)
        for row in streamed(model.select(model.id, model.place, *columns)):
            for column in columns:
                name = f"{model._meta.table_name} row {row.id} {column.column_name}"
                yield name, not isinstance(getattr(row, column.name), UNREADABLE)
