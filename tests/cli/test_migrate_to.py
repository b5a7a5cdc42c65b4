"""`migrate-to URL`: a site moves from its file to a server, whole, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from harness import databases
from kiosk import create_app
from kiosk.config import Config
from kiosk.lookups import trail
from kiosk.store import database, moving
from kiosk.store.models import TABLES, Consent
from kiosk.store.unfit import DatabaseUnfit
from tests.cast import NOW, Clock, World
from tests.cli.desk import one_line, run
from tests.conftest import begin

pytestmark = pytest.mark.skipif(not databases.ON_POSTGRES, reason="it wants a server")


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[World]:
    """A practice on its file, after a day's work."""
    app = begin(tmp_path / "data")
    app.config["CLOCK"] = Clock(NOW)
    database.database.connect()
    world = World(app)
    world.recording()
    world.refused()
    world.signed()
    database.database.close()
    yield world
    database.database.close()


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database on the server."""
    made = databases.create()
    yield made
    databases.drop(made)


def newest() -> Consent:
    """The consent that was signed last."""
    return Consent.select().order_by(Consent.id.desc()).get()


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as the database has it."""
    names = [model._meta.table_name for model in TABLES]
    run_sql = database.database.execute_sql
    return {name: sorted(run_sql(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def there(app: Flask, url: str) -> Flask:
    """The same practice, with its database at `url` from now on."""
    environ = {**app.config["ASKFIRST"].environ, databases.URL: url}
    return create_app(Config.from_env(environ))


def test_a_practice_moves_with_every_row_and_goes_on(practice: World, url: str) -> None:
    database.database.connect()
    before, receipt = rows(), practice.receipt(newest())
    database.database.close()
    done = run(practice.app, "migrate-to", url)
    assert done.exit_code == 0, done.output
    assert "3 receipts verify" in done.stdout
    folder = practice.app.config["ASKFIRST"].data_dir
    assert not (folder / "askfirst.db").exists()
    assert len(list(folder.glob("askfirst.db.moved-*"))) == 1
    moved = there(practice.app, url)
    moved.config["CLOCK"] = practice.clock
    database.database.connect()
    after = rows()
    (entry,) = [each for each in after["audit_entry"] if each not in before["audit_entry"]]
    assert "database.move" in entry
    assert {**after, "audit_entry": before["audit_entry"]} == before
    world = World(moved)
    assert world.browser().get(receipt.page).status == 200
    assert world.signed().id == len(before["consent"]) + 1
    assert trail.verify(world.secrets).receipts == 4


def test_the_server_knows_how_much_there_is_as_soon_as_it_is_moved(
    practice: World, url: str
) -> None:
    """It plans by that: without it, it read a million rows where an index leads to one."""
    assert run(practice.app, "migrate-to", url).exit_code == 0
    there(practice.app, url)
    database.database.connect()
    (known,) = database.database.execute_sql(
        "SELECT reltuples FROM pg_class WHERE relname = 'consent'"
    ).fetchone()
    assert known == 3


def test_a_database_that_is_not_empty_is_refused(practice: World, url: str) -> None:
    folder = practice.app.config["ASKFIRST"].data_dir
    other = databases.create()
    assert run(practice.app, "migrate-to", other).exit_code == 0
    (aside,) = folder.glob("askfirst.db.moved-*")
    aside.rename(folder / "askfirst.db")
    assert "has a site in it" in one_line(run(practice.app, "migrate-to", other))
    databases.drop(other)
    database.connect(url)
    with database.database.connection_context():
        database.database.execute_sql("CREATE TABLE theirs (id INTEGER)")
    database.connect(practice.app.config["ASKFIRST"].database_url)
    assert "tables of something else" in one_line(run(practice.app, "migrate-to", url))
    assert (folder / "askfirst.db").exists()


def test_a_move_that_breaks_can_be_begun_again(
    practice: World, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, count = moving._copy, 0

    def breaks(*given: object) -> int:
        nonlocal count
        count += 1
        if count == 20:
            raise DatabaseUnfit("somebody pulled the plug")
        return whole(*given)

    monkeypatch.setattr(moving, "_copy", breaks)
    assert "pulled the plug" in one_line(run(practice.app, "migrate-to", url))
    monkeypatch.undo()
    assert run(practice.app, "migrate-to", url).exit_code == 0


def test_what_does_not_arrive_as_it_was_read_is_not_moved(practice: World, url: str) -> None:
    """Somebody changed a row behind the product's back: that shows there as it would here."""
    own = practice.app.config["ASKFIRST"].data_dir / "askfirst.db"
    database.connect(f"sqlite:///{own}")
    with database.database.connection_context():
        database.database.execute_sql("UPDATE consent SET state = 'withdrawn' WHERE id = 1")
    assert "nothing was moved" in one_line(run(practice.app, "migrate-to", url))
    assert own.exists()
