"""A practice that runs the release before: its database is brought up to date, row for row."""

import json
from pathlib import Path
from typing import Any

import apsw
import pytest

from kiosk.actions import decisions, recordings, upkeep, verifications
from kiosk.domain.opening import every_day
from kiosk.lookups import trail
from kiosk.store import database
from kiosk.store.models import (
    TABLES,
    Attempt,
    Concern,
    Consent,
    Decision,
    Membership,
    Note,
    Once,
    Participant,
    Pause,
    Recording,
    Staff,
)
from tests.cast import World, all_rows, fresh
from tests.store.test_schema import schema

SAM = {"id": 1, "name": "Sam O'Neill", "role": "companion", "says": "yes"}
STEPS = ["0002_room", "0003_true_room", "0004_roles", "0009_practice", "0012_people"]
NEW_TABLES = {"pause", "note", "concern", "membership", "handoff", "invitation", "passkey"}
NEW_COLUMNS = {
    "decision": {
        "token": "",
        "ended_at": None,
        "ended_by_id": None,
        "ended_why": "",
        "types": "",
        "offered": "[]",
        "grounds": "",
    },
    "recording": {"paused_at": None, "stop_arrived_at": None, "stop_locked": 0},
    "participant": {"joined_at": None, "no_at": None, "left_at": None},
    "staff_session": {"locked_at": None, "device": "", "proved_at": None},
    "verification": {"undone_at": None, "undone_by_id": None},
    "consent": {"someone_to_ask": 0, "handed_over": 0},
    "kiosk": {"seen_at": None},
    "site": {"closed_days": "[]", "links": "{}", "help": "{}", "pause": "{}"},
}
# What a new column says is worked out from the row of before: its one closing time, each day.
FILLED = {
    "site": {
        "week": lambda row: json.dumps(every_day(row["closes"]), separators=(",", ":")),
    }
}
# What a column of before said that is kept elsewhere now: a role, which is a set (Membership).
GONE = {
    "staff": {
        "role": "(SELECT CASE WHEN roles LIKE '%manager' THEN 'manager' ELSE 'clinician' END "
        "FROM today.membership WHERE staff_id = staff.id)"
    },
    "site": {"closes": "(CASE WHEN week = '[]' THEN '' ELSE '18:30' END)"},
}


def made_of(row: dict[str, Any], filled: dict[str, Any]) -> dict[str, Any]:
    return {name: make(row) for name, make in filled.items()}


def columns(file: apsw.Connection, table: str) -> list[str]:
    return [name for _n, name, *_rest in file.execute(f"PRAGMA table_info({table})")]


def _old_columns(file: apsw.Connection, table: str) -> list[str]:
    return [name for _n, name, *_rest in file.execute(f"PRAGMA main.table_info({table})")]


def rows(file: apsw.Connection, table: str, names: list[str]) -> list[dict[str, Any]]:
    found = file.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1")
    return [dict(zip(names, each, strict=True)) for each in found]


