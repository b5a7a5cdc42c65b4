"""Write the head of the trail, signed, outside the database: nothing in the database changes."""

import os
import secrets as random_words
from pathlib import Path

from kiosk.links import Secrets
from kiosk.lookups import checkpoints, trail
from signing import notes


def make(secrets: Secrets, folder: Path) -> Path | None:
    """Keep a checkpoint of the trail as it is now; returns its file, None for an empty trail.

    Of one length there is one checkpoint: doing it twice is doing it once.

    Raises:
        TrailBroken: the trail does not fit the checkpoints that are there.
        NoSigningKey: the receipt keys can only check.
    """
    tree = trail.head(secrets, folder)
    if tree.size == 0:
        return None
    origin = secrets.issuer.partition("://")[2] + "/audit"
    note = notes.sign(notes.Checkpoint(origin, tree.size, tree.root), secrets.receipt_keys)
    file = folder / checkpoints.name_of(tree.size)
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _place(file, note)
    return file


def set_aside(folder: Path, secrets: Secrets, size: int, name: str) -> None:
    """Keep the checkpoints of entries that a restore gave up, apart from those that still fit."""
    beyond = [
        each.file
        for each in checkpoints.kept_in(folder, secrets.receipt_keys)
        if each.checkpoint and each.checkpoint.size > size
    ]
    apart = folder / name
    for file in beyond:
        apart.mkdir(mode=0o700, exist_ok=True)
        file.rename(apart / file.name)


def _place(file: Path, text: str) -> None:
    """In one step, and on the disk: half a checkpoint would be taken for a forged one."""
    part = file.with_name(f"{file.name}.{random_words.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as open_file:
        open_file.write(text)
        open_file.flush()
        os.fsync(open_file.fileno())
    part.replace(file)
