"""Fields that are encrypted at rest: names, birth dates, numbers, signatures, answers."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import peewee
from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class FieldKeyWrong(Exception):
    """What is stored was encrypted with a key that is not among the field keys given."""


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


class _Cipher:
    """The field keys of this process; newest first, all of them can read."""

    fernet: MultiFernet | None = None
    prints: tuple[str, ...] = ()


def set_field_keys(keys: Sequence[str]) -> None:
    """Use these Fernet keys: the first encrypts, all decrypt."""
    _Cipher.fernet = MultiFernet([Fernet(key) for key in keys])
    _Cipher.prints = tuple(_print(key) for key in keys)


def field_key_prints() -> tuple[str, ...]:
    """What tells each field key from another and gives none away: each is 256 random bits."""
    return _Cipher.prints


def _print(key: str) -> str:
    raw = base64.urlsafe_b64decode(key)
    return hashlib.sha256(b"Ask First field key" + raw).hexdigest()[:32]


def _fernet() -> MultiFernet:
    if _Cipher.fernet is None:
        raise FieldKeyWrong("no field keys are set")
    return _Cipher.fernet


def opened(value: Any) -> Any:
    """The text that an encrypted column holds; "" and None stay what they are.

    Raises:
        FieldKeyWrong: it was encrypted with another key, or changed since.
    """
    if not value:
        return value
    try:
        return _fernet().decrypt(value.encode("ascii")).decode("utf-8")
    except (InvalidToken, AttributeError, UnicodeError):
        raise FieldKeyWrong("ASKFIRST_FIELD_KEY does not fit this database") from None


class EncryptedField(peewee.TextField):
    """Text that the database file holds only as Fernet tokens. Empty stays empty."""

    def db_value(self, value: str | None) -> str | None:
        """Encrypt on the way in."""
        if isinstance(value, Unreadable):
            return value.stored
        return _fernet().encrypt(value.encode("utf-8")).decode("ascii") if value else value

    def python_value(self, value: str | None) -> str | None:
        """Decrypt on the way out; what cannot be read is `Unreadable`, and hurts no other row."""
        if not value:
            return value
        try:
            return _fernet().decrypt(str(value).encode("ascii")).decode("utf-8")
        except (InvalidToken, UnicodeError):
            return Unreadable(value)


class EncryptedJSONField(EncryptedField):
    """A JSON value kept as `EncryptedField` text."""

    def db_value(self, value: Any) -> str | None:
        """Encrypt on the way in."""
        if isinstance(value, UnreadableJSON):
            return value.stored
        return super().db_value(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def python_value(self, value: str | None) -> Any:
        """Decrypt on the way out."""
        text = super().python_value(value)
        if isinstance(text, Unreadable):
            return UnreadableJSON(text.stored)
        return json.loads(text) if text else {}  # empty: erased


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
