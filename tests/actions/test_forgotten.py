"""What is over is provably gone: no plain text, ciphertext or search value of it is in any file,
and the trail verifies after (M7). What an open concern or request needs stays, and is said."""

import random
from pathlib import Path

import apsw
import pytest

from kiosk.actions import holds, notes, participants, purging, recordings, upkeep
from kiosk.actions.change import change
from kiosk.domain.retention import DAY, KINDS, TABLE, YEAR
from kiosk.lookups import trail
from kiosk.store import pages
from kiosk.store.database import database, write
from kiosk.store.declared import WATCHED
from kiosk.store.models import (
    Attempt,
    AuditEntry,
    Concern,
    Consent,
    Decision,
    Deletion,
    Note,
    Participant,
    Site,
)
from tests.cast import World, fresh

pytestmark = pytest.mark.sqlite("reads the pages of its file")

SAM = {"id": 1, "name": "Samuel Adeyemi-Brown", "role": "companion", "says": "yes"}
PLAIN = ("Margaret O'Neill", "1948-03-27", "9434765919", SAM["name"], "Jo the student")
ANOTHER = {"name": "Rosalind Okafor", "birth_date": "1971-08-30", "nhs_number": "4505577104"}
HERS = {"you": ANOTHER, "signature": {"how": "typed", "name": ANOTHER["name"]}}


def purge(world: World) -> purging.Purged:
    return upkeep.purge(upkeep.operator(world.secrets, world.clock()))


def files() -> bytes:
    """The database, its log, and a backup made now."""
    file = Path(database.obj.database)
    copy = file.parent / "a-backup-made-after"
    database.execute_sql("VACUUM INTO ?", (str(copy),))
    try:
        parts = [*file.parent.glob(f"{file.name}*"), copy]
        return b"\n".join(part.read_bytes() for part in parts)
    finally:
        copy.unlink()


def secret_values(consent: int) -> list[bytes]:
    """Every ciphertext, salt and search value of a consent and of what hangs on it."""
    found = []
    for table, link in (
        ("consent", "id"),
        ("participant", "consent_id"),
        ("decision", "consent_id"),
        ("note", "consent_id"),
    ):
        columns = ", ".join(sorted({*WATCHED[table].identity, "salt"}))
        rows = database.execute_sql(f"SELECT {columns} FROM {table} WHERE {link} = ?", (consent,))
        found += [value for row in rows.fetchall() for value in row if value]
    rows = database.execute_sql(
        "SELECT hash FROM sought WHERE consent_id = ?", (consent,)
    ).fetchall()
    assert rows
    found += [value for (value,) in rows]
    return [value.encode() for value in found]


def visit(world: World, **answers: object) -> Consent:
    """A whole one: somebody is there, somebody comes in, it is recorded, and a note is kept."""
    said = {"company": [SAM]} | answers
    consent = world.decided(answers=said, grounds="She nodded, and Samuel saw it")
    recordings.start(world.by(world.alice), consent, consent.revision)
    participants.join(world.by(world.alice), consent, {"role": "student", "name": "Jo the student"})
    recordings.stop(world.by(world.alice), consent)
    notes.keep(world.by(world.alice), consent, "Margaret O'Neill asked to record the sound")
    return fresh(consent)


def test_thirty_days_after_the_visit_nothing_of_anybody_is_in_any_file(world: World) -> None:
    gone = [visit(world) for _each in range(3)]
    world.clock.forward(hours=24 * 20)
    kept = visit(world, **HERS, company=[SAM | {"name": "Femi Okafor"}])
    values = [value for each in gone for value in secret_values(each.id)]
    staying = secret_values(kept.id)
    before = files()
    assert len(values) > 3 * 10
    assert [value for value in (*values, *staying) if value not in before] == []  # the control
    world.clock.now = gone[0].expires_at + TABLE["identities"].seconds
    done = purge(world)
    assert (done.identities, done.notes, done.unreadable) == (3, 3, True)
    after = files()
    assert [value for value in values if value in after] == []
    assert [value for value in staying if value not in after] == []
    assert not any(name.encode() in after for name in PLAIN)
    assert not any(name in str(list(Consent.select().dicts())) for name in PLAIN)
    assert fresh(kept).patient_name == ANOTHER["name"]
    trail.verify(world.secrets)


