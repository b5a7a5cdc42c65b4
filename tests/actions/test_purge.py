"""Purge: what has served its time goes, what has not stays, and nothing deleted can be read."""

import random
from pathlib import Path

import apsw
import pytest

from kiosk.actions import journeys, staff, upkeep
from kiosk.actions.context import Context
from kiosk.actions.purging import Purged
from kiosk.domain.refusals import JourneyGone
from kiosk.links import token_hash
from kiosk.lookups import visitors
from kiosk.store.database import database, flush_deleted
from kiosk.store.models import Attempt, AuditEntry, Consent, Handoff, Journey, Once, StaffSession
from tests.cast import PASSWORD, World

MINUTE, HOUR, DAY = 60, 3600, 86_400


def operator(world: World) -> Context:
    return upkeep.operator(world.secrets, world.clock())


def purge(world: World) -> Purged:
    return upkeep.purge(operator(world))


def raw() -> bytes:
    """The bytes on the disk: the database and its write-ahead log."""
    file = Path(database.obj.database)
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


def test_an_old_draft_goes_and_a_fresh_one_stays(world: World) -> None:
    journeys.start(world.context(), way_in="phone")
    world.clock.forward(minutes=61)
    kept = journeys.start(world.context(), way_in="phone")
    assert purge(world).drafts == 1
    assert visitors.journey_of(kept, world.clock())
    assert Journey.select().count() == 1


def test_a_journey_resumed_after_its_draft_was_purged_is_gone(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone")
    world.clock.forward(minutes=61)
    purge(world)
    with pytest.raises(JourneyGone):
        visitors.journey_of(token, world.clock())


def test_a_signed_journey_goes_and_its_consent_stays(world: World) -> None:
    """Not before the receipt's end: until then it leads its phone back to the receipt."""
    consent = world.signed()
    world.clock.forward(hours=3)
    assert purge(world).drafts == 0
    world.clock.now = consent.expires_at
    assert purge(world).drafts == 1
    assert Consent.get_by_id(consent.id).patient_name == "Margaret O'Neill"


def test_retry_keys_are_kept_for_48_hours(world: World) -> None:
    for hours in (47, 49):
        Once.create(key=f"k{hours}", result={}, at=world.clock() - hours * HOUR)
    assert purge(world).retries == 1
    assert [row.key for row in Once.select()] == ["k47"]


def test_failed_tries_are_kept_for_24_hours(world: World) -> None:
    for hours in (23, 25):
        Attempt.create(bucket=f"b{hours}", at=world.clock() - hours * HOUR)
    assert purge(world).attempts == 1
    assert [row.bucket for row in Attempt.select()] == ["b23"]


def test_ended_sessions_are_kept_for_30_days(world: World) -> None:
    for days in (29, 31):
        at = world.clock() - days * DAY
        StaffSession.create(staff=world.bob, token_hash=f"t{days}", began_at=at, ended_at=at)
    assert purge(world).sessions == 1
    assert [row.token_hash for row in StaffSession.select()] == ["t29"]


def test_sessions_that_nobody_signed_out_of_go_too(world: World) -> None:
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    world.clock.forward(hours=24 * 30 + 13)
    fresh = staff.sign_in(world.context(), "alice", PASSWORD)
    assert purge(world).sessions == 1
    assert not StaffSession.select().where(StaffSession.token_hash == token_hash(token)).exists()
    assert visitors.staff_of(fresh, world.clock()).username == "alice"


def test_a_code_that_was_shown_is_kept_for_a_day_after_its_end(world: World) -> None:
    world.show_a_code()
    world.clock.forward(hours=8, minutes=30)  # the site closes
    world.clock.forward(hours=24)
    assert purge(world).codes == 0
    world.clock.forward(seconds=1)
    assert purge(world).codes == 1
    assert Handoff.select().count() == 0


def test_purging_is_audited_by_its_counts(world: World) -> None:
    journeys.start(world.context(), way_in="phone")
    world.clock.forward(hours=2)
    purge(world)
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.actor) == ("database.purge", "operator")
    assert entry.detail == {"drafts": 1}


def test_nothing_to_purge_leaves_no_entry(world: World) -> None:
    before = AuditEntry.select().count()
    assert purge(world).total == 0
    assert AuditEntry.select().count() == before


def leftovers(world: World) -> list[str]:
    """Thousands of rows of many sizes, of which most are old; returns the marks of those.

    As they came, pages filled up and were split: that is what leaves stray copies behind.
    """
    draw, marks = random.Random(1), []
    with database.atomic():
        for number in range(4400):
            at, mark = world.clock(), draw.randbytes(32).hex()
            if draw.random() < 0.7:
                at -= 40 * DAY
                marks.append(mark)
            if number < 4000:
                Once.create(key=mark, result={"m": "x" * draw.randrange(150)}, at=at)
            elif number < 4200:
                Attempt.create(bucket=mark, at=at)
            else:
                StaffSession.create(staff=world.bob, token_hash=mark, began_at=at, ended_at=at)
    return marks


def readable(marks: list[str]) -> int:
    found = raw()
    return sum(mark.encode() in found for mark in marks)


@pytest.mark.sqlite("reads its files")
def test_nothing_that_was_purged_can_be_read_from_the_files(world: World) -> None:
    """Not in the database's pages, not in the write-ahead log (M7)."""
    marks = leftovers(world)
    assert readable(marks) == len(marks)
    assert purge(world).unreadable
    assert readable(marks) == 0


@pytest.mark.sqlite("reads its files")
def test_deleting_alone_would_leave_it_readable(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the flush, the search above finds what was deleted."""
    marks = leftovers(world)
    monkeypatch.setattr("kiosk.store.database.flush_deleted", lambda: True)
    purge(world)
    assert readable(marks) > len(marks) // 2


@pytest.mark.sqlite("its write-ahead log")
def test_a_reader_that_holds_the_log_is_reported(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.execute_sql("PRAGMA busy_timeout = 50")
    journeys.start(world.context(), way_in="phone")
    world.clock.forward(hours=2)
    reader = apsw.Connection(str(database.obj.database))
    try:
        cursor = reader.execute("BEGIN; SELECT count(*) FROM journey")
        cursor.fetchall()
        assert not purge(world).unreadable
    finally:
        reader.close()
    assert flush_deleted()


def test_a_first_migration_has_no_trail_to_enter(world: World) -> None:
    """The trail begins with the first site."""
    assert AuditEntry.get(AuditEntry.seq == 1).verb == "site.open"


def test_a_later_migration_is_audited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    upkeep.migrate(world.secrets, world.clock())
    monkeypatch.setattr("kiosk.store.database.migrate", lambda: ["0002_more"])
    assert upkeep.migrate(world.secrets, world.clock()) == ["0002_more"]
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.detail) == ("database.migrate", {"steps": ["0002_more"]})


def test_migrating_what_is_up_to_date_changes_nothing(world: World) -> None:
    upkeep.migrate(world.secrets, world.clock())  # notes that nothing of before is left to bind
    before = AuditEntry.select().count()
    assert upkeep.migrate(world.secrets, world.clock()) == []
    assert AuditEntry.select().count() == before
