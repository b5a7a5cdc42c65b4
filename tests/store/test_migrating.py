"""A practice that runs the release before: its database is brought up to date, row for row."""

import dataclasses
from pathlib import Path
from typing import Any

import apsw
import pytest

from kiosk.actions import baseline, decisions, kiosks, recordings, upkeep, verifications
from kiosk.domain.audit import GENESIS, Entry, witness
from kiosk.links import token_hash
from kiosk.lookups import tokens, trail
from kiosk.store import database, database_file
from kiosk.store.fields import encrypted_fields
from kiosk.store.models import (
    TABLES,
    Attempt,
    AuditEntry,
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
from kiosk.store.sealing import Place, opened
from signing import receipts
from tests.cast import World, all_rows, fresh
from tests.of_before import fernet, unbind
from tests.store.since_release_one import GONE, NEW_COLUMNS, NEW_TABLES, STEPS
from tests.store.test_schema import schema

pytestmark = pytest.mark.sqlite("migrates a file of the first release")

SAM = {"id": 1, "name": "Sam O'Neill", "role": "companion", "says": "yes"}
ENCRYPTED = {model._meta.table_name: encrypted_fields(model) for model in TABLES}
ENCRYPTED = {table: columns for table, columns in ENCRYPTED.items() if columns}


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
    _without_digests(world)
    unbind()
    today = database.database.obj.database
    database.database.close()
    old = tmp_path / "release-1.db"
    database.connect(f"sqlite:///{old}")
    database.make()
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


def _without_digests(world: World) -> None:
    """The trail as the release before wrote it, and the receipts that witness it."""
    for name in ("replace", "update", "delete"):
        database.database.execute_sql(f"DROP TRIGGER audit_entry_no_{name}")
    previous = GENESIS
    for row in AuditEntry.select().order_by(AuditEntry.seq):
        columns = (row.seq, row.at, row.site, row.verb, row.actor, row.subject, row.detail)
        entry = Entry(*columns, previous)
        chained = {"changed": None, "previous": previous, "hash": entry.hash}
        AuditEntry.update(**chained).where(AuditEntry.seq == row.seq).execute()
        previous = entry.hash
        for consent in Consent.select().where(row.verb == "consent.sign"):
            claims = tokens.receipt(world.secrets, consent.token)
            if claims and claims.log[0] == row.seq:
                claims = dataclasses.replace(claims, log=(row.seq, witness(entry.hash)))
                consent.token = receipts.issue(claims, world.secrets.receipt_keys)
                consent.token_hash = token_hash(consent.token)
                consent.save()


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
        added = NEW_COLUMNS.get(table, {})
        names = columns(file, table)
        gone = set(GONE.get(table, {}))
        added = added | ({"place": None} if table in ENCRYPTED else {})
        assert (set(names) - set(before[0]), set(before[0]) - set(names)) == (set(added), gone)
        after = rows(file, table, names)
        # The migration's own, the baseline, its keys', three tables bound, and that all are.
        grown = 7 if table == "audit_entry" else 0
        after = [_in_clear(table, each) for each in after]
        before = [_in_clear(table, each) for each in before]
        salts = [each.pop("salt") for each in after if "salt" in each]
        assert len(set(salts)) == len(salts)
        assert all(len(salt) == 32 for salt in salts)
        added = {name: said for name, said in added.items() if name not in ("salt", "place")}
        assert after[: len(after) - grown] == [
            {name: said for name, said in (each | added).items() if name not in gone}
            for each in before
        ], table


def _in_clear(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row without its random id, and what its encrypted columns say."""
    place, told = row.get("place"), {}
    held = [field.column_name for field in ENCRYPTED.get(table, ())]
    for column in (each for each in held if each in row):
        stored = row[column]
        assert not place or not stored or stored.startswith("a1."), f"{table}.{column}"
        sealed = place or not stored
        told[column] = (
            opened(stored, Place(table, column, place))
            if sealed
            else fernet().decrypt(stored.encode()).decode()
        )
    return {name: said for name, said in (row | told).items() if name != "place"}


def test_the_schema_is_that_of_a_new_database(
    release_one: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    database.migrate()
    brought_up = schema()
    database.database.close()
    database.connect(f"sqlite:///{tmp_path / 'new.db'}")
    database.make()
    database.database.connect()
    database.migrate()
    assert brought_up == schema()


def test_links_trail_and_triggers_hold(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    upkeep.migrate(world.secrets, world.clock())
    assert list(database.database.execute_sql("PRAGMA foreign_key_check")) == []
    assert database.database.execute_sql("PRAGMA foreign_keys").fetchone() == (1,)
    assert database_file.damage() == ""
    assert database.trigger_fault() == ""
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


def test_rows_of_before_are_entered_once_as_they_were_found(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    """The baseline says what it is, and holds every row from then on."""
    upkeep.migrate(world.secrets, world.clock())
    verbs = [each.verb for each in AuditEntry.select().order_by(AuditEntry.seq)]
    assert verbs[-4:] == [*["fields.bind"] * 3, "fields.bound"]
    *_before, entry, keys = list(AuditEntry.select().order_by(AuditEntry.seq))[:-4]
    assert (entry.verb, entry.actor) == ("database.baseline", "operator")
    assert keys.verb == "keys.note"
    noted = len(keys.changed["key_print"])
    assert entry.detail == {"rows": trail.verify(world.secrets).rows - noted}
    assert AuditEntry.select().where(AuditEntry.changed.is_null(True)).count() > 5
    database.database.execute_sql("UPDATE consent SET state = 'withdrawn'")
    with pytest.raises(trail.TrailBroken, match="is not as audit entry"):
        trail.verify(world.secrets)


def test_a_large_database_gets_several_and_no_second_one_later(
    world: World,
    release_one: dict[str, list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(baseline, "MAX_ROWS", 10)
    upkeep.migrate(world.secrets, world.clock())
    several = AuditEntry.select().where(AuditEntry.verb == "database.baseline").count()
    assert several > 3
    trail.verify(world.secrets)
    kiosks.pair(world.context(), "Another")
    with database.write():
        baseline.take(world.context())
    with pytest.raises(trail.TrailBroken, match="is a second baseline"):
        trail.verify(world.secrets)


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


def test_what_is_known_of_how_a_walk_began_is_said_and_no_more(
    world: World, release_one: dict[str, list[dict[str, Any]]]
) -> None:
    """What nobody can tell is no poster's: those are deleted soon after their end."""
    run = database.database.execute_sql
    database._runner().up(target="0004_roles")
    run("DELETE FROM journey")
    walks = ((1, "kiosk", 1), (2, "phone", 1), (3, "phone", None), (4, "phone", None))
    for number, way_in, kiosk in walks:
        run(
            "INSERT INTO journey (id, site_id, kiosk_id, text_id, token_hash, way_in, answers, "
            "started_at, expires_at) VALUES (?, 1, ?, 1, ?, ?, '', 0, 0)",
            (number, kiosk, str(number), way_in),
        )
    run(
        "INSERT INTO handoff (site_id, staff_id, token_hash, language, made_at, expires_at, "
        "journey) VALUES (1, 1, 'x', 'en', 0, 0, 3)"
    )
    run("UPDATE consent SET journey = 3")
    upkeep.migrate(world.secrets, world.clock())
    found = run("SELECT door FROM journey ORDER BY id").fetchall()
    assert [door for (door,) in found] == ["tablet", "sent", "code", "unknown"]
    assert run("SELECT DISTINCT door FROM consent").fetchall() == [("code",)]