def test_what_the_evidence_needs_is_as_it_was(world: World) -> None:
    consent = visit(world)
    world.clock.now = consent.expires_at + TABLE["identities"].seconds
    names = {*WATCHED["consent"].facts}
    before = next(iter(Consent.select().dicts()))
    purge(world)
    after = next(iter(Consent.select().dicts()))
    assert {key: after[key] for key in after if key in names} == {
        key: before[key] for key in before if key in names
    }
    assert (after["patient_name"], after["answers"], after["signature"]) == ("", {}, {})
    assert (after["token"], Decision.get().grounds) == (before["token"], "")
    assert {row.name for row in Participant.select()} == {""}
    entries = AuditEntry.select().where(AuditEntry.verb == "database.purge")
    (entry,) = [each for each in entries if each.detail == {"identities": 1}]
    assert entry.changed["consent"] == {str(consent.id): {"identity": ""}}
    assert {*entry.changed} == {"consent", "participant", "decision"}


def test_a_day_too_early_all_is_there(world: World) -> None:
    """The control, and the hour itself."""
    consent = visit(world)
    world.clock.now = consent.expires_at + TABLE["identities"].seconds - 1
    assert purge(world).identities == 0
    assert fresh(consent).patient_name == PLAIN[0]


def test_pages_of_a_consent_without_a_name_still_open(world: World) -> None:
    consent = visit(world)
    page = world.receipt(consent).page
    world.clock.now = consent.expires_at + TABLE["identities"].seconds
    purge(world)
    alice = world.signed_in("alice")
    assert world.browser().get(page).status == 200
    found = alice.open("/staff/")
    assert found.status == 200
    card = alice.open(world.card(consent.id))
    assert card.status in (200, 403)  # an old card asks for a reason first


def test_three_years_after_the_evidence_goes_as_well(world: World) -> None:
    consent = visit(world)
    kept = visit(world)
    world.clock.now = consent.expires_at + 3 * YEAR
    done = purge(world)
    assert (done.identities, done.notes) == (2, 2)
    assert done.evidence == 1  # the newest row of all stays until there is a newer
    assert [row.id for row in Consent.select()] == [kept.id]
    for model in (Participant, Decision, Note):
        assert {row.consent_id for row in model.select()} == {kept.id}
    trail.verify(world.secrets)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("why", ["concern", "request"])
def test_an_open_concern_or_request_keeps_it_and_the_report_says_so(
    world: World, why: holds.Why
) -> None:
    held, other = visit(world), visit(world)
    with change(world.by(world.mo), f"{why}.open") as made:
        holds.hold(made, held, why, f"{why}:1")
        holds.hold(made, held, why, f"{why}:1")
        made.audit(f"{why}:1")
    world.clock.now = held.expires_at + 31 * DAY
    done = purge(world)
    assert (done.identities, done.notes) == (1, 1)
    assert done.stayed == {"identities": {why: 1}, "notes": {why: 1}}
    assert (fresh(held).patient_name, fresh(other).patient_name) == (PLAIN[0], "")
    page = world.signed_in("mo").get("/manage/retention").text
    assert "Over, and kept" in page
    assert holds.WORDS[why] in page
    world.clock.now += 4 * YEAR
    assert purge(world).evidence == 0 or fresh(held).patient_name == PLAIN[0]
    with change(world.by(world.mo), f"{why}.close") as made:
        holds.release(made, f"{why}:1")
        made.audit(f"{why}:1")
    done = purge(world)
    assert (done.identities, done.notes, done.stayed) == (1, 1, {})
    trail.verify(world.secrets)


def test_a_real_concern_keeps_the_names_until_it_is_closed_and_goes_in_its_turn(
    world: World,
) -> None:
    consent = visit(world)
    concern = {"site": world.here, "kind": "covert", "raised_by": world.alice}
    with change(world.by(world.mo), "concern.raise") as made:
        at = {"at": world.clock(), "receipt": consent.jti}
        raised = Concern.create(**concern, **at, text="Margaret filmed the corridor")
        made.audit(f"concern:{raised.id}")
    world.clock.now = consent.expires_at + 31 * DAY
    done = purge(world)
    assert (done.identities, done.notes) == (0, 0)
    assert done.stayed == {"identities": {"concern": 1}, "notes": {"concern": 1}}
    with change(world.by(world.mo), "concern.close") as made:
        Concern.update(closed_at=world.clock()).where(Concern.id == raised.id).execute()
        made.audit(f"concern:{raised.id}")
    done = purge(world)
    assert (done.identities, done.notes, done.concerns, done.stayed) == (1, 1, 0, {})
    world.clock.now += 366 * DAY
    assert purge(world).concerns == 1
    assert (Concern.get().text, Concern.get().receipt) == ("", consent.jti)
    trail.verify(world.secrets)


