"""Pause, resume, stop: the breaks of a recording (K6)."""

import pytest

from kiosk.actions import (
    consents,
    recordings,
)
from kiosk.domain.recording import elapsed
from kiosk.domain.refusals import (
    ChangedMeanwhile,
    InvalidInput,
    MayNotRecord,
    NotRecording,
)
from kiosk.store import queries
from kiosk.store.models import Pause, Recording
from tests.actions.room import resume, state
from tests.cast import World, fresh


def test_a_pause_holds_until_it_is_resumed(world: World) -> None:
    consent = world.recording()
    world.clock.forward(minutes=2)
    recordings.pause(world.by(world.bob), consent)
    assert state(world, consent) == "paused"
    assert Recording.get().paused_at == world.clock()
    world.clock.forward(minutes=3)
    resume(world, consent)
    assert state(world, consent) == "recording"
    assert Recording.get().paused_at is None
    only = Pause.get()
    assert (only.at, only.until) == (world.clock() - 180, world.clock())
    assert (only.why, only.by) == ("clinician", world.bob)


def test_the_time_that_was_recorded_leaves_the_breaks_out(world: World) -> None:
    consent = world.recording()
    for _turn in range(2):
        world.clock.forward(minutes=2)
        recordings.pause(world.by(world.alice), consent)
        world.clock.forward(minutes=5)
        resume(world, consent)
    world.clock.forward(seconds=7)
    recordings.stop(world.by(world.alice), consent)
    row = Recording.get()
    assert elapsed(row.started_at, row.stopped_at, queries.pauses_of(row)) == 4 * 60 + 7  # type: ignore[arg-type]


def test_pausing_twice_is_pausing_once(world: World) -> None:
    consent = world.recording()
    for _tap in range(2):
        recordings.pause(world.by(world.alice), consent)
    assert Pause.select().count() == 1


def test_an_old_page_can_pause_and_stop_but_not_resume(world: World) -> None:
    """The safe way is never refused."""
    consent = world.recording()
    seen = consent.revision
    recordings.pause(world.by(world.bob), consent)
    with pytest.raises(ChangedMeanwhile):
        recordings.resume(world.by(world.alice), consent, seen)
    recordings.stop(world.by(world.alice), consent)
    assert state(world, consent) == "stopped"


@pytest.mark.parametrize("why", ["", "because", "CLINICIAN"])
def test_a_pause_has_one_of_its_reasons(world: World, why: str) -> None:
    with pytest.raises(InvalidInput):
        recordings.pause(world.by(world.alice), world.recording(), why)


def test_what_never_ran_is_neither_paused_nor_resumed(world: World) -> None:
    consent = world.decided()
    with pytest.raises(NotRecording):
        recordings.pause(world.by(world.alice), consent)
    with pytest.raises(NotRecording):
        resume(world, consent)


def test_what_runs_is_not_resumed(world: World) -> None:
    with pytest.raises(NotRecording):
        resume(world, world.recording())


def test_a_double_tap_resumes_once(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    seen = fresh(consent).revision
    for _tap in range(2):
        recordings.resume(world.by(world.alice, once="tap"), consent, seen)
    assert fresh(consent).revision == seen + 1


def test_stopping_ends_a_pause_with_it(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    world.clock.forward(minutes=1)
    recordings.stop(world.by(world.alice), consent, "patient")
    assert (Recording.get().stop_reason, Recording.get().stopped_at) == ("patient", world.clock())
    assert Pause.get().until == world.clock()
    with pytest.raises(MayNotRecord):
        resume(world, consent)


def test_a_paused_recording_ends_with_the_patients_change_of_mind(world: World) -> None:
    """R16."""
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    consents.withdraw(world.context(), consent)
    assert Recording.get().stop_reason == "withdrawn"
    assert Pause.select().where(Pause.until.is_null(True)).count() == 0
    with pytest.raises(MayNotRecord) as caught:
        resume(world, consent)
    assert caught.value.reason == "withdrawn"
