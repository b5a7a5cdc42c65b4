"""`audit verify`: whoever changes the trail behind the product's back is found out."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.databases import Outsider, lift_triggers
from kiosk.actions import consents
from kiosk.domain.audit import GENESIS, Entry
from kiosk.lookups import tokens, trail
from kiosk.lookups.checkpoints import Heads
from kiosk.lookups.trail import TrailBroken, Walked
from kiosk.store.database import connect, database, make, migrate, snapshot
from kiosk.store.declared import WATCHED
from kiosk.store.models import AuditEntry, Consent
from kiosk.store.rows import rows_of
from signing import receipts
from signing.keys import KeyRing
from tests.cast import World

COLUMNS = ("seq", "at", "site", "verb", "actor", "subject", "detail", "previous", "changed")


@pytest.fixture
def busy(world: World) -> World:
    """A trail with a day's work in it: consents, a refusal, a withdrawal."""
    world.recording()
    world.refused()
    consents.withdraw(world.context(), world.signed())
    return world


def behind_our_back(sql: str, *values: object) -> None:
    """Change the database as whoever holds its file can: the triggers are only a hindrance."""
    lift_triggers()
    database.execute_sql(sql, values)


def last() -> int:
    return int(AuditEntry.select().order_by(AuditEntry.seq.desc()).get().seq)


def signing_entry() -> int:
    """The number of the first one: a server gives rows that were changed in no order of ours."""
    signed = AuditEntry.select().where(AuditEntry.verb == "consent.sign")
    return int(signed.order_by(AuditEntry.seq).get().seq)


def rewrite_from(world: World, number: int, **columns: Any) -> None:
    """Change one entry and make the hashes of all that follow fit again, and countersign them: as
    somebody who has the secret key, too.
    """
    key = world.secrets.entry_keys[0]
    behind_our_back("SELECT 1")
    rows = list(AuditEntry.select().order_by(AuditEntry.seq).dicts())
    previous = GENESIS
    for row in rows:
        values = {name: row[name] for name in COLUMNS} | {"previous": previous}
        values |= columns if row["seq"] == number else {}
        previous = Entry(**values).hash
        mark = key.countersign(previous)
        AuditEntry.update(**values, hash=previous, countersign=mark).where(
            AuditEntry.seq == row["seq"]
        ).execute()


def test_a_trail_that_nobody_touched_is_whole(busy: World) -> None:
    rows = sum(1 for table in WATCHED for _row in rows_of(table))
    assert trail.verify(busy.secrets) == Walked(entries=last(), receipts=3, rows=rows)


@pytest.mark.sqlite("makes a file")
def test_an_empty_trail_of_an_empty_database_is_whole(busy: World, tmp_path: Path) -> None:
    connect(f"sqlite:///{tmp_path / 'new.db'}")
    make()
    database.connect()
    migrate()
    assert trail.verify(busy.secrets) == Walked(0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", 1),
        pytest.param("at", "yesterday", marks=pytest.mark.sqlite("a server takes no word for it")),
        ("site", None),
        ("site", 2),
        ("verb", "staff.sign_out"),
        ("actor", "staff:1"),
        ("actor", b"\xff"),
        ("subject", "staff:1"),
        ("detail", "{}"),
        ("detail", "{"),
        ("detail", '{"answer":"refused"}'),
        ("hash", "0" * 64),
        ("hash", ""),
        ("hash", b"\xff"),
    ],
)
def test_a_changed_column_is_found_at_its_entry(busy: World, column: str, value: object) -> None:
    number = signing_entry()
    behind_our_back(f"UPDATE audit_entry SET {column} = ? WHERE seq = ?", value, number)
    with pytest.raises(TrailBroken, match=rf"^audit entry {number} (was changed|cannot be read)"):
        trail.verify(busy.secrets)


