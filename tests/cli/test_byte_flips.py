"""One byte of the database file changed at random: whatever it was, no fact changes unseen."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kiosk.lookups import health
from kiosk.store import database, digests
from kiosk.store.declared import WATCHED
from kiosk.store.rows import rows_of
from kiosk.store.sealing import FieldKeyWrong
from tests.cast import World
from tests.cli.hostile import busy_day, opened

pytestmark = pytest.mark.sqlite("changes bytes of its file")

IN_SHORT = 40


def facts_of(file: Path) -> Any:
    """All that the rows state and whom they are about, by their digests; None if unreadable."""
    try:
        with opened(file):
            return [
                (digests.facts(table, row), digests.identity(table, row) if said.identity else "")
                for table, said in WATCHED.items()
                for row in rows_of(table)
            ]
    except (FieldKeyWrong, UnicodeError, *database.FAULTS):
        return None


def is_reported(app: Flask, file: Path) -> bool:
    """Whether one of the checks of `doctor` that read the database says so."""
    try:
        with opened(file):
            held = app.extensions["secrets"]
            found = list(health.check_all(held, app.config["CLOCK"](), file.parent))
    except database.FAULTS:  # it cannot even be opened
        return True
    # Tests do without waiting for the disk, which is a setting that is amiss.
    return not all(each.ok for each in found if each.name != "database settings")


def flip(file: Path, number: int) -> str:
    """Change one byte of a file, another for each number, and say which."""
    draw, data = random.Random(number), bytearray(file.read_bytes())
    place, mask = draw.randrange(len(data)), draw.randrange(1, 256)
    data[place] ^= mask
    file.write_bytes(data)
    return f"byte {place} ^ {mask}"


def try_flips(world: World, folder: Path, numbers: range) -> tuple[int, int]:
    """How many of them changed what is read, and how many were reported."""
    busy_day(world)
    database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, spoilt = Path(database.database.obj.database), folder / "spoilt.db"
    before, read_otherwise, reported = facts_of(whole), 0, 0
    assert before
    assert not is_reported(world.app, whole)  # the control
    for number in numbers:
        shutil.copy(whole, spoilt)
        what = flip(spoilt, number)
        changed, said = facts_of(spoilt) != before, is_reported(world.app, spoilt)
        assert said or not changed, what
        read_otherwise, reported = read_otherwise + changed, reported + said
        for part in folder.glob("spoilt.db-*"):
            part.unlink()
    return read_otherwise, reported


def test_a_changed_byte_leaves_every_fact_or_is_reported(world: World, tmp_path: Path) -> None:
    read_otherwise, reported = try_flips(world, tmp_path, range(IN_SHORT))
    assert read_otherwise > 0
    assert reported >= read_otherwise


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_of_them(world: World, tmp_path: Path) -> None:
    read_otherwise, reported = try_flips(world, tmp_path, range(10_000, 11_000))
    print(f"of 1000, {read_otherwise} changed what is read, {reported} were reported")  # noqa: T201
    assert reported >= read_otherwise > 10
