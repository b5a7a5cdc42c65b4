"""The operator at work on a copy of the first morning, keys and all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from harness import databases
from harness.passwords import CHEAP
from kiosk import create_app
from kiosk.actions import staff
from kiosk.config import Config
from kiosk.store.database import Server, connect, database
from tests.cast import NOW, Clock, World
from tests.cli.desk import Desk, run
from tests.cli.edits import Day
from tests.cli.hostile import busy_day


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as slow as it has to be would cost more than all else here."""
    monkeypatch.setattr(staff, "_hasher", CHEAP)
    nobody = CHEAP.hash("no such user")
    monkeypatch.setattr(staff, "_nobody", lambda: nobody)


@pytest.fixture(autouse=databases.ON_POSTGRES)
def _hasty_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own server waits for no disk, which `doctor` would say."""
    asked = Server.settings_amiss

    def others(held: Server) -> list[str]:
        return [each for each in asked(held) if not each.startswith(("fsync", "full_page"))]

    monkeypatch.setattr(Server, "settings_amiss", others)


@pytest.fixture
def desk(first_morning: tuple[Flask, Path], own_database: str, tmp_path: Path) -> Iterator[Desk]:
    """The operator's desk, at ten in the morning of a Wednesday."""
    folder = tmp_path / "data"
    # What earlier tests deleted is listed beside the checkpoints: a restore would delete it again.
    beside = shutil.ignore_patterns("checkpoints")
    shutil.copytree(first_morning[1].parent, folder, ignore=beside)
    on_server = {databases.URL: own_database} if databases.ON_POSTGRES else {}
    if not on_server:
        (folder / "askfirst.db").chmod(0o600)  # as `wsgi` would have made it
    desk = Desk(_application(folder, **on_server), folder)
    yield desk
    database.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty data folder, before `init`."""
    yield _application(tmp_path / "bare", **databases.settings())
    database.close()


def _application(folder: Path, **settings: str) -> Flask:
    app = create_app(Config.from_env({"ASKFIRST_DATA_DIR": str(folder), **settings}))
    app.config["CLOCK"] = Clock(NOW)
    return app


@pytest.fixture(scope="module")
def evening(
    first_morning: tuple[Flask, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day") / "data"
    shutil.copytree(first_morning[1].parent, folder)
    app = create_app(Config.from_env({"ASKFIRST_DATA_DIR": str(folder)}))
    app.config["CLOCK"] = Clock(NOW)
    (folder / "askfirst.db").chmod(0o600)
    database.connect()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.actions.staff._hasher", CHEAP)
        busy_day(World(app))
    database.close()
    assert run(app, "audit", "checkpoint").exit_code == 0
    before = database.obj
    yield Day(app, folder)
    database.initialize(before)


@pytest.fixture
def day(evening: Day) -> Iterator[Day]:
    """The same file again for each test."""
    held = evening.file.read_bytes()
    connect(f"sqlite:///{evening.file}")
    yield evening
    database.close()
    for part in evening.folder.glob("askfirst.db-*"):
        part.unlink()
    evening.file.write_bytes(held)
