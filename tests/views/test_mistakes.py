"""M7: a receipt marked as a mistake: what becomes of it, and what every page says."""

import pytest

from kiosk.actions import consents
from kiosk.lookups import evidence, status, trail
from signing.status import mark
from tests.cast import World, fresh
from tests.views.test_records import entries, proved, sheet


@pytest.mark.parametrize("prepare", ["signed", "decided", "recording"])
def test_a_mistake_ends_it_and_every_page_says_so(world: World, prepare: str) -> None:
    consent, mo = getattr(world, prepare)(), proved(world)
    here = sheet(world, consent)
    page = mo.submit(mo.get(here), f"{here}/invalidate")
    assert page.status == 422
    page = mo.submit(page, f"{here}/invalidate", why="wrong_patient")
    assert "Marked as a mistake" in page.text
    assert entries("consent.invalidate")[0]["why"] == "wrong_patient"
    alice = world.signed_in("alice")
    card = alice.match(alice.get(world.card(consent.id)))
    assert "Marked as a mistake" in card.text
    note = alice.get(f"{world.card(consent.id)}/note")
    if prepare != "signed":
        assert "Marked as a mistake, 10:00: it was signed under another" in note.text
    phone = world.own_phone(consent).get(world.receipt(consent).page).text
    assert "made by mistake" in phone
    assert ("Stop recording" in phone) is (prepare == "recording")
    found = evidence.examine(world.secrets, world.clock(), consent.token)
    assert (found.genuine, found.reason) == (True, "invalid")
    trail.verify(world.secrets)


def test_nothing_can_come_of_a_mistake(world: World) -> None:
    consent, mo = world.decided(), proved(world)
    here = sheet(world, consent)
    mo.submit(mo.get(here), f"{here}/invalidate", why="duplicate")
    alice = world.signed_in("alice")
    tokens = alice.get("/staff/").form("/staff/verify") | {"seen": str(fresh(consent).revision)}
    for verb in ("start", "decide"):
        assert alice.post(f"{world.card(consent.id)}/{verb}", tokens).status in (409, 422), verb
    assert fresh(consent).state == "invalid"


def test_a_mistake_stands_on_the_status_list(world: World) -> None:
    """Whoever checks without this server is sent for the right receipt, as for one replaced."""
    consent = world.signed()
    day = (world.clock() - 86_400, world.clock() + 1)
    assert status._marks(*day)["superseded"] == ()
    consents.invalidate(world.by(world.mo), consent, "test")
    assert status._marks(*day)["superseded"] == (mark(consent.jti),)
