"""Signing in: whom wrong passwords shut out, and where it leads on to."""

from kiosk.store.models import Attempt
from tests.cast import World


def test_a_stranger_cannot_lock_a_clinician_out_from_elsewhere(world: World) -> None:
    """Five wrong passwords from one address shut that address, not the person."""
    for _ in range(6):
        visitor = world.browser(environ_base={"REMOTE_ADDR": "192.0.2.7"})
        page = visitor.open("/staff/sign-in")
        visitor.send(page, "/staff/sign-in", username="alice", password="wrong wrong wrong")
    assert world.signed_in("alice").get("/staff/").status == 200
    assert Attempt.select().count() > 0


def test_signing_in_leads_on_to_our_own_plain_addresses_only(world: World) -> None:
    """No line break, no other host: such an address is left out."""
    visitor = world.browser()
    page = visitor.open("/staff/sign-in?to=/staff/%0d%0aX:1")
    assert "X:1" not in page.html


def test_who_worked_for_twelve_hours_is_not_told_that_nobody_used_the_screen(world: World) -> None:
    """The page says why it stands there, and only what is so."""
    alice = world.signed_in("alice")
    for _ in range(60):
        world.clock.forward(minutes=12)
        page = alice.open("/staff/")
    assert page.heading == "Sign in"
    assert "You were signed out: sign in again." in page.text
    assert "Nobody used" not in page.text
