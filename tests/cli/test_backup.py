"""`backup FILE`: a whole copy of the live database, for its owner alone."""

import os
from pathlib import Path

import apsw
import pytest

from kiosk.store import database, database_file
from kiosk.store.models import AuditEntry
from tests.cli.desk import Desk

pytestmark = pytest.mark.sqlite("copies its file")


def rows(file: Path, table: str) -> int:
    connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        return int(connection.execute(f"SELECT count(*) FROM {table}").get)
    finally:
        connection.close()


def test_the_copy_is_whole(desk: Desk, tmp_path: Path) -> None:
    for _patient in range(3):
        desk.world.signed()
    printed = desk.ok("backup", tmp_path / "b.db")
    assert rows(tmp_path / "b.db", "consent") == 3
    assert "Hart Street, 3 receipts, the newest of 2026-11-11 10:00 UTC" in printed
    assert str(desk.file) in printed
    assert "keys" in printed
    assert "apart" in printed


def test_what_is_not_committed_is_not_in_it(desk: Desk, tmp_path: Path) -> None:
    """The server writes on while the copy is made. (The entry in the trail would wait for it.)"""
    writer = apsw.Connection(str(desk.file))
    try:
        writer.execute("INSERT INTO attempt (bucket, at) VALUES ('whole', 1)")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO attempt (bucket, at) VALUES ('half', 1)")
        database_file.backup(tmp_path / "b.db")
    finally:
        writer.close()
    assert rows(tmp_path / "b.db", "attempt") == 1


def test_it_is_for_its_owner_alone_whatever_the_umask(desk: Desk, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        desk.ok("backup", tmp_path / "b.db")
    finally:
        os.umask(before)
    assert (tmp_path / "b.db").stat().st_mode & 0o777 == 0o600


def test_names_cannot_be_read_in_it(desk: Desk, tmp_path: Path) -> None:
    desk.world.signed()
    desk.ok("backup", tmp_path / "b.db")
    assert b"Margaret" not in (tmp_path / "b.db").read_bytes()


def test_it_never_writes_over_a_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("last week's")
    assert "not written over" in desk.refused("backup", tmp_path / "b.db")
    assert "not written over" in desk.refused("backup", desk.file)
    assert (tmp_path / "b.db").read_text() == "last week's"


def test_a_folder_that_is_not_there_is_one_line(desk: Desk, tmp_path: Path) -> None:
    assert "No such file" in desk.refused("backup", tmp_path / "nowhere" / "b.db")


def test_half_a_copy_is_not_left_behind(desk: Desk, tmp_path: Path) -> None:
    reader = apsw.Connection(str(desk.file))
    root = reader.execute("SELECT rootpage FROM sqlite_master WHERE name = 'policy_text'").get
    size = reader.execute("PRAGMA page_size").get
    reader.close()
    database.database.close()
    with desk.file.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    assert "malformed" in desk.refused("backup", tmp_path / "b.db")
    assert not (tmp_path / "b.db").exists()


def test_making_one_is_audited(desk: Desk, tmp_path: Path) -> None:
    desk.ok("backup", tmp_path / "b.db")
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.actor) == ("database.backup", "operator")
