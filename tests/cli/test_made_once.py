"""Nothing is quietly made anew: only `init` makes a site, and never beside what is left of one."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from kiosk import create_app
from kiosk.config import KEY_FILES, Config
from kiosk.lookups import fingerprints, health
from kiosk.lookups.fingerprints import KeysWrong
from kiosk.operator import commands, founding
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit
from kiosk.store.models import AuditEntry, KeyPrint
from tests.cli.desk import Desk, one_line, run
from tests.cli.test_settings import started

pytestmark = pytest.mark.sqlite("what stands in its folder, and what is made there")

KEYS = tuple(KEY_FILES.values())
ASK = [["backup", "b.db"], ["staff", "list"], ["purge"], ["migrate"], ["audit", "verify"]]


def files(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, with what is in it."""
    kept = [path for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))]
    return {path.name: path.read_bytes() for path in kept}


def again(folder: Path, **settings: str) -> Flask:
    """The application as the next process finds it."""
    database.database.close()
    return create_app(Config.from_env({"ASKFIRST_DATA_DIR": str(folder), **settings}))


# --- keys without a database, a database without keys ---


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("command", [["init"], *ASK, ["keys", "list"]])
def test_a_missing_key_is_not_made_anew(desk: Desk, name: str, command: list[str]) -> None:
    desk.world.signed()
    database.database.close()
    (desk.folder / name).unlink()
    before = files(desk.folder)
    line = one_line(run(again(desk.folder), *command))
    assert name in line
    assert str(desk.folder) in line
    assert "1 receipts" in line
    assert "backup of the keys" in line
    assert files(desk.folder) == before


@pytest.mark.parametrize("command", [["init"], *ASK])
def test_a_missing_database_is_not_made_anew_beside_keys(desk: Desk, command: list[str]) -> None:
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    before = files(desk.folder)
    line = one_line(run(again(desk.folder), *command))
    assert "keys" in line
    assert "no database" in line
    assert "restore" in line
    assert files(desk.folder) == before


@pytest.mark.parametrize("command", ASK)
def test_only_init_makes_a_site(tmp_path: Path, command: list[str]) -> None:
    """As by cron, without the environment of the service: an empty site was backed up for ever."""
    done = started(tmp_path / "data", "flask", "--app", "wsgi", *command)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "there is no site yet" in line
    assert str(tmp_path / "data") in line
    assert not (tmp_path / "data").exists()


def test_the_line_says_that_the_folder_was_not_named(tmp_path: Path) -> None:
    config = Config.from_env({})
    assert "ASKFIRST_DATA_DIR is not set" in founding._database_gone(config)
    named = Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path)})
    assert "ASKFIRST_DATA_DIR is set to" in founding._database_gone(named)


def test_init_is_run_again_after_it_was_cut_short(tmp_path: Path) -> None:
    """Killed with the keys made and no site: what is there is its own."""
    folder = tmp_path / "data"
    config = founding.begin(Config.from_env({"ASKFIRST_DATA_DIR": str(folder)}))
    assert config.missing == ()
    (folder / "field-keys.txt").unlink()
    before = (folder / "secret-key.txt").read_bytes()
    assert run(again(folder), "init").stdout.startswith("Ask First is ready")
    assert (folder / "secret-key.txt").read_bytes() == before
    assert not (folder / founding.UNDER_WAY).exists()
    assert run(again(folder), "staff", "list").exit_code == 0


def test_keys_from_the_environment_are_no_leftovers(desk: Desk, tmp_path: Path) -> None:
    """They are made before the first start, by whoever sets it up."""
    given = {name: (desk.folder / file).read_text() for name, file in KEY_FILES.items()}
    app = again(tmp_path / "new", **given)
    assert run(app, "init").stdout.startswith("Ask First is ready")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["askfirst.db"]


# --- `make run` ---


def test_make_run_makes_a_site_in_an_empty_folder_of_the_default_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = again(tmp_path / "instance")
    line = one_line(run(named, "init", "--for-run"))
    assert "`init`" in line
    assert not (tmp_path / "instance").exists()
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "notes.txt").touch()
    database.database.close()
    default = create_app(Config.from_env({}))
    assert "has files in it" in one_line(run(default, "init", "--for-run"))
    (tmp_path / "instance" / "notes.txt").unlink()
    assert run(default, "init", "--for-run").stdout.startswith("Ask First is ready")
    assert run(again(tmp_path / "instance"), "init", "--for-run").stdout.startswith("Ask First is")