def test_each_place_has_its_own_time(world: World) -> None:
    here, there = world.signed(), world.signed(world.there)
    said = {"identities": {"keep": DAY, "reason": "A test"}}
    Site.update(retention=said).where(Site.id == world.there.id).execute()
    world.clock.now = max(here.expires_at, there.expires_at) + DAY
    assert purge(world).identities == 1
    assert (fresh(here).patient_name, fresh(there).patient_name) == (PLAIN[0], "")
    report = Deletion.get()
    assert report.went[str(world.there.id)] == {"drafts": 1, "identities": 1}
    assert report.went[str(world.here.id)] == {"drafts": 1}


def crowd(seed: int = 4) -> tuple[list[str], list[str]]:
    """Notes of many lengths that grew after they were written, so that pages were split."""
    draw, marks = random.Random(seed), {}
    database.execute_sql("DELETE FROM note")
    with database.atomic():
        for number in range(2000):
            salt = draw.randbytes(16).hex()
            marks[number + 1] = salt
            text = "x" * draw.randrange(40, 400)
            sql = "INSERT INTO note (consent_id, staff_id, at, text, salt) VALUES (1, 1, 0, ?, ?)"
            database.execute_sql(sql, (text, salt))
            grown = draw.randrange(max(1, number - 30), number + 2)
            sql = "UPDATE note SET text = text || ? WHERE id = ?"
            database.execute_sql(sql, ("y" * draw.randrange(120), grown))
    old = [salt for number, salt in marks.items() if number <= 1500]
    return old, [salt for number, salt in marks.items() if number > 1500]


def empty_old_notes() -> None:
    for first in range(1, 1501, 20):
        with database.atomic():
            purging.erasing.erase_names("note", range(first, first + 20))
    database.obj.notes.forget()
    assert purging.database.flush_deleted()


def test_no_copy_is_left_where_a_page_was_split(world: World) -> None:
    world.signed()
    old, young = crowd()
    before = files()
    assert all(salt.encode() in before for salt in old)
    empty_old_notes()
    after = files()
    assert [salt for salt in old if salt.encode() in after] == []
    assert all(salt.encode() in after for salt in young)
    assert database.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)


def left_behind(seed: int) -> list[str]:
    old, _young = crowd(seed)
    empty_old_notes()
    after = files()
    return [salt for salt in old if salt.encode() in after]


def test_overwriting_alone_leaves_some(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without a page to themselves, copies stay behind."""
    world.signed()
    monkeypatch.setattr(pages, "_lacking", lambda row: 0)
    assert any(left_behind(seed) for seed in range(8))


def test_a_crash_in_the_middle_is_gone_on_with(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [world.signed() for _each in range(5)]
    world.clock.now = many[0].expires_at + 31 * DAY
    steps = [(kind, step, 2) for kind, step, _most in purging._OF_A_PLACE[2:]]
    monkeypatch.setattr(purging, "_OF_A_PLACE", steps)
    run = purging.Run(upkeep.operator(world.secrets, world.clock()), rest=_crash)
    with pytest.raises(SystemExit):
        run.purge()
    named = Consent.select().where(Consent.patient_name != "").count()
    assert named == 3
    trail.verify(world.secrets)
    assert purge(world).identities == 3
    trail.verify(world.secrets)
    assert sum(row.went["1"]["identities"] for row in Deletion.select()) == 5


def _crash() -> None:
    """After the first names went: figures are made before (M9)."""
    if Consent.select().where(Consent.patient_name == "").exists():
        raise SystemExit


def test_nothing_is_deleted_without_room_on_the_disk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = world.signed()
    world.clock.now = consent.expires_at + 31 * DAY
    monkeypatch.setattr(purging, "MIN_FREE", 1 << 60)
    with pytest.raises(purging.DatabaseUnfit, match="MB free"):
        purge(world)
    assert fresh(consent).patient_name == PLAIN[0]


def test_a_log_that_somebody_reads_from_stops_a_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = world.signed()
    world.clock.now = consent.expires_at + 31 * DAY
    monkeypatch.setattr(purging, "MAX_LOG", 0)
    reader = apsw.Connection(str(database.obj.database))
    try:
        reader.execute("BEGIN; SELECT count(*) FROM journey").fetchall()
        with write():
            Attempt.create(bucket="a", at=world.clock())
        with pytest.raises(purging.DatabaseUnfit, match="log is full"):
            purge(world)
    finally:
        reader.close()
    assert purge(world).identities == 1


def test_every_kind_that_a_run_deletes_is_in_the_table() -> None:
    assert {*purging.COUNTED, "backups"} == {*KINDS}
