"""On a server: no change without an entry, whoever makes it; a statement in the server's words."""

import psycopg
import pytest

from harness import databases
from harness.databases import Outsider, lift_triggers
from kiosk.lookups import trail
from kiosk.lookups.trail import TrailBroken
from kiosk.store import database, postgres
from kiosk.store.declared import WATCHED
from kiosk.store.models import AuditEntry, Consent, Site
from kiosk.store.noted import NotEntered
from kiosk.store.spoken import spoken
from tests.cast import World

on_a_server = pytest.mark.skipif(not databases.ON_POSTGRES, reason="it is about a server")

REPLACED = (
    "CREATE OR REPLACE FUNCTION askfirst_note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'"
)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT ?", "SELECT %s"),
        ("SELECT '?', \"?\", ?", "SELECT '?', \"?\", %s"),
        ("SELECT 1 % 2", "SELECT 1 %% 2"),
        ("ALTER TABLE a ADD COLUMN b INTEGER", "ALTER TABLE a ADD COLUMN b BIGINT"),
        (
            "CREATE TABLE a (text VARCHAR(255), b TEXT)",
            'CREATE TABLE a (text TEXT COLLATE "C", b TEXT COLLATE "C")',
        ),
        ("UPDATE a SET text = 'a TEXT'", "UPDATE a SET text = 'a TEXT'"),
    ],
)
def test_a_statement_is_put_into_the_servers_words(ours: str, theirs: str) -> None:
    assert spoken(ours) == theirs


@on_a_server
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent SET state = 'withdrawn'",
        "DELETE FROM staff_session",
        "INSERT INTO membership (staff_id, site_id, roles) SELECT 1, max(id), 'manager' FROM site",
        "UPDATE audit_entry SET actor = 'somebody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE pause",
    ],
)
def test_a_statement_typed_by_hand_is_refused(world: World, statement: str) -> None:
    """Whoever opens the database with this product's role."""
    world.recording()
    world.signed_in("alice")
    other = Outsider()
    with pytest.raises(psycopg.Error, match="without an audit entry|append-only"):
        other.rows(statement)
    other.close()
    assert trail.verify(world.secrets).entries == AuditEntry.select().count()


@on_a_server
def test_every_watched_table_is_watched(world: World) -> None:
    """The control: the triggers are those of the tables that are declared."""
    names = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_noted'"
    found = {name for (name,) in database.database.execute_sql(names).fetchall()}
    assert found == set(WATCHED)
    assert database.trigger_fault() == ""


@on_a_server
@pytest.mark.parametrize(
    "fault",
    [
        "DROP TRIGGER consent_noted ON consent",
        "ALTER TABLE consent DISABLE TRIGGER consent_entered",
        REPLACED,
        "CREATE TRIGGER more AFTER INSERT ON consent FOR EACH ROW EXECUTE FUNCTION askfirst_stop()",
    ],
)
def test_a_guard_that_is_gone_off_or_other_is_found(world: World, fault: str) -> None:
    database.database.execute_sql(fault)
    with pytest.raises(TrailBroken, match="is not as it was made"):
        trail.verify(world.secrets)


@on_a_server
def test_a_migration_puts_the_guards_back(world: World) -> None:
    lift_triggers()
    assert database.trigger_fault() != ""
    database.migrate()
    assert database.trigger_fault() == ""


@on_a_server
def test_a_change_without_an_entry_is_a_fault_of_the_program(world: World) -> None:
    world.signed()
    with pytest.raises(NotEntered), database.write():
        Consent.update(state="withdrawn").execute()
    assert Consent.get().state == "signed"


@on_a_server
def test_what_was_noted_before_a_turn_is_nobodys(world: World) -> None:
    """The table of notes is not emptied at a commit, for speed: it is as the next turn begins."""
    consent = world.signed()
    noted = "SELECT count(*) FROM pg_temp.askfirst_noted"
    assert database.database.execute_sql(noted).fetchone() == (0,)
    database.database.execute_sql(
        "INSERT INTO pg_temp.askfirst_noted VALUES ('site', 1, NULL, '{\"id\": 1}')"
    )
    world.verify(consent)
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert sorted(last.changed) == ["consent", "verification"]
    assert database.database.execute_sql(noted).fetchone() == (0,)


@on_a_server
def test_whoever_writes_waits_a_while_and_then_says_so(world: World) -> None:
    other = Outsider()
    other.lock()
    databases.wait_only(50)
    with pytest.raises(database.Busy), database.write():
        pass
    other.unlock()
    with database.write():
        pass
    other.close()


@on_a_server
def test_text_is_kept_and_sorted_as_in_sqlite(world: World) -> None:
    long = "x" * 3000
    Site.update(closes=long).where(Site.id == 1).execute()
    assert Site.get_by_id(1).closes == long
    Site.update(closes="a\0b").where(Site.id == 1).execute()
    assert Site.get_by_id(1).closes == "a\ufffdb"
    rows = database.database.execute_sql(
        "SELECT slug FROM (SELECT slug FROM site UNION SELECT 'Z' UNION SELECT 'é') s ORDER BY slug"
    ).fetchall()
    assert [slug for (slug,) in rows] == sorted(slug for (slug,) in rows)


@on_a_server
def test_a_connection_that_is_gone_is_replaced(world: World) -> None:
    held = database.database.obj
    before = held.connection().info.backend_pid
    other = Outsider()
    other.rows("SELECT pg_terminate_backend(?, 5000)", before)  # and wait until it is gone (ms)
    other.close()
    assert database.open_here()
    assert held.connection().info.backend_pid != before
    assert Site.select().count() == 2


@pytest.mark.parametrize(
    "url", ["mysql://host/name", "postgresql://", "postgresql://user:secret@host:port/name", "x"]
)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(database.DatabaseUnfit, match="not an address like") as refused:
        postgres.server(url)
    assert "secret" not in str(refused.value)
