"""The receipt's end, and what is written down: recordings left running, notes, concerns."""

import pytest

from harness.databases import ON_POSTGRES
from kiosk.actions import (
    consents,
    decisions,
    notes,
    participants,
    recordings,
    upkeep,
)
from kiosk.domain.covert import Finding
from kiosk.domain.decision import Choice
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.domain.refusals import CannotDecide, MayNotRecord, NotFound
from kiosk.lookups import trail
from kiosk.store import queries
from kiosk.store.models import AuditEntry, Note, Pause, Recording
from tests.actions.room import came_in, say, state
from tests.cast import NO_TO_BOTH, World, fresh

AGREED = Choice("agreed", NO_TO_BOTH, ("sound",))


@pytest.mark.parametrize("paused", [False, True])
def test_a_recording_left_running_is_over_with_its_receipt_and_closed_by_the_purge(
    world: World, paused: bool
) -> None:
    """Issue 4 item 5: it stops by itself, with a reason."""
    consent = world.recording()
    if paused:
        recordings.pause(world.by(world.alice), consent)
    world.clock.now = consent.expires_at
    assert state(world, consent) == ("paused" if paused else "recording")  # it may finish
    world.clock.forward(hours=2)
    assert state(world, consent) == "expired"  # before anything was written
    world.clock.forward(hours=1)
    upkeep.purge(upkeep.operator(world.secrets, world.clock()))
    row = Recording.get()
    last = consent.expires_at + MAX_OVERRUN
    assert (row.stopped_at, row.stop_reason) == (last, "time")
    assert [each.until for each in Pause.select()] == [last] * paused
    stop = AuditEntry.select().where(AuditEntry.verb == "recording.stop").get()
    assert (stop.actor, stop.detail) == ("operator", {"reason": "time"})
    trail.verify(world.secrets)


