"""Failed sign-ins and limits reached: entries, bounded in number, and a line on Today's health."""

import pytest

from kiosk.actions import failed_sign_ins, staff, upkeep
from kiosk.domain.account_refusals import WrongSignIn
from kiosk.domain.refusals import TooManyTries
from kiosk.lookups import trail as trails
from kiosk.store import queries
from kiosk.store.models import AuditEntry, FailedSignIn
from tests.cast import World, all_rows, trail

SIGN_IN = "/staff/sign-in"


def fail(world: World, name: str, times: int = 1) -> None:
    browser = world.browser()
    page = browser.get(SIGN_IN)
    for _try in range(times):
        page = browser.submit(page, SIGN_IN, username=name, password="wrong wrong wrong")


def test_failed_sign_ins_are_entries_and_name_nobody_who_is_nobody(world: World) -> None:
    fail(world, "alice", 7)
    fail(world, "my-own-password-typed-here", 2)
    entries = list(AuditEntry.select().order_by(AuditEntry.seq))[-3:]
    assert [(each.verb, each.subject, each.detail) for each in entries] == [
        ("staff.sign_in_failed", f"staff:{world.alice.id}", {}),
        ("staff.sign_in_limited", f"staff:{world.alice.id}", {}),
        ("staff.sign_in_failed", "staff:unknown", {}),
    ]
    assert all(each.actor.startswith("address:") for each in entries)
    assert "my-own-password" not in str(all_rows())
    page = world.signed_in("mo").get("/manage/people/sign-ins")
    assert "Dr Alice Hart 5 times, from 1 address" in page.text
    assert "Names that are nobody’s here 2 times" in page.text
    trails.verify(world.secrets)


def test_a_hammering_stranger_fills_neither_trail_nor_disk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failed_sign_ins, "MAX_NOTED", 3)
    before = len(trail())
    for number in range(8):
        stranger = world.context(address=f"203.0.113.{number}", actor=f"address:{number}")
        for _try in range(7):
            with pytest.raises((WrongSignIn, TooManyTries)):
                staff.sign_in(stranger, "alice", "wrong wrong wrong")
    assert len(trail()) - before == 4
    assert FailedSignIn.select().count() == 4
    told = queries.failed_sign_ins(world.here, 0)
    assert sum(each.times for each in told) >= 30
    held = all_rows()
    with pytest.raises(TooManyTries):
        staff.sign_in(stranger, "alice", "wrong wrong wrong")
    assert all_rows() == held  # who is told to wait writes nothing more


def test_many_failed_sign_ins_are_a_line_on_todays_health(world: World) -> None:
    mo = world.signed_in("mo")
    fail(world, "alice", 2)
    assert "Many failed sign-ins" not in mo.get("/manage/").text
    fail(world, "alice", 5)
    page = mo.get("/manage/")
    assert page.link("Many failed sign-ins in the last day: 5") == "/manage/people/sign-ins"
    world.clock.forward(hours=24 * 8)
    upkeep.purge(world.context())
    assert FailedSignIn.select().count() == 0
