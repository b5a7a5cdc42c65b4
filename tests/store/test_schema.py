"""Migrations make what the models say; the audit trail cannot be changed by whoever opens it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest

from kiosk.store import database
from kiosk.store.database import connect, migrate, pending
from kiosk.store.models import TABLES, AuditEntry
from tests.cast import World


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    connect(f"sqlite:///{tmp_path / 'own.db'}")
    database.make()
    database.database.connect()
    yield tmp_path / "own.db"
    database.database.close()


def schema() -> dict[str, Any]:
    """Tables with columns (name, type, null, primary key), indexes, and foreign keys."""
    db = database.database.obj
    names = [model._meta.table_name for model in TABLES]
    return {
        name: {
            # Sorted: a column that a later migration adds comes last, wherever the model has it.
            "columns": sorted(tuple(each)[:4] for each in db.get_columns(name)),
            "indexes": sorted(
                (each.name, tuple(each.columns), each.unique) for each in db.get_indexes(name)
            ),
            "keys": sorted((each.column, each.dest_table) for each in db.get_foreign_keys(name)),
        }
        for name in names
    }


# A consent and its decision, and its recording, point at each other: one of each pair of links is
# a plain number in the schema.
CIRCLE = {"consent": ("decision_id", "recording_id")}


@pytest.mark.sqlite("makes two files")
def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    """Names, types, nullability, indexes and foreign keys."""
    found = []
    for name, make in (("a", migrate), ("b", lambda: database.database.create_tables(TABLES))):
        connect(f"sqlite:///{tmp_path / name}.db")
        database.make()
        database.database.connect()
        make()
        found.append(schema())
        database.database.close()
    migrated, modelled = found
    for table, parts in modelled.items():
        left_out = CIRCLE.get(table, ())
        keys = [each for each in parts["keys"] if each[0] not in left_out]
        own = [each for each in parts["indexes"] if each[1][0] not in left_out]
        assert migrated[table] == parts | {"keys": keys, "indexes": own}, table


@pytest.mark.sqlite("makes a file")
def test_no_table_is_missing_from_the_list(empty: Path) -> None:
    """`TABLES` is what migrations, this test and the snapshot of other tests go by."""
    migrate()
    made = set(database.database.get_tables())
    assert {model._meta.table_name for model in TABLES} <= made
    assert len(made - {model._meta.table_name for model in TABLES}) == 1  # the migrations' own


@pytest.mark.sqlite("makes a file")
def test_migrating_twice_changes_nothing(empty: Path) -> None:
    assert pending()
    assert migrate()
    assert migrate() == []
    assert pending() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'nothing'",
        "UPDATE audit_entry SET hash = 'x' WHERE seq = 1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE seq = (SELECT MAX(seq) FROM audit_entry)",
        pytest.param(
            "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1",
            marks=pytest.mark.sqlite("its dialect"),
        ),
        pytest.param(
            "UPDATE OR REPLACE audit_entry SET seq = 1 WHERE seq = 2",
            marks=pytest.mark.sqlite("its dialect"),
        ),
    ],
)
def test_the_audit_trail_can_only_grow(world: World, statement: str) -> None:
    before = list(AuditEntry.select().tuples())
    assert before
    with pytest.raises(peewee.DatabaseError, match="append-only"):
        database.database.execute_sql(statement)
    assert list(AuditEntry.select().tuples()) == before
