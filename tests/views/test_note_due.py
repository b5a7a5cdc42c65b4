"""After Stop the note is next; a visit without one is marked in the list, and counted (K7)."""

from kiosk.actions import recordings
from tests.cast import World
from tests.views.room_card import Card


def test_after_stop_the_note_is_next_and_deciding_again_is_folded(world: World) -> None:
    consent = world.recording()
    alice = Card(world, consent)
    page = alice.browser.submit(alice.page, f"{alice.here}/stop")
    assert page.path == f"{alice.here}/note"
    assert "Recording stopped at 10:00." in page.text
    card = alice.browser.get(alice.here)
    again = next(
        each for each in card.tree.iter("details") if "decide__again" in each.get("class", "")
    )
    assert "open" not in again.attrib


def test_a_visit_without_a_note_is_marked_and_counted_until_it_is_kept(world: World) -> None:
    one, two = world.recording(), world.decided("not_agreed", reason="privacy")
    world.signed()  # nobody has decided: there is nothing to note
    alice = world.signed_in("alice")
    assert "1 without a note" in alice.get("/staff/").text, "while it runs there is none to keep"
    recordings.stop(world.by(world.alice), one)
    page = alice.get("/staff/")
    assert "2 without a note" in page.text
    assert page.text.count("No note yet") == 2
    for consent in (one, two):
        note = alice.get(f"{world.card(consent.id)}/note")
        alice.submit(note, f"{world.card(consent.id)}/note")
    page = alice.get("/staff/")
    assert "without a note" not in page.text
    assert "No note yet" not in page.text
