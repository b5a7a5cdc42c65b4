"""Checkpoints: written by purge, backup and a command, outside the database; compared by verify."""

from pathlib import Path

import pytest

from kiosk import create_app
from kiosk.config import Config
from kiosk.store import database
from kiosk.store.models import AuditEntry
from signing.keys import KeyRing
from signing.notes import read, sign
from tests.cli.desk import Desk


def kept(desk: Desk) -> list[Path]:
    return sorted((desk.folder / "checkpoints").glob("*.checkpoint"))


def test_a_checkpoint_is_the_head_of_the_trail(desk: Desk) -> None:
    desk.ok("audit", "checkpoint")
    (file,) = kept(desk)
    checkpoint = read(file.read_text(), desk.world.secrets.receipt_keys)
    assert checkpoint.size == AuditEntry.select().count()
    assert checkpoint.origin == "127.0.0.1:8000/audit"
    assert file.stat().st_mode & 0o777 == 0o600


def test_twice_at_one_length_is_once(desk: Desk) -> None:
    desk.ok("audit", "checkpoint")
    before = kept(desk)[0].read_text()
    desk.ok("audit", "checkpoint")
    assert [each.read_text() for each in kept(desk)] == [before]


@pytest.mark.sqlite("copies its file")
def test_purge_and_backup_keep_one(desk: Desk, tmp_path: Path) -> None:
    desk.ok("purge")
    desk.ok("backup", tmp_path / "b.db")
    assert len(kept(desk)) == 2
    assert "checkpoints: 2" in desk.ok("audit", "verify")


def test_the_folder_may_be_on_another_disk(desk: Desk, tmp_path: Path) -> None:
    database.database.close()
    settings = {**desk.environ, "ASKFIRST_CHECKPOINT_DIR": str(tmp_path / "c")}
    app = create_app(Config.from_env(settings))
    app.config["CLOCK"] = desk.clock
    Desk(app, desk.folder).ok("audit", "checkpoint")
    assert len(list((tmp_path / "c").glob("*.checkpoint"))) == 1
    assert not kept(desk)


def test_they_outlive_a_new_key(desk: Desk) -> None:
    desk.ok("audit", "checkpoint")
    desk.ok("keys", "rotate")
    again = Desk(create_app(Config.from_env(desk.environ)), desk.folder)
    assert "checkpoints: 1" in again.ok("audit", "verify")


def test_one_that_was_changed_or_made_by_another_is_named(desk: Desk) -> None:
    desk.ok("audit", "checkpoint")
    (file,) = kept(desk)
    text = file.read_text()
    file.write_text(text.replace("\n1", "\n2", 1))
    assert file.name in desk.refused("audit", "verify")
    head = read(text, desk.world.secrets.receipt_keys)
    file.write_text(sign(head, KeyRing.generate()))
    assert "was signed here" in desk.refused("audit", "verify")
    file.write_text(text)
    assert desk.ok("audit", "verify")
