"""`kiosk pair`, `kiosk list`, `kiosk revoke`."""

import re

import pytest

from kiosk.actions import kiosks
from kiosk.domain.refusals import KioskNotPaired, WrongPairingCode
from kiosk.lookups import visitors
from kiosk.store.models import AuditEntry, Kiosk
from tests.cli.desk import Desk


def code_in(printed: str) -> str:
    found = re.search(r"pairing code (\w{4}-\w{4})", printed)
    assert found, printed
    return found.group(1)


def test_a_tablet_pairs_with_the_printed_code_once(desk: Desk) -> None:
    code = code_in(desk.ok("kiosk", "pair", "Room 2"))
    token = kiosks.join(desk.world.context(once="a"), code)
    assert visitors.kiosk_of(token).label == "Room 2"
    with pytest.raises(WrongPairingCode):
        kiosks.join(desk.world.context(once="b"), code)


def test_the_printed_address_comes_from_the_settings(desk: Desk) -> None:
    url = desk.app.config["ASKFIRST"].public_url
    assert f"{url}/kiosk/pair" in desk.ok("kiosk", "pair", "Room 2")


def test_the_list_tells_paired_from_waiting(desk: Desk) -> None:
    code = code_in(desk.ok("kiosk", "pair", "Room 2"))
    assert "Room 2: waits for its code" in desk.ok("kiosk", "list")
    kiosks.join(desk.world.context(once="a"), code)
    assert "Room 2: paired 2026-11-11 10:00 UTC" in desk.ok("kiosk", "list")


def test_the_list_leaves_other_sites_out(desk: Desk) -> None:
    assert "Mill Lane" not in desk.ok("kiosk", "list")


def test_a_revoked_tablet_is_shut_out_and_no_longer_listed(desk: Desk) -> None:
    token = kiosks.join(desk.world.context(once="a"), code_in(desk.ok("kiosk", "pair", "Room 2")))
    number = Kiosk.get(Kiosk.label == "Room 2").id
    assert "Room 2" in desk.ok("kiosk", "revoke", number)
    assert "Room 2" not in desk.ok("kiosk", "list")
    with pytest.raises(KioskNotPaired):
        visitors.kiosk_of(token)


def test_pairing_and_revoking_are_audited_to_the_operator(desk: Desk) -> None:
    desk.ok("kiosk", "pair", "Room 2")
    desk.ok("kiosk", "revoke", Kiosk.get(Kiosk.label == "Room 2").id)
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).limit(2)
    assert [(row.verb, row.actor) for row in last] == [
        ("kiosk.revoke", "operator"),
        ("kiosk.enrol", "operator"),
    ]


def test_a_tablet_that_is_not_listed_cannot_be_revoked(desk: Desk) -> None:
    elsewhere = Kiosk.get(Kiosk.label == "Mill Lane tablet").id
    assert "no tablet 99" in desk.refused("kiosk", "revoke", 99)
    assert f"no tablet {elsewhere}" in desk.refused("kiosk", "revoke", elsewhere)
    assert Kiosk.get_by_id(elsewhere).revoked_at is None


def test_a_tablet_needs_a_name(desk: Desk) -> None:
    assert "Enter a name" in desk.refused("kiosk", "pair", " ")
