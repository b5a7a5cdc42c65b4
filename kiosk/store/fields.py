"""Fields that are encrypted at rest: names, birth dates, numbers, signatures, answers.

An encrypted value is bound to its row (`sealing.py`), so it is opened where the row is at hand:
when it is first read off the model, and sealed when a model's values are gathered to be written.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import peewee

from kiosk.store.sealing import FieldKeyWrong, Place, fresh_place, opened, seal

PLACE = "place"  # the column of a row's random id


class Unreadable(str):
    """Reads as "": a text that no key given decrypts. Written back, it is left as it is stored."""

    stored: str

    def __new__(cls, stored: str) -> "Unreadable":
        """Keep what is stored, for writing back."""
        made = super().__new__(cls)
        made.stored = stored
        return made


class UnreadableJSON(dict[str, Any]):
    """The same for a JSON value: it reads as empty."""

    def __init__(self, stored: str) -> None:
        super().__init__()
        self.stored = stored


UNREADABLE = (Unreadable, UnreadableJSON)


class Closed(str):
    """What is stored, as it was read, and not opened yet."""


@dataclass(frozen=True)
class Placed:
    """A value on its way into the row of this random id."""

    value: Any
    row: str


class _Opening(peewee.FieldAccessor):
    """Opens a value when it is first read off its row."""

    def __get__(self, instance: Any, instance_type: Any = None) -> Any:
        value = super().__get__(instance, instance_type)  # type: ignore[no-untyped-call]
        if isinstance(value, Closed):
            if PLACE not in instance.__data__:
                raise LookupError(f"{self.name} was read without the place of its row")
            value = self.field.read(value, instance.__data__[PLACE])
            instance.__data__[self.name] = value
        return value


class EncryptedField(peewee.TextField):
    """Text that the database holds encrypted, bound to its place. Empty stays empty."""

    accessor_class = _Opening

    def db_value(self, value: Any) -> str | None:
        """Encrypt on the way in."""
        given = value.value if isinstance(value, Placed) else value
        if isinstance(given, UNREADABLE):
            return given.stored
        if given is None or given == "" or isinstance(given, Closed):
            return given and str(given)
        if not isinstance(value, Placed):
            raise TypeError(f"{self.name} is written with the place of its row alone")
        return seal(self.to_text(given), self.place(value.row))

    def python_value(self, value: str | None) -> Any:
        """On the way out: opened when it is looked at."""
        return Closed(value) if value else value

    def place(self, row: str | None) -> Place:
        """This column in the row of this random id."""
        return Place(self.model._meta.table_name, self.column_name, row)

    def read(self, stored: str, row: str | None) -> Any:
        """What is stored in a row; `Unreadable` if it does not open there, which hurts no other."""
        try:
            return self.from_text(opened(stored, self.place(row)))
        except FieldKeyWrong:
            return self.unreadable(stored)

    def to_text(self, value: Any) -> str:
        """A value as the text that is encrypted."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """The value that a text says."""
        return text

    def unreadable(self, stored: str) -> Any:
        """What stands for a value that cannot be read."""
        return Unreadable(stored)


class EncryptedJSONField(EncryptedField):
    """A JSON value kept as `EncryptedField` text."""

    def db_value(self, value: Any) -> str | None:
        """Encrypt on the way in: null is a value too."""
        if isinstance(value, Placed) and value.value is None:
            return seal("null", self.place(value.row))
        return super().db_value(value)

    def python_value(self, value: str | None) -> Any:
        """On the way out; empty: erased."""
        return Closed(value) if value else {}

    def to_text(self, value: Any) -> str:
        """JSON in its shortest form."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        """The value that a JSON text says."""
        return json.loads(text)

    def unreadable(self, stored: str) -> Any:
        """What stands for a value that cannot be read."""
        return UnreadableJSON(stored)


def encrypted_fields(model: type[peewee.Model]) -> list[EncryptedField]:
    """The encrypted columns of a table."""
    return [each for each in model._meta.sorted_fields if isinstance(each, EncryptedField)]


def in_place(model: type[peewee.Model], data: dict[Any, Any]) -> dict[Any, Any]:
    """Bind the encrypted values among those of one row to it, before they are written.

    A row of before there were random ids gets one now, if all its encrypted values are given.
    """
    hidden = [each for each in data if isinstance(each, EncryptedField)]
    if not hidden:
        return data
    column = getattr(model, PLACE)
    if column not in data and all(data[each] == "" for each in hidden):
        return data  # emptied: there is nothing to bind
    if column not in data:
        raise TypeError("an encrypted value is written with the place of its row alone")
    row = data[column]
    if row is None:
        if set(hidden) != set(encrypted_fields(model)):
            raise TypeError("a row without a place gets one with all its encrypted values")
        data = data | {each: _of_before(each, data[each]) for each in hidden}
        row = fresh_place()
    return data | {column: row} | {each: Placed(data[each], row) for each in hidden}


def _of_before(field: EncryptedField, value: Any) -> Any:
    return field.read(value, None) if isinstance(value, Closed) else value


def is_set(flag: Any) -> peewee.Expression:
    """Whether a yes-or-no column says yes: for the conditions of a query. To a server the bare
    column is a number, and no condition.
    """
    condition: peewee.Expression = flag == 1
    return condition


Word = TypeVar("Word", bound=str)

if TYPE_CHECKING:

    class WordField(peewee.CharField[Word]):
        """What `WordField[State]()` is to the type checker: a row's value is one of these words."""

        def __new__(cls, default: str = "") -> "WordField[Word]":
            """A column of the words in brackets."""

        def __eq__(self, other: Word) -> peewee.Expression:  # type: ignore[override]
            """A condition in a query: one of the words, so that a mistyped one is found."""

        def __ne__(self, other: Word) -> peewee.Expression:  # type: ignore[override]
            """The same, turned round."""

else:

    class WordField(peewee.CharField):
        """Text that is one word of a type in `domain.vocabulary`: `WordField[State]()`."""

        def __class_getitem__(cls, _words):
            """The type in brackets is for the type checker alone."""
            return cls


class JSONField(peewee.TextField):
    """A JSON value as text, the same in SQLite and PostgreSQL."""

    def db_value(self, value: Any) -> str:
        """Write on the way in."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """Parse on the way out."""
        return None if value is None else json.loads(value)


class SharedJSONField(JSONField):
    """A large JSON value that every request reads and nobody changes: a policy. Parsed once."""

    def python_value(self, value: str | None) -> Any:
        """Parse on the way out. What is inside is shared: never change it in place."""
        return None if value is None else _parsed(value).copy()


@lru_cache(64)
def _parsed(text: str) -> Any:
    return json.loads(text)