def test_a_changed_link_is_found_at_its_entry(busy: World) -> None:
    behind_our_back("UPDATE audit_entry SET previous = ? WHERE seq = 5", "0" * 64)
    with pytest.raises(TrailBroken, match=r"^audit entry 5 does not follow"):
        trail.verify(busy.secrets)


def test_the_first_of_two_broken_entries_is_named(busy: World) -> None:
    behind_our_back("UPDATE audit_entry SET actor = 'x' WHERE seq IN (9, 4)")
    with pytest.raises(TrailBroken, match=r"^audit entry 4 "):
        trail.verify(busy.secrets)


@pytest.mark.parametrize("number", [1, 2, 7])
def test_a_deleted_entry_is_missed(busy: World, number: int) -> None:
    behind_our_back("DELETE FROM audit_entry WHERE seq = ?", number)
    with pytest.raises(TrailBroken, match=rf"^audit entry {number} is missing: entry {number + 1}"):
        trail.verify(busy.secrets)


def test_an_inserted_entry_is_found(busy: World) -> None:
    behind_our_back(
        "INSERT INTO audit_entry SELECT 0, at, site, verb, actor, subject, detail, previous, hash, "
        "changed, countersign FROM audit_entry WHERE seq = 1"
    )
    with pytest.raises(TrailBroken, match=r"^audit entry 1 is missing: entry 0 "):
        trail.verify(busy.secrets)


def test_two_entries_that_change_places_are_found(busy: World) -> None:
    behind_our_back("UPDATE audit_entry SET seq = 1000 WHERE seq = 3")
    behind_our_back("UPDATE audit_entry SET seq = 3 WHERE seq = 4")
    behind_our_back("UPDATE audit_entry SET seq = 4 WHERE seq = 1000")
    with pytest.raises(TrailBroken, match=r"^audit entry 3 does not follow"):
        trail.verify(busy.secrets)


def test_entries_cut_off_the_end_are_missed_by_the_receipts(busy: World) -> None:
    """The chain alone cannot tell: what is left of it is whole."""
    number = signing_entry()
    behind_our_back("DELETE FROM audit_entry WHERE seq >= ?", number)
    assert trail._walk() == number - 1
    with pytest.raises(TrailBroken, match=rf"^audit entry {number} is missing, or not the one"):
        trail.verify(busy.secrets)


def test_a_trail_written_anew_is_shown_up_by_the_receipts(busy: World) -> None:
    """Somebody who recomputes every hash still cannot sign the receipts again."""
    number = signing_entry()
    rewrite_from(busy, number, detail={"answer": "given", "policy": "another", "way_in": "kiosk"})
    assert trail._walk() == last()
    with pytest.raises(TrailBroken, match=rf"^audit entry {number} .*rewritten"):
        trail.verify(busy.secrets)


def test_a_change_long_before_is_shown_up_by_the_first_receipt_after_it(busy: World) -> None:
    rewrite_from(busy, 2, actor="somebody else")
    with pytest.raises(TrailBroken, match=rf"^audit entry {signing_entry()} "):
        trail.verify(busy.secrets)


def test_a_stored_receipt_that_was_tampered_with_is_found(busy: World) -> None:
    consent = Consent.get()
    behind_our_back("UPDATE consent SET token = token || 'A' WHERE id = ?", consent.id)
    with pytest.raises(TrailBroken, match=rf"^consent {consent.id} does not hold the receipt"):
        trail.verify(busy.secrets)


def test_a_receipt_put_in_the_place_of_another_is_found(busy: World) -> None:
    first, second = Consent.select().order_by(Consent.id).limit(2)
    behind_our_back("UPDATE consent SET token = ? WHERE id = ?", second.token, first.id)
    with pytest.raises(TrailBroken, match=rf"^consent {first.id} does not hold"):
        trail.verify(busy.secrets)