@pytest.fixture
def release_one(world: World, tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """The models on a database that the first migration alone has made, with rows in every table;
    returns them all."""
    _busy_morning(world)
    today = database.database.obj.database
    database.database.close()
    old = tmp_path / "release-1.db"
    database.connect(f"sqlite:///{old}")
    database.database.connect()
    database._runner().up(target="0001_first")
    database.database.close()
    kept = _fill(old, today)
    database.database.connect()
    return kept


def _busy_morning(world: World) -> None:
    consent = world.decided(answers={"company": [SAM]})
    verifications.verify(world.by(world.alice), consent)
    recordings.start(world.by(world.alice, once="tap"), consent, fresh(consent).revision)
    world.draft()
    world.signed_in("alice")
    Attempt.create(bucket="x", at=world.clock())
    Decision.update(token="").execute()  # before these were signed


def _fill(old: Path, today: str) -> dict[str, list[dict[str, Any]]]:
    file = apsw.Connection(str(old))
    file.execute("ATTACH ? AS today", (today,))
    names = [name for (name,) in file.execute("SELECT name FROM main.sqlite_master")]
    tables = [model._meta.table_name for model in TABLES if model._meta.table_name in names]
    for table in tables:
        some = _old_columns(file, table)
        said = ", ".join(GONE.get(table, {}).get(name, name) for name in some)
        file.execute(
            f"INSERT INTO main.{table} ({', '.join(some)}) SELECT {said} FROM today.{table}"
        )
    kept = {table: rows(file, f"main.{table}", _old_columns(file, table)) for table in tables}
    file.close()
    return kept


def test_the_database_of_the_first_release_has_rows_in_every_table(
    release_one: dict[str, list[dict[str, Any]]],
) -> None:
    """The control: an empty table would prove nothing below."""
    assert [table for table, held in release_one.items() if not held] == []
    assert set(release_one) == {model._meta.table_name for model in TABLES} - NEW_TABLES
    assert database.pending() == STEPS


def test_every_row_is_what_it_was_and_the_new_columns_say_nothing(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    upkeep.migrate(world.secrets, world.clock())
    file = database.database.obj.connection()
    for table, before in release_one.items():
        added, filled = NEW_COLUMNS.get(table, {}), FILLED.get(table, {})
        names = columns(file, table)
        gone = set(GONE.get(table, {}))
        assert (set(names) - set(before[0]), set(before[0]) - set(names)) == (
            set(added) | set(filled),
            gone,
        )
        after = rows(file, table, names)
        grown = 1 if table == "audit_entry" else 0  # the migration's own entry
        assert after[: len(after) - grown] == [
            {
                name: said
                for name, said in (each | added | made_of(each, filled)).items()
                if name not in gone
            }
            for each in before
        ], table


def test_the_schema_is_that_of_a_new_database(
    release_one: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    database.migrate()
    brought_up = schema()
    database.database.close()
    database.connect(f"sqlite:///{tmp_path / 'new.db'}")
    database.database.connect()
    database.migrate()
    assert brought_up == schema()


def test_links_trail_and_triggers_hold(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    upkeep.migrate(world.secrets, world.clock())
    assert list(database.database.execute_sql("PRAGMA foreign_key_check")) == []
    assert database.database.execute_sql("PRAGMA foreign_keys").fetchone() == (1,)
    assert database.damage() == ""
    assert database.append_only("audit_entry")
    trail.verify(world.secrets)


def test_the_models_read_what_was_there_and_the_visit_goes_on(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    """K6: a recording that ran while the release was brought up is paused, resumed, handed over."""
    upkeep.migrate(world.secrets, world.clock())
    for model in TABLES:
        list(model.select())
    assert (Pause.select().count(), Note.select().count(), Concern.select().count()) == (0, 0, 0)
    consent = Consent.select().where(Consent.recording.is_null(False)).get()
    assert consent.patient_name == "Margaret O'Neill"
    assert Participant.get().joined_at is None
    assert Once.select().exists()
    recordings.pause(world.by(world.bob), consent)
    recordings.resume(world.by(world.bob), consent, fresh(consent).revision)
    decisions.hand_over(world.by(world.bob), consent)
    assert Recording.get().stop_reason == "handed_over"
    assert Decision.get().ended_by == world.bob
    trail.verify(world.secrets)


def test_bringing_it_up_is_in_the_trail_and_is_done_once(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    assert upkeep.migrate(world.secrets, world.clock()) == STEPS
    before = all_rows()
    assert upkeep.migrate(world.secrets, world.clock()) == []
    assert all_rows() == before


def test_whoever_left_or_said_no_before_is_still_known_to_have(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    """K5: what they said before they left, nobody kept; that they are gone is not lost."""
    run = database.database.execute_sql
    run("UPDATE participant SET answer = 'left', asked_at = 1200")
    upkeep.migrate(world.secrets, world.clock())
    assert run("SELECT answer, left_at, no_at FROM participant").fetchall() == [("ask", 1200, None)]


def test_everyone_keeps_their_role_and_a_manager_is_a_clinician_too(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    """A manager of before could verify and decide, and still can until that is changed."""
    upkeep.migrate(world.secrets, world.clock())
    assert Membership.select().where(Membership.until.is_null(False)).count() == 0
    rows = Membership.select(Staff.username, Membership.roles).join(Staff).tuples()
    assert dict(rows)["mo"] == dict(rows)["manager"] == "clinician manager"
    assert dict(rows)["alice"] == dict(rows)["charlie"] == "clinician"
    assert Membership.select().where(Membership.site != Staff.site).join(Staff).count() == 0
