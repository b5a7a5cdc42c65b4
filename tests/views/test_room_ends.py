"""The ends of a recording's time, the note that is kept, and two at once (K7, K14)."""

import pytest

from kiosk.actions import recordings
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.store.models import Decision, Note
from tests.cast import NO_TO_BOTH, World
from tests.views.room_card import Card, phone_says


def test_ten_minutes_before_either_end_both_pages_say_which(world: World) -> None:
    """K14: the receipt's end ends the right to start; two hours later the session's time ends."""
    consent = world.recording()
    end, last = consent.expires_at, consent.expires_at + MAX_OVERRUN
    near, past, over = (
        "From 18:30 recording may",
        "Recording may finish",
        "must end by 20:30",
    )
    for now, said, unsaid in (
        (end - 601, (), (near, past, over)),
        (end - 600, (near,), (past, over)),
        (end, (past,), (near, over)),
        (last - 601, (past,), (near, over)),
        (last - 600, (past, over), (near,)),
        (last - 1, (past, over), (near,)),
    ):
        world.clock.now = now
        card = Card(world, consent).page
        assert "Recording" in card.heading
        for page in (card.text, phone_says(world, consent)):
            assert [words in page for words in said] == [True] * len(said), page
            assert [words in page for words in unsaid] == [False] * len(unsaid), page


def test_pages_that_follow_along_are_told_at_each_end(world: World) -> None:
    """K14: nothing else changes at that second, and both are drawn again."""
    consent = world.recording()
    status, card = f"{world.receipt(consent).page}/status", f"{world.card(consent.id)}/live"
    end, last = consent.expires_at, consent.expires_at + MAX_OVERRUN
    for moment in (end - 600, end, last - 600, last):
        world.clock.now = moment - 1
        for browser, path in ((world.browser(), status), (world.signed_in("alice"), card)):
            world.clock.now = moment - 1
            seen = browser.get(path).html.split("seen=")[1].split('"')[0]
            assert browser.get(f"{path}?seen={seen}").status == 204
            world.clock.now = moment
            assert browser.get(f"{path}?seen={seen}").status == 200, moment - end


def test_a_pause_past_the_receipts_end_says_that_it_may_finish(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at
    alice = Card(world, consent)
    alice.press("pause")
    for page in (alice.page.text, phone_says(world, consent)):
        assert "Recording may finish" in page
    assert "Recording" in alice.press("resume").heading


@pytest.mark.parametrize("written", [False, True])
def test_when_time_ends_a_recording_both_are_told_to_stop(world: World, written: bool) -> None:
    """K14: before anybody has written it down, and after."""
    consent = world.recording()
    world.clock.now = consent.expires_at + MAX_OVERRUN
    if written:
        recordings.stop_overdue(world.context())
    alice = Card(world, consent)
    assert "Time is over: tell the patient to stop" in alice.page.heading
    assert not alice.has("pause")
    assert "Please stop now" in phone_says(world, consent)
    note = alice.browser.get(f"{alice.here}/note").text
    assert "10:00–20:30" in note
    assert "Ended by time, not confirmed." in note


def test_a_note_is_kept_and_says_when_it_no_longer_holds(world: World) -> None:
    """K7."""
    consent = world.recording()
    alice = Card(world, consent)
    there = f"{alice.here}/note"
    page = alice.browser.submit(alice.browser.get(there), there)
    assert "Kept 10:00 by Dr Alice Hart." in page.text
    kept = Note.get()
    assert "Patient is audio-recording" in kept.text
    world.clock.forward(minutes=5)
    alice.press("stop")
    page = Card(world, consent, "bob").browser.get(there)
    assert "Something has changed since Dr Alice Hart kept a note at 10:00." in page.text
    assert Note.get_by_id(kept.id).text == kept.text


def test_the_second_of_two_sees_what_came_first_whatever_it_was(world: World) -> None:
    """Issue 4, races: a colleague's decision, slip or handing over, and since when."""
    consent = world.signed()
    alice, bob = Card(world, consent), Card(world, consent, "bob")
    world.clock.forward(minutes=2)
    bob.press("decide", kind="agreed", **NO_TO_BOTH)
    page = alice.press("decide", kind="wait")
    assert "Bob Ngata decided first, at 10:02: agreed." in page.text
    world.clock.forward(minutes=2)
    bob.press("undo")
    page = alice.press("decide", kind="wait")
    assert "Bob Ngata took the decision back at 10:04." in page.text
    assert Decision.select().count() == 1
