"""The card of a receipt that nobody has checked yet: no decision before verifying (K2)."""

from kiosk.store.models import Decision
from tests.cast import NO_TO_BOTH, World, fresh


def test_the_card_of_an_unchecked_receipt_says_so_and_leads_there(world: World) -> None:
    alice, here = world.signed_in("alice"), world.card(world.signed().id)
    card = alice.get(here)
    assert "Not checked yet" in card.text
    assert "Genuine ✓" not in card.text
    for more in ("decide", "undo", "came-in", "start", "note", "screen", "not-them"):
        assert f"{here}/{more}" not in card.html
    for more in ("SOUND", "Talking only", "Heard by", "18:30"):
        assert more not in card.text
    card = alice.match(card)
    assert "Genuine, and current" in card.text
    assert f"{here}/decide" in card.html
    assert fresh(world.signed()).verified_at is None


def test_a_forged_form_is_told_to_check_first(world: World) -> None:
    alice, consent = world.signed_in("alice"), world.signed()
    fields = alice.get("/staff/").form("/staff/verify") | {"kind": "agreed", "seen": "0"}
    answer = alice.post(f"{world.card(consent.id)}/decide", fields | NO_TO_BOTH)
    assert answer.status == 409
    assert "Check the receipt first" in answer.text
    assert Decision.select().count() == 0
