"""How a value is hidden in the database: AES-GCM, bound to table, column and the row's random id.

A value that was moved to another row or column does not open there (NIST SP 800-38D: that is the
associated data). What was written before there were such ids is a Fernet token, bound to nothing:
it is read until every row has been written again (`actions/bindings.py`), and never afterwards.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BOUND = "a1."  # then the mark of the key, a dot, and base64url of nonce and ciphertext
MARK_LENGTH = 8
_NONCE_BYTES = 12


class FieldKeyWrong(Exception):
    """What is stored was encrypted with a key that is not among the field keys given."""

    for_operator = True  # a log may say it (serving/faults.py)


@dataclass(frozen=True)
class Place:
    """Where a value lives; `row` is the row's random id, None for a row of before these."""

    table: str
    column: str
    row: str | None

    @property
    def bytes(self) -> bytes:
        """What a value is bound to. None of the three holds a NUL."""
        return f"{self.table}\0{self.column}\0{self.row}".encode()


class FieldKey:
    """One field key; `mark` names it in what it has sealed, and gives nothing away."""

    def __init__(self, key: str) -> None:
        raw = base64.urlsafe_b64decode(key)
        self.print = hashlib.sha256(b"Ask First field key" + raw).hexdigest()[:32]
        self.mark = self.print[:MARK_LENGTH]
        self.aes = AESGCM(hmac.digest(raw, b"Ask First field AES-GCM", "sha256"))
        self.fernet = Fernet(key)


class _Held:
    """The field keys of this process, newest first, and whom it asks about them."""

    keys: tuple[FieldKey, ...] = ()
    # Whether the database knows a key: one that was dropped must write nothing more.
    is_known: Callable[[str], bool] = staticmethod(lambda _fingerprint: True)
    # Whether the keys of this process are others now, after another look at their file.
    look_again: Callable[[], bool] = staticmethod(lambda: False)
    # Whether every row of the database was written again, so that no Fernet token is left.
    all_bound: Callable[[], bool] = staticmethod(lambda: False)


def set_field_keys(keys: Sequence[str]) -> None:
    """Use these keys: the first encrypts, all decrypt."""
    _Held.keys = tuple(FieldKey(key) for key in keys)


def ask_database(is_known: Callable[[str], bool], all_bound: Callable[[], bool]) -> None:
    """Ask these whether a key is known, and whether Fernet tokens are over."""
    _Held.is_known, _Held.all_bound = staticmethod(is_known), staticmethod(all_bound)


def ask_files(look_again: Callable[[], bool]) -> None:
    """Ask this for newer keys, where those held are not enough."""
    _Held.look_again = staticmethod(look_again)


def field_key_prints() -> tuple[str, ...]:
    """What tells each field key from another and gives none away: each is 256 random bits."""
    return tuple(key.print for key in _Held.keys)


def newest_mark() -> str:
    """How every value begins that the newest key has sealed."""
    return f"{BOUND}{_newest().mark}."


def fresh_place() -> str:
    """A row's random id: there before the row is, and the same in whatever database it moves to."""
    return os.urandom(16).hex()


def seal(text: str, place: Place) -> str:
    """Hide a text in its place.

    Raises:
        FieldKeyWrong: the newest key was dropped meanwhile, and there is no newer one.
    """
    key = _newest()
    if not _Held.is_known(key.print):
        _Held.look_again()
        key = _newest()
        if not _Held.is_known(key.print):
            raise FieldKeyWrong("the field key of this process was dropped: restart it")
    nonce = os.urandom(_NONCE_BYTES)
    hidden = nonce + key.aes.encrypt(nonce, text.encode("utf-8"), place.bytes)
    return f"{BOUND}{key.mark}.{base64.urlsafe_b64encode(hidden).decode('ascii')}"


def opened(stored: Any, place: Place) -> Any:
    """The text that an encrypted column holds in its place; "" and None stay what they are.

    Raises:
        FieldKeyWrong: it was encrypted with another key or for another place, or changed since.
    """
    if not stored:
        return stored
    try:
        text = str(stored)
        data = _bound(text, place) if text.startswith(BOUND) else _unbound(text, place)
        return data.decode("utf-8")
    except (InvalidToken, InvalidTag, ValueError):
        raise FieldKeyWrong("ASKFIRST_FIELD_KEY does not fit this database") from None


def _newest() -> FieldKey:
    if not _Held.keys:
        raise FieldKeyWrong("no field keys are set")
    return _Held.keys[0]


def _bound(text: str, place: Place) -> bytes:
    mark, _, body = text.removeprefix(BOUND).partition(".")
    hidden = base64.urlsafe_b64decode(body.encode("ascii"))
    # One spelling for each value, so that no changed letter goes unseen.
    if place.row is None or base64.urlsafe_b64encode(hidden).decode() != body:
        raise InvalidTag
    keys = _marked(mark) or (_marked(mark) if _Held.look_again() else [])
    for key in keys:
        return key.aes.decrypt(hidden[:_NONCE_BYTES], hidden[_NONCE_BYTES:], place.bytes)
    raise InvalidTag


def _marked(mark: str) -> list[FieldKey]:
    return [key for key in _Held.keys if key.mark == mark]


def _unbound(text: str, place: Place) -> bytes:
    """A Fernet token, in a row that was never written again."""
    if place.row is not None or _Held.all_bound():
        raise InvalidToken
    for key in _Held.keys:
        try:
            return key.fernet.decrypt(text.encode("ascii"))
        except InvalidToken:
            continue
    raise InvalidToken
