"""GET never changes anything: every table is the same before and after, but for one entry."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.looks import OPEN, SHEET
from kiosk.store.models import AuditEntry
from tests.cast import Receipt, World, all_rows
from tests.pages import Browser
from tests.views.routes import addresses


def tablet_on_its_way(world: World) -> Browser:
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    return tablet


def manager(world: World) -> Browser:
    return world.signed_in("mo")


def clinician(world: World) -> Browser:
    return world.signed_in("alice")


def scanner(world: World) -> Browser:
    """A phone that opens whatever links it finds, as previews and virus scanners do."""
    return world.browser()


# The one exception, in one place (kiosk/actions/looks.py): that a card or a record was opened is an
# entry, once for a person, consent and day (M7).
OPENS = ("staff.card", "visit.note", "manage.person_record")
OPENED_BY = {manager: 2, clinician: 1}  # Mo is a clinician too


def but_for_the_opening(before: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same rows, and no more than that entry."""
    entries = all_rows()["audit_entry"]
    newest = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    added = [row for row in entries if row not in before["audit_entry"]]
    assert len(added) <= 1
    assert not added or (newest.verb in (OPEN, SHEET), newest.changed) == (True, {})
    return before | {"audit_entry": entries}


@pytest.mark.parametrize(
    "who", [tablet_on_its_way, manager, clinician, scanner], ids=lambda each: each.__name__
)
def test_no_get_changes_a_row(world: World, who: Callable[[World], Browser]) -> None:
    receipt = world.receipt(world.recording())
    code, _link = world.show_a_code(), world.invite()
    browser = who(world)
    opened = 0
    before = all_rows()
    for endpoint, path in addresses(world, "GET", receipt):
        opened += browser.get(path).status == 200
        if endpoint in OPENS:
            before = but_for_the_opening(before)
        assert all_rows() == before, path
    assert AuditEntry.select().where(AuditEntry.verb.in_((OPEN, SHEET))).count() == OPENED_BY.get(
        who, 0
    )
    assert browser.get(code).status == 200  # and whoever opens it again finds it unused
    assert browser.get(code).status == 200
    assert all_rows() == before
    assert opened > 5


def test_opening_every_page_of_the_walk_changes_nothing(world: World) -> None:
    tablet = tablet_on_its_way(world)
    world.walk(tablet)
    before = all_rows()
    for step in ("rules-before", "whose", "where", "types", "part", "by", "audience", "you"):
        assert tablet.get(f"/journey/{step}").status == 200
    for step in ("statements", "signature", "check", "refuse", "not-here", "behalf", "receipt"):
        tablet.open(f"/journey/{step}")
    assert all_rows() == before


def test_a_post_does_change_something(world: World) -> None:
    """The control: the snapshot would show it."""
    receipt: Receipt = world.receipt(world.signed())
    before = all_rows()
    phone = world.browser()
    phone.submit(phone.get(f"{receipt.page}/withdraw"), f"{receipt.page}/withdraw")
    assert all_rows() != before