def test_make_run_asks_before_it_makes() -> None:
    root = Path(__file__).resolve().parents[2]
    lines = subprocess.run(
        ["make", "--dry-run", "run"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    assert lines.index("init --for-run") < lines.index("gunicorn")


# --- fingerprints ---


def replaced(folder: Path, name: str, tmp_path: Path) -> None:
    """A key file with a fresh key in it, as a start made it once."""
    assert run(again(tmp_path / "other"), "init").exit_code == 0
    shutil.copy(tmp_path / "other" / name, folder / name)


@pytest.fixture(params=KEYS)
def swapped(request: pytest.FixtureRequest, desk: Desk, tmp_path: Path) -> tuple[str, Flask]:
    """The application after one of the keys was replaced by a fresh one, and which."""
    desk.world.signed()
    desk.ok("backup", tmp_path / "b.db")
    replaced(desk.folder, request.param, tmp_path)
    return request.param, again(desk.folder)


def test_a_replaced_key_stops_start_commands_and_restore(
    swapped: tuple[str, Flask], tmp_path: Path
) -> None:
    name, app = swapped
    with pytest.raises(KeysWrong) as caught:
        commands.ready(app)
    for said in (
        str(caught.value),
        one_line(run(app, "backup", tmp_path / "c.db")),
        one_line(run(app, "restore", tmp_path / "b.db")),
        one_line(run(app, "init")),
    ):
        assert name in said
        assert "1 receipts" in said
    assert f"not ok  keys of this database: the key in {name}" in run(app, "doctor").stdout
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["faults"]) == (503, ["keys"])


def test_without_fingerprints_a_replaced_key_would_pass(
    swapped: tuple[str, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(fingerprints, "lost", lambda _secrets: [])
    commands.ready(swapped[1])


def test_a_replaced_key_is_found_in_a_database_that_knew_none_yet(
    swapped: tuple[str, Flask],
) -> None:
    """As of the release before: the newest receipt shows it."""
    with database.database.connection_context():
        KeyPrint.delete().execute()
    with pytest.raises(KeysWrong, match=swapped[0]):
        commands.ready(swapped[1])


def test_one_row_that_cannot_be_read_is_no_lost_key(desk: Desk) -> None:
    """Of a database of before, whose newest receipt happens to be damaged."""
    desk.world.signed()
    desk.world.signed()
    KeyPrint.delete().execute()
    database.database.execute_sql("UPDATE consent SET answers = 'x' WHERE id = 2")
    commands.ready(desk.app)
    with database.database.connection_context():
        assert KeyPrint.select().count() == 3


def test_a_fingerprint_gives_no_key_away(desk: Desk) -> None:
    known = {each.fingerprint for each in KeyPrint.select()}
    assert len(known) == len(KEYS)
    texts = [(desk.folder / name).read_text() for name in KEYS]
    assert not [each for each in known for text in texts if each[:8] in text]


def test_a_start_notes_a_key_that_was_added_and_says_so_once(desk: Desk) -> None:
    desk.ok("keys", "rotate")
    assert health.faults(desk.world.secrets) == ["keys"], "the control: it has not looked"
    assert desk.app.test_client().get("/readyz").status_code == 200, "it looks before it answers"
    assert health.faults(desk.app.extensions["secrets"]) == []
    app = again(desk.folder)
    commands.ready(app)
    commands.ready(app)
    with database.database.connection_context():
        verbs = [each.verb for each in AuditEntry.select().order_by(AuditEntry.seq)]
        assert verbs[-2:] == ["keys.rotate", "fields.bound"]
        assert KeyPrint.select().where(KeyPrint.kind == "receipt").count() == 2


# --- another release's database ---


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of the next release."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder)
    (folder / "9999_later.py").write_text("def up(migrator, db):\n    pass\n")
    return folder


def newer_code(desk: Desk) -> None:
    """Its database was not migrated yet."""


def older_code(desk: Desk) -> None:
    database.migrate()


@pytest.mark.parametrize(
    ("other", "words"), [(newer_code, "run `init`: 9999_later"), (older_code, "newer release")]
)
def test_a_server_does_not_start_on_another_releases_database(
    desk: Desk,
    later: Path,
    monkeypatch: pytest.MonkeyPatch,
    other: Callable[[Desk], None],
    words: str,
) -> None:
    commands.ready(desk.app)  # the control: on its own it does
    database.database.connect(reuse_if_open=True)
    before = database.MIGRATIONS
    monkeypatch.setattr(database, "MIGRATIONS", later)
    other(desk)
    monkeypatch.setattr(database, "MIGRATIONS", before if other is older_code else later)
    with pytest.raises(DatabaseUnfit, match=words):
        commands.ready(desk.app)
    if other is older_code:
        assert "newer release" in one_line(run(desk.app, "init"))
        assert "newer release" in one_line(run(desk.app, "kiosk", "list"))


def test_the_real_server_says_it_in_one_line(tmp_path: Path) -> None:
    done = started(tmp_path / "none", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app")
    assert done.returncode in (1, 3)
    assert "Ask First cannot start: there is no site yet" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()
