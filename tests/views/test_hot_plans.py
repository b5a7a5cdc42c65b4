"""No page that patients and staff ask for all day reads a table from end to end, so that a million
consents cost what a thousand do (`bench/million.py` measures it)."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.actions import policies, upkeep
from kiosk.store import packs, queries
from kiosk.store.database import database
from kiosk.store.models import Consent, Policy
from tests.cast import NHS_NUMBER, NO_TO_BOTH, World
from tests.plans import plan, ran, wide
from tests.views.room_card import Card
from tests.views.test_records import proved

pytestmark = pytest.mark.sqlite("reads its query plans")

YOU = {
    "name": "Margaret O'Neill",
    "birth_date": "1948-03-27",
    "nhs_number": NHS_NUMBER.replace(" ", ""),
}


def _patient(world: World) -> None:
    """The tablet, the walk, the signing, the receipt and what follows it."""
    tablet = world.kiosk()
    for path in ("/kiosk", "/kiosk/handoff"):
        assert tablet.get(path).status == 200
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    receipt = world.sign(tablet)
    phone = world.phone()
    receipt = world.sign(phone)
    page = phone.get(receipt.page)
    assert page.status == 200
    assert phone.get(f"{receipt.page}/status").status == 200
    seen = queries.page_mark(Consent.get_by_id(receipt.consent).page_hash, world.clock())
    assert phone.get(f"{receipt.page}/status?seen={seen}").status == 204
    assert phone.submit(phone.get(f"{receipt.page}/withdraw"), f"{receipt.page}/withdraw").whole


def _desk(world: World) -> None:
    """The one box, by all that can be typed there, and the list."""
    consent = world.signed(you=YOU)
    receipt, alice = world.receipt(consent), world.signed_in("alice")
    page = alice.get("/staff/")
    for entry in (receipt.code, receipt.token, "Margaret", "27 March 1948", NHS_NUMBER):
        assert alice.submit(page, "/staff/verify", entry=entry).status == 200
    wrong = "2222-2222" if receipt.code[0] != "2" else "3333-3333"
    assert alice.submit(page, "/staff/verify", entry=wrong).status in (404, 422)
    assert alice.get("/staff/list").status == 200
    assert world.signed_in("rae").get("/staff/desk").status == 200


def _room(world: World) -> None:
    """The card, from the match to the note."""
    consent = world.signed(you=YOU)
    alice = world.signed_in("alice")
    here = world.card(consent.id)
    page = alice.match(alice.get(here))
    alice.submit(page, f"{here}/decide", kind="agreed", types=["sound"], **NO_TO_BOTH)
    room = Card(world, consent)
    room.press("start")
    assert room.browser.get("/staff/bars").status in (200, 204)
    assert room.browser.get(f"{here}/live").status in (200, 204)
    room.press("pause", why="examination")
    room.press("resume")
    room.press("stop")
    assert alice.get(f"{here}/note").status == 200


def _manager(world: World) -> None:
    """A person's records, found and opened; and today's health."""
    consent = world.signed(you=YOU)
    code, mo = world.receipt(consent).code, proved(world)
    home = mo.get("/manage/records")
    for entry in (code, "Margaret O'Neill", NHS_NUMBER, "27 March 1948"):
        assert mo.submit(home, "/manage/records", entry=entry).status == 200
    there = f"/manage/records/{world.card(consent.id).rpartition('/')[2]}"
    assert mo.open(there).status == 200
    assert mo.get("/manage/").status == 200


def _anyone(world: World) -> None:
    """What phones and watchers ask for."""
    consent = world.decided()
    browser = world.browser()
    for path in ("/healthz", "/readyz", "/.well-known/recording-consent-status"):
        assert browser.get(path).status == 200
    assert browser.get(world.receipt(consent).page).status == 200


def _publish(world: World) -> None:
    """Rules are published while patients sign, who all wait for it."""
    world.recording()
    version = Policy.get(Policy.site == world.here)
    Policy.update(version="before").where(Policy.id == version.id).execute()
    held = policies.bring(world.context(), packs.default_pack())
    assert policies.publish(world.context(), held) >= 0


def _upkeep(world: World) -> None:
    """What is due is deleted in turns to write, for which everybody waits."""
    world.recording()
    world.signed()  # the newest of all stays
    upkeep.purge(world.context())
    world.clock.forward(hours=24 * 400)
    upkeep.purge(world.context())
    world.clock.forward(hours=24 * 4000)
    assert upkeep.purge(world.context()).evidence == 1


HOT = (_patient, _desk, _room, _manager, _anyone, _publish, _upkeep)


@pytest.mark.parametrize("walk", HOT, ids=[each.__name__.strip("_") for each in HOT])
def test_nothing_hot_reads_more_the_longer_a_place_is_at_work(
    world: World, walk: Callable[[World], Any]
) -> None:
    found = wide(lambda: walk(world))
    assert found == [], "\n\n".join(f"{each.step}\n  {each.sql}" for each in found)


def test_a_code_leads_to_its_consent_alone(world: World) -> None:
    """By the code first: the site's whole day is as many rows as patients came."""
    receipt, alice = world.receipt(world.signed()), world.signed_in("alice")
    page = alice.get("/staff/")
    with ran() as sent:
        assert alice.submit(page, "/staff/verify", entry=receipt.code).status == 200
    (sql, values), *_more = [each for each in sent if '"code_hash" = ?' in each[0]]
    (step,) = plan(sql, values)
    assert "(code_hash=? AND site_id=? AND signed_at>?)" in step


@pytest.mark.parametrize(
    ("index", "walk"),
    [
        ("consent_page_hash", _patient),
        ("consent_site_id_signed_at", _desk),
        ("recording_running", _room),
        ("sought_hash_consent_id", _manager),
        ("audit_entry_backup", _manager),
        ("consent_site_id_signed_at", _publish),
    ],
)
def test_without_an_index_it_would_be_found(
    world: World, index: str, walk: Callable[[World], Any]
) -> None:
    """The control."""
    database.execute_sql(f"DROP INDEX {index}")
    assert wide(lambda: walk(world)) != []
