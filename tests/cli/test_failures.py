"""Every command that fails does so in one clear line, and changes nothing."""

from pathlib import Path

import apsw
import pytest
from flask import Flask

from kiosk.actions import kiosks
from kiosk.store import database
from kiosk.store.models import Kiosk
from tests.cli.desk import Desk, one_line, run
from tests.cli.test_health import with_step

NEED_A_SITE = [
    ("staff", "add", "dana", "--name", "Dana"),
    ("staff", "list"),
    ("staff", "reset", "alice"),
    ("kiosk", "pair", "Room 2"),
    ("kiosk", "list"),
    ("kiosk", "revoke", 1),
    ("policy", "import", "kiosk/packs/default"),
    ("policy", "publish", "2026-11-4"),
    ("receipt", "verify", "x"),
    ("audit", "verify"),
    ("keys", "rotate"),
    ("backup", "somewhere.db"),
    ("purge",),
]


@pytest.mark.parametrize("words", NEED_A_SITE, ids=lambda words: " ".join(map(str, words[:2])))
def test_before_init_each_says_to_run_it(bare: Flask, words: tuple[object, ...]) -> None:
    assert "run `init`" in one_line(run(bare, *words))


def test_migrate_makes_no_database(bare: Flask) -> None:
    """It brings one up to date; only `init` makes one."""
    assert "run `init`" in one_line(run(bare, "migrate"))
    assert not bare.config["ASKFIRST"].data_dir.exists()


def test_migrating_twice_is_migrating_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MIGRATIONS", with_step(tmp_path / "migrations"))
    assert desk.ok("migrate") == "Applied 0002_later\n"
    assert desk.ok("migrate") == "The database is up to date\n"


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--closes", "25:00", "not a time like 18:30"),
        ("--closes", "6pm", "not a time like 18:30"),
        ("--slug", "Hart Street", "small letters"),
        ("--slug", "", "small letters"),
        ("--slug", "é", "small letters"),
        ("--slug", "x" * 21, "small letters"),
        ("--name", "", "Enter a name"),
        ("--name", "x" * 81, "80 characters"),
        ("--name", "Hart\u2028Street", "hidden characters"),
    ],
)
def test_a_site_is_not_opened_with_what_cannot_go_into_a_receipt(
    bare: Flask, option: str, value: str, words: str
) -> None:
    assert words in one_line(run(bare, "init", option, value))
    assert run(bare, "init").stdout.startswith("Ask First is ready")


@pytest.mark.sqlite("locks its file")
def test_a_locked_database_is_one_line_and_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database.PRAGMAS, "busy_timeout", 50)
    database.connect(f"sqlite:///{desk.file}")
    other = apsw.Connection(str(desk.file))
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "locked" in desk.refused("kiosk", "pair", "Room 2")
    finally:
        other.close()
    assert not Kiosk.select().where(Kiosk.label == "Room 2").exists()


@pytest.mark.sqlite("damages its file")
def test_damage_that_shows_only_while_rows_are_read_is_one_line(desk: Desk) -> None:
    """It comes from the driver itself: peewee renames errors only where a query begins."""
    for _tablet in range(40):
        kiosks.pair(desk.world.context(), "Room 2")
    spoil_last_page(desk, "audit_entry")
    assert "malformed" in desk.refused("audit", "verify")


def spoil_last_page(desk: Desk, table: str) -> None:
    """Overwrite the last leaf of a table with rubbish."""
    leaves = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path"
    pages = [number for (number,) in database.database.execute_sql(leaves, (table,)).fetchall()]
    assert len(pages) > 1
    size = database.database.execute_sql("PRAGMA page_size").fetchone()[0]
    database.database.close()  # folds the write-ahead log in
    with desk.file.open("r+b") as file:
        file.seek((pages[-1] - 1) * size)
        file.write(b"\xff" * size)
