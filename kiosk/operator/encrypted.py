"""Backups that whoever finds them cannot open: age files (age-encryption.org), read and written by
pyrage, for public keys or a passphrase. Any age program opens them.

What is not encrypted never leaves the data folder: it is written there, and deleted afterwards.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from kiosk.private_files import new_private
from kiosk.store.database import DatabaseUnfit

HEAD = b"age-encryption.org/v1"
MIN_PASSPHRASE = 16  # characters: whoever has the file can guess as long as they like
TIMES = 4  # memory that a passphrase takes, times the file: 1.6 GB were measured for one of 0.5 GB
MEMORY = Path("/proc/meminfo")  # Linux only; elsewhere nobody is asked
FAULTS = (pyrage.EncryptError, pyrage.DecryptError, pyrage.IdentityError, pyrage.RecipientError)


@dataclass(frozen=True)
class Lock:
    """For whom a backup is encrypted: holders of these keys, or of a passphrase; nobody: not."""

    keys: tuple[str, ...] = ()
    passphrase: str = ""

    def __bool__(self) -> bool:
        return bool(self.keys or self.passphrase)


def lock(keys: tuple[str, ...], passphrase: Path | None) -> Lock:
    """What the options of `backup` ask for.

    Raises:
        DatabaseUnfit: no public key of age, a passphrase that is too short, or both at once.
    """
    if keys and passphrase:
        raise DatabaseUnfit("give --to or --passphrase-file, not both")
    for key in keys:
        _recipient(key)
    return Lock(keys, _passphrase(passphrase) if passphrase else "")


def is_encrypted(file: Path) -> bool:
    """Whether a file is one of age."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(HEAD)) == HEAD
    except OSError:
        return False  # whoever reads it next says what is wrong with it


def seal(plain: Path, target: Path, how: Lock) -> None:
    """Write the encrypted form of a file to a new one, for its owner alone.

    Raises:
        OSError: it is there already, and is not written over; or it cannot be written.
        DatabaseUnfit: a passphrase would take more memory than there is.
    """
    if how.passphrase:
        _require_memory(plain, "encrypt it for a public key (--to), which takes none")
    with new_private(target) as sealed:
        try:
            if how.keys:
                with plain.open("rb") as opened:
                    pyrage.encrypt_io(opened, sealed, [_recipient(key) for key in how.keys])
            else:
                sealed.write(pyrage.passphrase.encrypt(plain.read_bytes(), how.passphrase))
            sealed.flush()
            os.fsync(sealed.fileno())
        except BaseException:
            target.unlink()
            raise


@contextmanager
def opened(file: Path, folder: Path, identity: Path | None, phrase: Path | None) -> Iterator[Path]:
    """A backup as it can be read: itself, or decrypted into the data folder for so long.

    Raises:
        DatabaseUnfit: it is encrypted, and neither this key nor this passphrase opens it.
    """
    if not is_encrypted(file):
        yield file
        return
    with scratch(folder) as plain:
        try:
            _unseal(file, plain, identity, phrase)
        except FAULTS as error:
            raise DatabaseUnfit(f"{file} cannot be decrypted: {error}") from error
        yield plain


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """The name of a file in the data folder that is deleted in the end."""
    plain = folder / f"backup.{secrets.token_hex(4)}.part"
    try:
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def _unseal(file: Path, plain: Path, identity: Path | None, phrase: Path | None) -> None:
    if identity is None and phrase is None:
        raise DatabaseUnfit(f"{file} is encrypted: give --identity or --passphrase-file")
    with new_private(plain) as out:
        if phrase:
            _require_memory(file, "restore it on a machine with more, or stop what else runs here")
            out.write(pyrage.passphrase.decrypt(file.read_bytes(), _text(phrase)))
        elif identity:
            held = _identities(identity)
            with file.open("rb") as sealed:
                _decrypt(sealed, out, held)


def _decrypt(sealed: BinaryIO, out: BinaryIO, held: list[pyrage.x25519.Identity]) -> None:
    try:
        pyrage.decrypt_io(sealed, out, held)
    except OSError as error:  # so it says of a part that was changed
        raise pyrage.DecryptError(str(error)) from error


def _require_memory(file: Path, instead: str) -> None:
    """pyrage has a passphrase's file in memory whole: without room for it the kernel would end this
    command, or the server beside it.
    """
    if not MEMORY.exists():
        return
    lines = MEMORY.read_text(encoding="ascii").splitlines()
    free = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) * 1024
    if (needed := TIMES * file.stat().st_size) > free:
        raise DatabaseUnfit(
            f"a passphrase takes {needed >> 20} MB of memory here, and {free >> 20} MB are free: "
            f"{instead}"
        )


def _identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The secret keys of a file as `age-keygen` writes it: a key a line, and remarks."""
    lines = [line.strip() for line in _text(file).splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    return [pyrage.x25519.Identity.from_str(key) for key in keys]


def _recipient(key: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise DatabaseUnfit(f"{key[:12]!r}… is no public key of age (age1…)") from None


def _passphrase(file: Path) -> str:
    phrase = _text(file)
    if len(phrase) < MIN_PASSPHRASE:
        raise DatabaseUnfit(f"{file}: use {MIN_PASSPHRASE} characters or more")
    return phrase


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip()
