"""Whoever edits the database file is found out, by `audit verify` and by `doctor` (issue 11, §1.3).

Each edit is of one column that states a fact, made on a real file through plain SQLite, triggers
out and back in; then again with the whole trail recomputed to fit. The control is the file itself.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from kiosk import create_app
from kiosk.config import Config
from kiosk.lookups import trail
from kiosk.lookups.trail import TrailBroken
from kiosk.store.database import FAULTS, connect, database
from kiosk.store.declared import WATCHED
from kiosk.store.rows import rows_of
from kiosk.store.sealing import FieldKeyWrong, Place
from kiosk.store.sealing import opened as unsealed
from tests.cast import NOW, Clock, World
from tests.cli.conftest import CHEAP
from tests.cli.desk import one_line, run
from tests.cli.hostile import busy_day, edit, opened, refit

pytestmark = pytest.mark.sqlite("edits its file")

SWAP = """
CREATE TEMP TABLE held AS SELECT * FROM consent WHERE id = 2;
UPDATE consent SET ({0}) = (SELECT {0} FROM consent WHERE id = 1) WHERE id = 2;
UPDATE consent SET ({0}) = (SELECT {0} FROM held) WHERE id = 1;
"""
DECIDED = "(SELECT MIN(id) FROM decision WHERE kind = 'agreed')"
NOT_AGREED = "(SELECT MIN(id) FROM decision WHERE kind = 'not_agreed')"
EDITS = {
    # Who it is about
    "names swapped between patients": SWAP.format("patient_name"),
    "names swapped with their salts": SWAP.format("patient_name, salt"),
    "birth dates swapped": SWAP.format("birth_date"),
    "numbers emptied": "UPDATE consent SET nhs_number = '' WHERE id = 2",
    "signatures swapped": SWAP.format("signature"),
    "answers swapped": SWAP.format("answers"),
    "names erased as if purged": "UPDATE consent SET patient_name = '', birth_date = '', "
    "nhs_number = '', answers = '', signature = '', salt = '' WHERE id = 3",
    "a participant's name emptied": "UPDATE participant SET name = '' WHERE id = 1",
    "a member of staff renamed": "UPDATE staff SET name = 'Dr Somebody Else' WHERE id = 2",
    "a user name taken over": "UPDATE staff SET username = 'mallory' WHERE id = 2",
    "notes swapped": "UPDATE note AS mine SET text = "
    "(SELECT other.text FROM note AS other WHERE other.id = 3 - mine.id)",
    "a concern emptied": "UPDATE concern SET text = ''",
    # What was said
    "withdrawn → signed": "UPDATE consent SET state = 'signed', ended_at = NULL WHERE id = 3",
    "signed → withdrawn": "UPDATE consent SET state = 'withdrawn', ended_at = signed_at "
    "WHERE id = 6",
    "refused → given": "UPDATE consent SET answer = 'given' WHERE answer = 'refused'",
    "given → refused": "UPDATE consent SET answer = 'refused' WHERE id = 6",
    "sound → sound and video": "UPDATE consent SET types = 'sound video' WHERE id = 1",
    "sound and video → sound": "UPDATE consent SET types = 'sound' WHERE id = 6",
    "talking → whole": "UPDATE consent SET part = 'whole' WHERE id = 1",
    "who presses record": "UPDATE consent SET recorder = 'staff' WHERE id = 1",
    "a receipt that lasts longer": "UPDATE consent SET expires_at = expires_at + 86400 WHERE id=6",
    "a signing made earlier": "UPDATE consent SET signed_at = signed_at - 3600 WHERE id = 6",
    "read in other words": "UPDATE consent SET text_id = text_id + 1 WHERE id = 1",
    "a consent of another site": "UPDATE consent SET site_id = 2 WHERE id = 4",
    "a verification made up": "UPDATE consent SET verified_at = signed_at, verified_by_id = 2 "
    "WHERE id = 7",
    "a verification taken back undone": "UPDATE verification SET undone_at = NULL",
    "a no in the room → yes": "UPDATE participant SET answer = 'yes', no_at = NULL WHERE id = 1",
    "nobody left to ask": "UPDATE consent SET someone_to_ask = 0 WHERE id = 2",
    # What was decided and recorded
    "not agreed → agreed": "UPDATE decision SET kind = 'agreed', reason = '' "
    f"WHERE id = {NOT_AGREED}",
    "agreed → not agreed": f"UPDATE decision SET kind = 'not_agreed' WHERE id = {DECIDED}",
    "a decision moved to another consent": f"UPDATE decision SET consent_id = 2 WHERE id={DECIDED}",
    "a decision by somebody else": f"UPDATE decision SET staff_id = 3 WHERE id = {DECIDED}",
    "types agreed widened": "UPDATE decision SET types = 'sound video' WHERE consent_id = 6",
    "a decision's end taken away": "UPDATE decision SET ended_at = at WHERE ended_at IS NULL",
    "a token of a decision taken away": f"UPDATE decision SET token = '' WHERE id = {DECIDED}",
    "a recording's end changed": "UPDATE recording SET stopped_at = stopped_at + 60",
    "a recording that never ended": "UPDATE recording SET stopped_at = NULL, stop_reason = ''",
    "a pause made longer": "UPDATE pause SET until = until + 30",
    # Who may
    "roles raised": "UPDATE membership SET roles = 'clinician manager' WHERE roles = 'reception'",
    "roles taken away": "UPDATE membership SET roles = 'reception' WHERE roles = 'clinician'",
    "a password put back": "UPDATE staff SET password_hash = (SELECT password_hash FROM staff "
    "WHERE id = 3) || ' ' WHERE id = 2",
    "a session that never ended": "UPDATE staff_session SET ended_at = NULL",
    "a revoked tablet back in use": "UPDATE kiosk SET revoked_at = NULL",
    "the closing time changed": "UPDATE site SET closes = '23:00'",
    "a code shown by somebody else": "UPDATE handoff SET staff_id = 3",
    "the rules' words changed": "UPDATE policy_text SET words = replace(words, 'ask', 'tell')",
    "a language offered unchecked": "UPDATE policy_text SET published_at = 1 "
    "WHERE published_at IS NULL",
    "a version published earlier": "UPDATE policy SET published_at = published_at - 60",
    # Rows, entries and guards
    "every consent deleted": "PRAGMA foreign_keys = 0; DELETE FROM consent",
    "one consent deleted": "PRAGMA foreign_keys = 0; DELETE FROM consent WHERE id = 5",
    "every verification deleted": "DELETE FROM verification",
    "a note deleted": "DELETE FROM note WHERE id = 1",
    "a person added": "INSERT INTO staff (site_id, username, name, job, password_hash, created_at, "
    "salt) SELECT site_id, 'mallory', name, job, password_hash, created_at, salt FROM staff "
    "WHERE id = 2",
    "a verification added": "INSERT INTO verification (consent_id, staff_id, at, way, first) "
    "SELECT 7, staff_id, at, way, first FROM verification LIMIT 1",
    "an entry's detail changed": "UPDATE audit_entry SET detail = '{}' WHERE verb LIKE 'decision%'",
    "an entry's time changed": "UPDATE audit_entry SET at = at - 60 "
    "WHERE verb = 'consent.withdraw'",
    "an entry of somebody else's": "UPDATE audit_entry SET actor = 'staff:3' "
    "WHERE verb LIKE 'recording%'",
    "entries cut off the end": "DELETE FROM audit_entry WHERE seq > "
    "(SELECT MAX(seq) FROM audit_entry) - 2",
    "a receipt exchanged": "UPDATE consent SET token = (SELECT token FROM consent WHERE id = 1) "
    "WHERE id = 6",
}
GUARDS = {
    "triggers replaced by empty ones": ";".join(
        f"CREATE TRIGGER audit_entry_no_{each} BEFORE {verb} ON audit_entry BEGIN SELECT 1; END"
        for each, verb in (("update", "UPDATE"), ("delete", "DELETE"), ("replace", "INSERT"))
    ),
    "a trigger that does more": "CREATE TRIGGER more AFTER INSERT ON consent BEGIN "
    "DELETE FROM consent; END",
}


# What an entry added at the end hides, until a later checkpoint or receipt is kept elsewhere.
FOUND_AT_ONCE = {each for each in EDITS if "swapped" in each or "entry" in each} | {
    "numbers emptied",
    "a participant's name emptied",
    "a concern emptied",
    "refused → given",
    "given → refused",
    "sound → sound and video",
    "sound and video → sound",
    "talking → whole",
    "who presses record",
    "a receipt that lasts longer",
    "a signing made earlier",
    "read in other words",
    "a consent of another site",
    "not agreed → agreed",
    "agreed → not agreed",
    "a decision moved to another consent",
    "types agreed widened",
    "the rules' words changed",
    "an entry of somebody else's",
    "entries cut off the end",
    "a receipt exchanged",
}


@dataclass(frozen=True)
class Day:
    """A data folder after a day's work, with a checkpoint of its end, and the application on it."""

    app: Flask
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "askfirst.db"

    def found(self) -> str:
        """What `audit verify` says; `doctor` says the same, or both that all is well."""
        verified, looked = run(self.app, "audit", "verify"), run(self.app, "doctor")
        assert (verified.exit_code == 0) is (looked.exit_code == 0), looked.output
        return "" if verified.exit_code == 0 else one_line(verified)

    def fault(self, checkpoints: Path | None) -> str:
        """What is wrong, by `checkpoints` or without any."""
        with opened(self.file):
            try:
                trail.verify(self.app.extensions["secrets"], checkpoints)
            except TrailBroken as fault:
                return str(fault)
        return ""


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
def test_every_edit_is_found_with_the_trail_made_to_fit(day: Day, said: str) -> None:
    """Whoever has the code, the file and even the field keys: the signed checkpoint knows."""
    edit(day.file, EDITS[said])
    refit(day.file)
    assert day.fault(day.folder / "checkpoints")
    # Without it, the receipts do: unless there is none left that was signed later.
    assert bool(day.fault(None)) is (said != "every consent deleted")


@pytest.mark.parametrize("said", EDITS)
def test_what_an_entry_added_at_the_end_can_hide_is_known(day: Day, said: str) -> None:
    """docs/threat-model.md says so: it is a change like any other, but for who made it."""
    edit(day.file, EDITS[said])
    refit(day.file, append=True)
    assert bool(day.fault(day.folder / "checkpoints")) is (said in FOUND_AT_ONCE)


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
