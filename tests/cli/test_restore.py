"""`restore FILE`: everything is checked first, nothing is lost, and no server is caught out."""

import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from cryptography.fernet import Fernet
from flask import Flask

from kiosk import create_app
from kiosk.config import Config
from kiosk.store import database
from kiosk.store.models import AuditEntry, Consent
from tests.cli.desk import Desk, one_line, run

pytestmark = pytest.mark.sqlite("puts its file in place")

ADD_TABLE = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")
"""


@pytest.fixture
def saved(desk: Desk, tmp_path: Path) -> Path:
    """A backup with one consent in it; a second one was signed after it was made."""
    desk.world.signed()
    desk.ok("backup", tmp_path / "b.db")
    desk.world.signed()
    return tmp_path / "b.db"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of a later release."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder)
    (folder / "0002_later.py").write_text(ADD_TABLE)
    return folder


def names(desk: Desk) -> list[str]:
    return sorted(path.name for path in desk.folder.iterdir() if "-wal" not in path.name)


def aside(desk: Desk) -> Path:
    (kept,) = desk.folder.glob("askfirst.db.before-*")
    return kept


def count(file: Path) -> int:
    connection = apsw.Connection(str(file))
    try:
        return int(connection.execute("SELECT count(*) FROM consent").get)
    finally:
        connection.close()


def unchanged(desk: Desk, *words: object) -> str:
    """The line of a refusal after which the live database is as it was, and nothing lies about."""
    before, files = Consent.select().count(), names(desk)
    line = desk.refused(*words)
    assert Consent.select().count() == before
    assert [name for name in names(desk) if "-shm" not in name] == [
        name for name in files if "-shm" not in name
    ]
    return line


def test_what_was_saved_is_back(desk: Desk, saved: Path) -> None:
    desk.ok("restore", saved)
    assert Consent.get().patient_name == "Margaret O'Neill"
    assert Consent.select().count() == 1


def test_the_database_before_is_kept_aside(desk: Desk, saved: Path) -> None:
    printed = desk.ok("restore", saved)
    assert str(aside(desk)) in printed
    assert count(aside(desk)) == 2
    assert aside(desk).stat().st_mode & 0o777 == 0o600


def test_the_trail_goes_on_from_the_backups_and_says_so(desk: Desk, saved: Path) -> None:
    desk.ok("restore", saved)
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.actor) == ("database.restore", "operator")
    assert "receipts that fit it: 1" in desk.ok("audit", "verify")


def test_the_backup_itself_is_not_touched(desk: Desk, saved: Path) -> None:
    before = saved.read_bytes()
    desk.ok("restore", saved)
    assert saved.read_bytes() == before
    assert desk.ok("doctor")


def test_restoring_leaves_one_database_and_no_scraps(desk: Desk, saved: Path) -> None:
    before = names(desk)
    desk.ok("restore", saved)
    assert [name for name in names(desk) if "-shm" not in name and "before" not in name] == [
        name for name in before if "-shm" not in name
    ]
    assert desk.file.stat().st_mode & 0o777 == 0o600


def on_a_new_machine(folder: Path, *keys: Path) -> Flask:
    """The application on a folder with these key files in it, and no database."""
    folder.mkdir()
    for kept in keys:
        shutil.copy(kept, folder / kept.name)
    return create_app(Config.from_env({"ASKFIRST_DATA_DIR": str(folder)}))


def test_a_new_machine_with_the_keys_gets_everything_back(
    desk: Desk, saved: Path, tmp_path: Path
) -> None:
    keys = list(desk.folder.glob("*key*"))
    database.database.close()
    done = run(on_a_new_machine(tmp_path / "new", *keys), "restore", saved)
    assert done.exit_code == 0, done.output
    assert "kept as" not in done.stdout
    database.database.connect()
    assert Consent.get().patient_name == "Margaret O'Neill"


def test_a_new_machine_where_the_keys_were_forgotten_is_told(saved: Path, tmp_path: Path) -> None:
    """And it makes no keys of its own, which could not read a single name."""
    database.database.close()
    line = one_line(run(on_a_new_machine(tmp_path / "new"), "restore", saved))
    assert "field-keys.txt" in line
    assert "backup of the keys" in line
    assert not list((tmp_path / "new").iterdir())


def test_other_field_keys_are_refused(desk: Desk, saved: Path) -> None:
    """The names would be lost behind a server that otherwise looks well."""
    database.database.close()
    (desk.folder / "field-keys.txt").write_text(Fernet.generate_key().decode())
    other = Desk(create_app(Config.from_env({"ASKFIRST_DATA_DIR": str(desk.folder)})), desk.folder)
    assert "does not fit" in unchanged(other, "restore", saved)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[40960:49152] = b"\xff" * 8192
    file.write_bytes(data)


def rubbish(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 500)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def somebody_elses(file: Path) -> None:
    file.unlink()
    connection = apsw.Connection(str(file))
    connection.execute("CREATE TABLE consent (id INTEGER PRIMARY KEY, recipe TEXT)")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut_short, "no whole database"),
        (overwritten, "no whole database"),
        (rubbish, "not a database"),
        (empty, "not an Ask First database"),
        (somebody_elses, "not an Ask First database"),
    ],
)
def test_what_is_no_whole_backup_of_ours_is_refused(
    desk: Desk, saved: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(saved)
    assert words in unchanged(desk, "restore", saved)


def test_a_file_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    assert "nowhere.db is no whole database" in unchanged(desk, "restore", tmp_path / "nowhere.db")
    assert "no whole database" in unchanged(desk, "restore", tmp_path)


def test_while_somebody_has_the_database_open_it_is_refused(desk: Desk, saved: Path) -> None:
    server = apsw.Connection(str(desk.file))
    try:
        server.execute("SELECT count(*) FROM site").fetchall()
        assert "stop the server first" in unchanged(desk, "restore", saved)
    finally:
        server.close()
    assert desk.ok("restore", saved)


def test_a_backup_of_an_older_release_is_brought_up_to_date(
    desk: Desk, saved: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    database.migrate()
    desk.ok("restore", saved)
    assert database.pending() == []
    assert database.database.execute_sql("SELECT count(*) FROM later").fetchone() == (0,)
    verbs = [row.verb for row in AuditEntry.select().order_by(AuditEntry.seq.desc()).limit(3)]
    assert verbs == ["database.restore", "fields.bound", "database.migrate"]


def test_a_backup_of_a_newer_release_is_refused(
    desk: Desk, newer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", newer)
        database.migrate()
        desk.ok("backup", tmp_path / "b.db")
    assert "newer release" in unchanged(desk, "restore", tmp_path / "b.db")


def test_a_broken_database_can_be_replaced(desk: Desk, saved: Path) -> None:
    """This is what backups are for."""
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    rubbish(desk.file)
    done = run(desk.app, "restore", saved)
    assert done.exit_code == 0, done.output
    assert count(desk.file) == 1
    assert aside(desk).read_bytes().startswith(b"not a database")


def test_the_log_of_a_server_that_was_killed_is_not_played_into_the_backup(
    desk: Desk, saved: Path, tmp_path: Path
) -> None:
    """It belongs to the database that is put aside, and is folded into that one."""
    desk.world.signed()
    crash = tmp_path / "crash"
    crash.mkdir()
    for part in desk.folder.glob("askfirst.db*"):
        shutil.copy(part, crash / part.name)
    assert (crash / "askfirst.db-wal").stat().st_size > 0
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    for name in ("askfirst.db", "askfirst.db-wal"):
        shutil.copy(crash / name, desk.folder / name)
    assert run(desk.app, "restore", saved).exit_code == 0
    assert count(desk.file) == 1
    assert count(aside(desk)) == 3


def test_two_within_a_second_keep_both_databases(desk: Desk, saved: Path) -> None:
    desk.ok("restore", saved)
    line = unchanged(desk, "restore", saved)
    assert "not written over" in line
    assert count(aside(desk)) == 2