def test_a_recording_of_a_current_receipt_is_left_alone(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at + MAX_OVERRUN - 1
    assert recordings.stop_overdue(world.context()) == 0
    assert state(world, consent) == "recording"


def test_overdue_recordings_are_closed_once_and_each_at_its_site(world: World) -> None:
    consent = world.recording()
    there = world.verify(world.signed(world.there))
    charlie = world.by(world.charlie)
    decisions.decide(charlie, there, there.revision, AGREED)
    recordings.start(charlie, there, fresh(there).revision)
    world.clock.now = max(consent.expires_at, there.expires_at) + MAX_OVERRUN
    assert recordings.stop_overdue(world.context()) == 2
    assert recordings.stop_overdue(world.context()) == 0
    stops = AuditEntry.select().where(AuditEntry.verb == "recording.stop")
    assert {each.site for each in stops} == {world.here.id, world.there.id}


def test_past_the_receipts_end_a_session_pauses_goes_on_and_stops_as_before(world: World) -> None:
    """K14: the end of the receipt ends the right to start, and no session."""
    consent, alice = world.recording(), world.by(world.alice)
    world.clock.now = consent.expires_at + 60
    recordings.pause(alice, consent)
    recordings.resume(alice, consent, fresh(consent).revision)
    newcomer = came_in(world, consent)
    assert state(world, consent) == "someone_to_ask"
    say(world, consent, newcomer, "yes")
    recordings.resume(alice, consent, fresh(consent).revision)
    world.clock.forward(seconds=60)
    recordings.stop(world.by(world.alice), consent, "patient")
    row = Recording.get()
    assert (row.stopped_at, row.stop_reason) == (consent.expires_at + 120, "patient")
    with pytest.raises(CannotDecide):
        decisions.decide(world.by(world.alice), consent, fresh(consent).revision, AGREED)


def test_past_the_receipts_end_nothing_is_started_again(world: World) -> None:
    """K14: the agreement stood, and the session was stopped in time; the right to start is over."""
    consent, alice = world.recording(), world.by(world.alice)
    world.clock.now = consent.expires_at - 1
    recordings.stop(alice, consent, "clinician")
    with pytest.raises(MayNotRecord):
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    for later in (0, MAX_OVERRUN - 1):
        world.clock.now = consent.expires_at + later
        assert state(world, consent) == "expired"
        with pytest.raises(MayNotRecord) as refused:
            recordings.start(world.by(world.alice), consent, fresh(consent).revision)
        assert refused.value.reason == "expired"
    assert Recording.select().count() == 1


def test_a_session_that_was_stopped_in_the_overrun_is_not_started_again(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at + 60
    recordings.stop(world.by(world.alice), consent, "clinician")
    for act in (recordings.start, recordings.resume):
        with pytest.raises(MayNotRecord) as refused:
            act(world.by(world.alice), consent, fresh(consent).revision)
        assert refused.value.reason == "expired"
    assert Recording.select().count() == 1


def test_an_agreement_of_before_is_not_started_past_the_receipts_end(world: World) -> None:
    consent = world.decided()
    world.clock.now = consent.expires_at
    with pytest.raises(MayNotRecord):
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)


@pytest.mark.parametrize("kind", ["not_agreed", "colleague"])
def test_in_the_overrun_a_no_and_a_hand_over_end_it_as_ever(world: World, kind: str) -> None:
    consent, reason = world.recording(), {"not_agreed": "distracts"}.get(kind, "")
    world.clock.now = consent.expires_at + 60
    choice = Choice(kind, {}, reason=reason)
    decisions.decide(world.by(world.alice), consent, fresh(consent).revision, choice)
    assert Recording.get().stopped_at == consent.expires_at + 60
    assert state(world, consent) == "expired"


def test_in_the_overrun_the_patient_can_change_their_mind(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at + 60
    consents.withdraw(world.context(), consent)
    assert (Recording.get().stopped_at, Recording.get().stop_reason) == (
        consent.expires_at + 60,
        "withdrawn",
    )


def test_two_hours_past_the_receipts_end_there_is_nothing_to_pause(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at + MAX_OVERRUN
    recordings.pause(world.by(world.alice), consent)
    assert Pause.select().count() == 0
    recordings.stop(world.by(world.alice), consent, "patient")
    assert (Recording.get().stopped_at, Recording.get().stop_reason) == (
        consent.expires_at + MAX_OVERRUN,
        "time",
    )


def test_a_note_is_kept_as_it_was_written_and_never_changed(world: World) -> None:
    """K7."""
    consent = world.decided()
    notes.keep(world.by(world.alice), consent, "The first note")
    world.clock.forward(minutes=1)
    notes.keep(world.by(world.bob), consent, "The second")
    kept = [(each.text, each.staff, each.at) for each in queries.notes_of(consent)]
    assert kept == [
        ("The second", world.bob, world.clock()),
        ("The first note", world.alice, world.clock() - 60),
    ]
    assert "first note" not in repr(list(AuditEntry.select().tuples()))
    assert ON_POSTGRES or b"first note" not in _file()


def test_a_double_tap_keeps_one_note(world: World) -> None:
    consent = world.decided()
    for _tap in range(2):
        notes.keep(world.by(world.alice, once="tap"), consent, "A note")
    assert Note.select().count() == 1


def test_a_concern_is_for_the_manager_of_its_site_and_the_trail_has_no_word_of_it(
    world: World,
) -> None:
    """K8."""
    finding = Finding("Margaret O'Neill", "own", "remember", ("open",), "stopped", "Quite calm.")
    for _tap in range(2):
        notes.raise_concern(world.by(world.alice, once="tap"), finding, "11 November, 10:42")
    (raised,) = queries.concerns_of(world.here)
    assert (raised.raised_by, raised.kind, raised.at) == (world.alice, "covert", world.clock())
    assert "11 November, 10:42" in raised.text
    assert queries.concerns_of(world.there) == []
    assert "Margaret" not in repr(list(AuditEntry.select().tuples()))
    assert ON_POSTGRES or b"Quite calm" not in _file()


def test_somebody_of_another_room_cannot_be_answered_for_here(world: World) -> None:
    mine, other = world.recording(), world.recording()
    person = came_in(world, other)
    with pytest.raises(NotFound):
        participants.answer(world.by(world.alice), mine, fresh(mine).revision, person.id, "yes")
    assert state(world, other) == "someone_to_ask"


def _file() -> bytes:
    """The bytes of the database on the disk."""
    from pathlib import Path

    from kiosk.store.database import database

    file = Path(database.obj.database)
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
