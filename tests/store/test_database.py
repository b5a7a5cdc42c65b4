"""How the database is opened and written: the pragmas, the version, one writer at a time."""

import re
from collections.abc import Iterator
from pathlib import Path

import apsw
import peewee
import pytest

from kiosk.store import database, sqlite
from kiosk.store.database import DatabaseUnfit, connect, write
from kiosk.store.models import Attempt

pytestmark = pytest.mark.sqlite("its pragmas, lock and file")

ROOT = Path(__file__).parents[2]
DIALECT = re.compile(r"(?i)\bpragma\b|sqlite[_3:]|apsw|vacuum|wal_checkpoint|autoincrement")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A migrated database, opened as the product opens it."""
    path = tmp_path / "own.db"
    connect(f"sqlite:///{path}")
    database.make()
    database.database.connect()
    database.migrate()
    yield path
    database.database.close()


def pragma(name: str) -> object:
    return database.database.execute_sql(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_the_pragmas_are_in_force(file: Path, name: str, value: object) -> None:
    assert pragma(name) == value


def test_a_query_is_planned_once_whatever_is_asked_for(file: Path) -> None:
    """Else SQLite plans every join anew for every value, which took ten times the query's time."""
    connection = database.database.connection()
    assert connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, -1)


def test_sqlite_is_new_enough(file: Path) -> None:
    found = database.database.execute_sql("SELECT sqlite_version()").fetchone()[0]
    assert tuple(map(int, found.split("."))) >= (3, 51, 3)


@pytest.mark.parametrize("version", [(3, 51, 2), (3, 40, 1), (2, 99, 99)])
def test_a_sqlite_that_can_corrupt_its_file_is_refused(
    version: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The WAL-reset bug: fixed in 3.51.3."""
    monkeypatch.setattr(sqlite.APSWDatabase, "server_version", version)
    with pytest.raises(DatabaseUnfit, match=r"3\.51\.3"):
        connect(f"sqlite:///{tmp_path / 'x.db'}")
    database.make()
    assert not (tmp_path / "x.db").exists()


def test_the_first_fixed_sqlite_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite.APSWDatabase, "server_version", (3, 51, 3))
    connect(f"sqlite:///{tmp_path / 'x.db'}")
    database.make()


def test_an_address_of_no_known_kind_is_refused() -> None:
    with pytest.raises(DatabaseUnfit, match="ASKFIRST_DATABASE_URL"):
        connect("smoke-signals://hill/top")


def test_a_write_holds_the_lock_before_its_first_statement(file: Path) -> None:
    """IMMEDIATE: a reader that turned into a writer midway would fail at once instead."""
    other = apsw.Connection(str(file))
    other.set_busy_timeout(0)
    with write(), pytest.raises(apsw.BusyError):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()


def test_a_plain_transaction_would_not_hold_it(file: Path) -> None:
    """The control of the test above."""
    other = apsw.Connection(str(file))
    other.set_busy_timeout(0)
    with database.database.atomic("DEFERRED"):
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    other.close()


def test_a_write_that_fails_leaves_nothing(file: Path) -> None:
    def half_way() -> None:
        with write():
            Attempt.create(bucket="x", at=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert Attempt.select().count() == 0


def test_a_write_within_a_write_is_part_of_it(file: Path) -> None:
    def outer() -> None:
        with write():
            with write():
                Attempt.create(bucket="x", at=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        outer()
    assert Attempt.select().count() == 0


def test_a_lock_that_lasts_is_the_busy_fault(file: Path) -> None:
    pragma("busy_timeout = 20")
    other = apsw.Connection(str(file))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(database.Busy), write():
        Attempt.create(bucket="x", at=1)
    other.execute("ROLLBACK")
    other.close()
    with write():
        Attempt.create(bucket="x", at=1)
    assert Attempt.select().count() == 1


def test_foreign_keys_are_held(file: Path) -> None:
    with pytest.raises(peewee.IntegrityError):
        database.database.execute_sql(
            "INSERT INTO staff_session (staff_id, token_hash, began_at) VALUES (99, 'x', 1)"
        )


def test_what_only_one_kind_of_database_can_do_stands_in_one_place() -> None:
    """What a dialect alone can do stands in the files of store that say so."""
    code = [*(ROOT / "kiosk").rglob("*.py"), *(ROOT / "signing").rglob("*.py")]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in code
        if path.name not in ("database.py", "database_file.py", "sqlite.py", "postgres.py")
        for line in _without_prose(path.read_text(encoding="utf-8")).splitlines()
        if DIALECT.search(line)
    ]
    allowed = ("kiosk/config.py",)  # the default address of the embedded database
    assert [each for each in found if not each.startswith(allowed)] == []


def _without_prose(source: str) -> str:
    source = re.sub(r'"""(?:.|\n)*?"""', "", source)
    return re.sub(r"#.*", "", source)
