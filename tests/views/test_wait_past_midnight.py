"""Wait until a time (K3) where midnight lies between: a night shift asks to wait too."""

import pytest

from kiosk.store.models import Consent, Decision
from tests.cast import World
from tests.pages import Page


def at_ten_to_midnight(world: World) -> Consent:
    """A patient who has signed, matched, at 23:50."""
    world.clock.forward(hours=13, minutes=50)
    return world.verify(world.signed())


def ask_to_wait(world: World, consent: Consent, until: str) -> Page:
    alice, card = world.signed_in("alice"), world.card(consent.id)
    return alice.submit(alice.get(card), f"{card}/decide", kind="wait", wait_until=until)


def test_ten_past_midnight_is_twenty_minutes_away(world: World) -> None:
    """It was refused as a time in the past."""
    consent = at_ten_to_midnight(world)
    page = ask_to_wait(world, consent, "00:10")
    assert page.status == 200
    assert "until 00:10" in page.text
    assert Decision.get().wait_until == world.clock() + 20 * 60
    assert "Minutes to wait: 20." in world.browser().get(world.receipt(consent).page).text
    world.clock.forward(minutes=20)
    assert "Please ask again" in world.browser().get(world.receipt(consent).page).text


@pytest.mark.parametrize("until", ["23:50", "23:49", "12:30"])
def test_a_time_that_is_past_or_far_away_is_still_refused(world: World, until: str) -> None:
    page = ask_to_wait(world, at_ten_to_midnight(world), until)
    assert page.status == 422
    assert "Choose a time in the next 12 hours" in page.text
    assert Decision.select().count() == 0
