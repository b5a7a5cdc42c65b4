"""Whoever edits the database file is found out, by `audit verify` and by `doctor` (issue 11, §1.3).

Each edit is of one column that states a fact, made on a real file through plain SQLite, triggers
out and back in; then again with the whole trail recomputed to fit. The control is the file itself.
"""

import pytest

from kiosk.lookups import trail
from kiosk.lookups.trail import TrailBroken
from kiosk.store.database import FAULTS, database
from kiosk.store.declared import WATCHED
from kiosk.store.rows import rows_of
from kiosk.store.sealing import FieldKeyWrong, Place
from kiosk.store.sealing import opened as unsealed
from tests.cli.edits import EDITS, GUARDS, Day, look_at_no_countersign
from tests.cli.hostile import edit, opened, refit

pytestmark = pytest.mark.sqlite("edits its file")


def test_the_file_that_nobody_edited_verifies(day: Day) -> None:
    """The control, and of the recomputing: it changes nothing where there is nothing to fit."""
    assert day.found() == ""
    assert edit(day.file, "UPDATE consent SET state = state") > 0
    refit(day.file)
    refit(day.file, append=True)
    assert day.found() == ""


@pytest.mark.parametrize("said", [*EDITS, *GUARDS])
def test_every_edit_is_found(day: Day, said: str) -> None:
    assert edit(day.file, (EDITS | GUARDS)[said]) or said in GUARDS, "the edit changed nothing"
    assert day.found()


@pytest.mark.parametrize("said", EDITS)
def test_every_edit_is_found_with_the_trail_made_to_fit(
    day: Day, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the code, the file and even the field keys: the signed checkpoint knows."""
    edit(day.file, EDITS[said])
    refit(day.file)
    assert day.fault(None)  # nobody could countersign the entries anew
    look_at_no_countersign(monkeypatch)
    assert day.fault(day.folder / "checkpoints")
    # Without it, the receipts do: unless there is none left that was signed later.
    assert bool(day.fault(None)) is (said != "every consent deleted")


def test_every_column_that_states_something_is_held_either_way(day: Day) -> None:
    """Not only those that somebody thought of: each, in each table, emptied or made another."""
    empty = set()
    with opened(day.file):
        database.execute_sql("PRAGMA foreign_keys = 0")
        for table, columns in WATCHED.items():
            if next(rows_of(table), None) is None:
                empty.add(table)
                continue
            for column in sorted(columns.facts | columns.identity):
                assert _changes_found(day, table, column) > 0, f"{table}.{column}"
    assert empty == {"restored"}


def _changes_found(day: Day, table: str, column: str) -> int:
    """How many ways there are to change a column, all of which are found."""
    secrets, ways = day.app.extensions["secrets"], 0
    for change in (f"CAST({column} || '1' AS TEXT)", f"COALESCE({column}, 0) + 1", "NULL", "''"):
        with database.atomic() as all_of_it:
            before = _first(table, column)
            try:
                database.execute_sql(f"UPDATE {table} SET {column} = {change} WHERE id = 1")
            except FAULTS:  # it may not be null, or must be the only one
                all_of_it.rollback()
                continue
            if _first(table, column) != before:
                with pytest.raises(TrailBroken):
                    trail.verify(secrets)
                ways += 1
            all_of_it.rollback()
    return ways


def _first(table: str, column: str) -> object:
    value = database.execute_sql(f"SELECT {column} FROM {table} WHERE id = 1").fetchone()[0]
    if column not in WATCHED[table].sealed:
        return value
    place = database.execute_sql(f"SELECT place FROM {table} WHERE id = 1").fetchone()[0]
    try:
        return unsealed(value, Place(table, column, place))
    except FieldKeyWrong:
        return FieldKeyWrong


def test_there_are_forty_at_least() -> None:
    assert len(EDITS | GUARDS) >= 40
