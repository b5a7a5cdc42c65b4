"""The files of keys in the data folder: read, written in one step, rotated one at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kiosk.config import KEY_FILES, Config, key_file
from kiosk.private_files import write_private


def own_file(config: Config, name: str) -> Path:
    """The file in the data folder that this setting's keys are in.

    Raises:
        ClickException: they come from somewhere else, where they are to be rotated.
    """
    file = config.data_dir / KEY_FILES[name]
    if key_file(config, name) != file or not file.exists():
        raise click.ClickException(
            f"these keys come from {name}, not from {file}: put the new one first there, restart "
            "the server, run `keys rewrite`, then `keys drop`, then take the old one away there"
        )
    return file


def read(file: Path) -> list[str]:
    """The keys of a file, newest first."""
    return file.read_text(encoding="utf-8").split()


def write(file: Path, *keys: str) -> None:
    """Replace them."""
    write_private(file, "\n".join(keys) + "\n")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Of two rotations at once the second is refused; one that was killed leaves no lock."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise click.ClickException("keys are being rotated already: wait for that") from None
    finally:
        os.close(descriptor)
