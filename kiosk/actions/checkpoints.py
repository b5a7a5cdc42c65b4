"""Write the head of the trail, signed, outside the database: nothing in the database changes."""

import json
from pathlib import Path

from kiosk.links import Secrets
from kiosk.lookups import checkpoints, erased, trail
from kiosk.private_files import write_private
from signing import notes


def make(secrets: Secrets, folder: Path) -> Path | None:
    """Keep a checkpoint of the trail as it is now; returns its file, None for an empty trail.

    Beside it the list of what was erased is brought up to date: a restore erases it again.

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
        write_private(file, note)
    list_erased(folder)
    return file


def list_erased(folder: Path) -> None:
    """Add the rows that were erased since the list was last written; an empty list is one, too."""
    rows = list(erased.in_trail(erased.last_listed(folder)))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / erased.NAME
    held = file.read_text(encoding="utf-8") if file.exists() else ""
    text = held + "".join(json.dumps(vars(each)) + "\n" for each in rows)
    if rows or not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(file, text)


def set_aside(folder: Path, secrets: Secrets, size: int, name: str) -> None:
    """Keep the checkpoints of entries that a restore gave up, apart from those that still fit.

    So with the list of what was erased: it is erased again, and the numbers start anew.
    """
    beyond = [
        each.file
        for each in checkpoints.kept_in(folder, secrets.receipt_keys)
        if each.checkpoint and each.checkpoint.size > size
    ]
    beyond += [file for file in (folder / erased.NAME,) if file.exists()]
    apart = folder / name
    for file in beyond:
        apart.mkdir(mode=0o700, exist_ok=True)
        file.rename(apart / file.name)