def test_a_receipt_signed_by_a_key_that_is_not_ours_is_no_witness(busy: World) -> None:
    """Whoever rewrites the trail would sign new receipts, if only they could."""
    consent = Consent.get()
    claims = receipts.check_genuine(
        consent.token,
        busy.secrets.receipt_keys,
        issuer=busy.secrets.issuer,
        audience=None,
        now=busy.clock(),
    )
    forged = receipts.issue(claims, KeyRing.generate())
    behind_our_back("UPDATE consent SET token = ? WHERE id = ?", forged, consent.id)
    with pytest.raises(TrailBroken, match="does not hold the receipt"):
        trail.verify(busy.secrets)


def test_receipts_of_an_earlier_public_address_still_witness(busy: World) -> None:
    """The practice may move to another address; its receipts stay evidence."""
    moved = type(busy.secrets)(busy.secrets.key, busy.secrets.receipt_keys, "https://moved.example")
    assert trail.verify(moved).receipts == 3


def test_receipts_from_before_a_clock_was_put_back_still_witness(busy: World) -> None:
    busy.clock.forward(hours=-100_000)
    assert trail.verify(busy.secrets).receipts == 3


def test_a_long_trail_is_read_row_by_row(world: World) -> None:
    """Five thousand entries of four kilobytes each must not be held in memory at once: neither by
    Python, nor by the driver of a server's database, whose memory Python does not count.
    """
    before = last()
    _lengthen(world, 5_000)
    Path("/proc/self/clear_refs").write_text("5")  # the most that was held is counted from here
    held = _resident("VmRSS")
    tracemalloc.start()
    try:
        walked = trail.verify(world.secrets)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert walked.entries == before + 5_000
    assert peak < 2_000_000
    assert _resident("VmHWM") - held < 12_000  # all of them are 20,000


def _resident(which: str) -> int:
    """Kilobytes of this process: now, or at most (`man 5 proc`)."""
    (line,) = [
        each
        for each in Path("/proc/self/status").read_text().splitlines()
        if each.startswith(f"{which}:")
    ]
    return int(line.split()[1])


def _lengthen(world: World, count: int) -> None:
    newest = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    number, previous, detail = newest.seq, newest.hash, {"note": "x" * 4000}
    sql = "INSERT INTO audit_entry VALUES (?, ?, NULL, 'a', 'b', 'c', ?, ?, ?, '{}', ?)"
    with database.atomic():
        for seq in range(number + 1, number + 1 + count):
            entry = Entry(seq, 1, None, "a", "b", "c", detail, previous, {})
            mark = world.secrets.entry_keys[0].countersign(entry.hash)
            database.execute_sql(sql, (seq, 1, json.dumps(detail), previous, entry.hash, mark))
            previous = entry.hash


@pytest.mark.parametrize("spoil", [lambda n: n + 1, lambda n: 10**9])
def test_a_receipt_is_a_witness_to_one_entry_only(busy: World, spoil: Callable[[int], int]) -> None:
    claims = tokens.receipt(busy.secrets, Consent.get().token)
    assert claims is not None
    assert trail.witnessed(claims)
    number, hashed = claims.log
    assert not trail.witnessed(_with_log(claims, (spoil(number), hashed)))


def _with_log(claims: receipts.Claims, log: tuple[int, str]) -> receipts.Claims:
    return receipts.Claims(**{**vars(claims), "log": log})


def test_a_server_goes_on_writing_while_the_trail_is_verified(busy: World) -> None:
    """All of it is read as of one moment, and nobody waits for it."""
    with snapshot():
        before = last()
        other = Outsider()
        try:
            other.rows("INSERT INTO attempt (bucket, at, checking) VALUES ('x', 1, 0)")
            other.by_hand("UPDATE consent SET state = 'withdrawn'")
        finally:
            other.close()
        assert last() == before
        assert trail._verified(busy.secrets, Heads())
    with pytest.raises(TrailBroken, match="is not as audit entry"):
        trail.verify(busy.secrets)
