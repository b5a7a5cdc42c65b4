"""What a hostile review found, each mended and kept mended."""

import re

from kiosk.actions import kiosks
from kiosk.config import Config
from kiosk.store.models import Attempt, AuditEntry, Consent, Kiosk
from tests.cast import World


def test_an_ended_session_leads_to_the_sign_in_page_and_not_to_a_fault(world: World) -> None:
    """A cookie kept from before signing out, with a stamp over a minute old."""
    alice = world.signed_in("alice")
    kept = alice.cookie("staff")
    assert kept
    alice.submit(alice.open("/staff/"), "/staff/sign-out")
    world.clock.forward(seconds=90)
    stranger = world.browser()
    stranger.client.set_cookie("staff", kept, domain="clinic.example")
    assert stranger.get("/staff/").status == 303


def test_the_trail_holds_no_address_of_a_patient(world: World) -> None:
    """Ids and keyed hashes only: an address stays in the trail for ever (M7)."""
    phone = world.phone()
    receipt = world.sign(phone)
    phone.submit(phone.open(f"{receipt.page}/withdraw"), f"{receipt.page}/withdraw")
    actors = {entry.actor for entry in AuditEntry.select()}
    assert not any(re.search(r"\d+\.\d+\.\d+\.\d+", actor) for actor in actors)
    assert any(actor.startswith("receipt:") for actor in actors)


def test_a_stranger_cannot_lock_a_clinician_out_from_elsewhere(world: World) -> None:
    """Five wrong passwords from one address shut that address, not the person."""
    for _ in range(6):
        visitor = world.browser(environ_base={"REMOTE_ADDR": "192.0.2.7"})
        page = visitor.open("/staff/sign-in")
        visitor.send(page, "/staff/sign-in", username="alice", password="wrong wrong wrong")
    assert world.signed_in("alice").get("/staff/").status == 200
    assert Attempt.select().count() > 0


def test_a_large_number_in_an_address_is_a_page_that_is_not_there(world: World) -> None:
    """Beyond what the database can hold, and no fault."""
    alice = world.signed_in("alice")
    assert alice.get(f"/staff/consents/{2**63}").status == 404


def test_signing_in_leads_on_to_our_own_plain_addresses_only(world: World) -> None:
    """No line break, no other host: such an address is left out."""
    visitor = world.browser()
    page = visitor.open("/staff/sign-in?to=/staff/%0d%0aX:1")
    assert "X:1" not in page.html


def test_what_is_signed_is_what_was_read_back(world: World) -> None:
    """Answers changed in another window are shown before they are signed."""
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    check = world.walk(kiosk, until="check")
    form = check.form("/journey/check")
    kiosk.post(
        "/journey/types", kiosk.get("/journey/types").form("/journey/types") | {"photo": "yes"}
    )
    again = kiosk.post("/journey/check", form)
    assert again.location.endswith("/journey/check")
    assert Consent.select().count() == 0
    assert kiosk.post("/journey/check", kiosk.open("/journey/check").form("/journey/check")).status
    assert Consent.get().types == "sound photo"


def test_a_revoked_tablet_opens_no_walk(world: World) -> None:
    """A lost tablet shows nothing of the patient who used it last."""
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    world.walk(kiosk, until="check")
    row = Kiosk.get(Kiosk.device_hash.is_null(False))
    kiosks.revoke(world.context(row.site), row)
    assert kiosk.get("/journey/check").status == 403


def test_the_settings_show_no_database_password() -> None:
    """A repr ends in logs."""
    assert Config.__dataclass_fields__["database_url"].repr is False
