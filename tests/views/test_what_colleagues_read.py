"""Who agreed, by name, to colleagues only; and nothing is asked of who has left (E5, K6)."""

from kiosk.actions import decisions
from tests.cast import World, fresh
from tests.views.room_card import Card


def test_a_colleague_reads_who_agreed_and_the_patient_does_not(world: World) -> None:
    consent = world.decided()
    receipt = world.receipt(consent)
    here = world.card(consent.id)
    assert "Agreed by Dr Alice Hart" in world.signed_in("bob").get(here).text
    assert "Agreed by Dr Alice Hart" not in world.signed_in("alice").get(here).text
    for path in (receipt.page, f"{receipt.page}/status"):
        assert "Alice" not in world.browser().get(path).text


def test_whoever_handed_over_is_not_told_to_decide(world: World) -> None:
    consent = world.decided()
    alice = Card(world, consent)
    decisions.hand_over(world.by(world.alice), consent)
    page = alice.browser.get(alice.here)
    assert "You handed over: a colleague decides" in page.text
    assert "You have not decided" not in page.text
    assert "Decide after all" in page.text
    bob = world.signed_in("bob").get(alice.here).text
    assert "You have not decided" in bob
    assert "Decide after all" not in bob


def test_so_with_a_colleague_can_instead(world: World) -> None:
    alice = Card(world, world.signed())
    page = alice.press("decide", kind="colleague")
    assert "You handed over: a colleague decides" in page.text
    page = alice.press("decide", kind="agreed", others="no", care="no")
    assert "You agreed" in page.text


def test_until_says_which_day(world: World) -> None:
    consent = world.decided()
    assert "18:30 today" in world.signed_in("bob").get(world.card(consent.id)).text
    consent.expires_at = world.clock() + 20 * 3600
    consent.save()
    assert "06:00 Thursday" in world.signed_in("bob").get(world.card(consent.id)).text


def test_heard_by_only_the_patient(world: World) -> None:
    consent = world.decided()
    assert "Heard by Only the patient" in world.signed_in("bob").get(world.card(consent.id)).text
    decisions.hand_over(world.by(world.alice), consent)
    assert fresh(consent).handed_over
