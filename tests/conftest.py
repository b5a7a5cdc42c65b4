"""What tests without a browser share: a migrated database with the cast in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from harness import databases
from harness.passwords import CHEAP
from harness.server import Server
from kiosk import create_app
from kiosk.actions import staff
from kiosk.config import Config
from kiosk.operator import founding
from kiosk.store import database, sealing
from tests.cast import NOW, Clock, World, settle

PUBLIC_URL = "http://clinic.example:8000"
Server.warm = True


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers more than there are cores: two seconds of five go by in waiting (for a page
    that looks again by itself, a server that starts, a camera), and each worker has a Chromium.
    """
    return min(4, (os.cpu_count() or 1) + 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is about SQLite's own file, or looks into it, is left out on a server."""
    for item in items if databases.ON_POSTGRES else ():
        if mark := item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason=f"about SQLite: {mark.args[0]}"))


@pytest.fixture(scope="session")
def first_morning(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Path]:
    """The application, and a database file with the two sites and the four people in it."""
    folder = tmp_path_factory.mktemp("first-morning")
    return begin(folder, **databases.settings()), folder / "askfirst.db"


def begin(folder: Path, **settings: str) -> Flask:
    """The application on a data folder of its own, with the cast in its database."""
    with pytest.MonkeyPatch.context() as patch:
        _cheap_passwords(patch)
        config = Config.from_env(
            {
                "ASKFIRST_DATA_DIR": str(folder),
                "ASKFIRST_PUBLIC_URL": PUBLIC_URL,
                **settings,
            }
        )
        app = create_app(config)
        founding.use(app, founding.begin(config))
        founding.end(config)
        app.testing = False
        database.database.connect()
        database.migrate()
        settle(app.extensions["secrets"])
        app.extensions["key-watch"].look()  # at the keys that were made just now
        database.database.close()
    return app


@pytest.fixture
def app(
    first_morning: tuple[Flask, Path], own_database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application on a database file of this test's own, its clock in the test's hand."""
    app, _morning = first_morning
    _cheap_passwords(monkeypatch)
    # Durability is what tests/races kill processes for: here, waiting for the disk is all it costs.
    monkeypatch.setitem(database.PRAGMAS, "synchronous", "off")
    # Field keys are the process's: another test may have had an application of its own.
    sealing.set_field_keys(app.config["ASKFIRST"].field_keys)
    sealing.ask_files(app.extensions["key-watch"].look)
    app.config["CLOCK"] = Clock(NOW)
    app.config["SEEN_AFTER"] = 0  # a test answers within the second (but test_seen.py)
    app.extensions.pop("today", None)  # what this worker keeps of another test's day
    monkeypatch.setattr("kiosk.views.staff.today.MAX_AGE", 0)  # a screen sees each change at once
    database.connect(own_database)
    database.database.connect()
    yield app
    database.database.close()


@pytest.fixture(scope="session", autouse=databases.ON_POSTGRES)
def behind_its_back() -> Iterator[None]:
    """A test that changes rows by hand does it as somebody would who can lift the server's triggers
    (`audit verify` is to find it). What the product does in a transaction goes past them as ever.
    """
    with databases.unwatched_outside_of_transactions():
        yield


@pytest.fixture(scope="session")
def put_back(first_morning: tuple[Flask, Path]) -> Iterator[databases.PutBack]:
    """On a server: the one database of this process."""
    made = databases.PutBack(first_morning[0].config["ASKFIRST"].database_url)
    yield made
    databases.drop(made.url)


@pytest.fixture
def own_database(
    first_morning: tuple[Flask, Path], tmp_path: Path, request: pytest.FixtureRequest
) -> str:
    """The address of a database of this test's own, as on the first morning."""
    if databases.ON_POSTGRES:
        put_back: databases.PutBack = request.getfixturevalue("put_back")
        return put_back.again()
    file = tmp_path / "askfirst.db"
    shutil.copy(first_morning[1], file)
    return f"sqlite:///{file}"


@pytest.fixture
def world(app: Flask) -> World:
    """The cast: Alice and Bob at the first site, Charlie at another, Mo the manager."""
    return World(app)


def _cheap_passwords(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(staff, "_hasher", CHEAP)
    nobody = CHEAP.hash("no such user")
    patch.setattr(staff, "_nobody", lambda: nobody)
