"""Photos agreed and nothing else: no clock, nothing to start, until the visit is over (K3)."""

import pytest

from kiosk.actions import recordings
from kiosk.domain.refusals import NotRecording
from kiosk.store.models import Consent, Recording
from tests.actions.room import came_in, last_entry, say, state
from tests.cast import World, fresh


def photos(world: World, *asked: str) -> Consent:
    return world.decided(answers={"types": [*asked, "photo"]}, types=("photo",))


def test_nothing_is_started(world: World) -> None:
    consent = photos(world, "sound")
    assert state(world, consent) == "ok"
    with pytest.raises(NotRecording):
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert Recording.select().count() == 0


def test_the_visit_is_over_once(world: World) -> None:
    consent = photos(world)
    decided = world.clock()
    world.clock.forward(minutes=12)
    recordings.stop(world.by(world.bob), consent)
    row = Recording.get()
    assert (row.started_at, row.stopped_at) == (decided, world.clock())
    assert (row.stop_reason, row.started_by) == ("clinician", world.alice)
    assert state(world, consent) == "stopped"
    assert (last_entry().verb, last_entry().detail) == ("recording.stop", {"reason": "clinician"})
    world.clock.forward(minutes=1)
    recordings.stop(world.by(world.bob), consent)
    assert Recording.select().count() == 1
    assert Recording.get().stopped_at == row.stopped_at


def test_somebody_who_came_in_is_asked_and_the_visit_may_be_over_before(world: World) -> None:
    """K5, K14: permission waits for them; the end of the visit never does."""
    consent = photos(world)
    newcomer = came_in(world, consent)
    assert state(world, consent) == "someone_to_ask"
    say(world, consent, newcomer, "yes")
    assert state(world, consent) == "ok"
    say(world, consent, newcomer, "no")
    recordings.stop(world.by(world.alice), consent)
    assert Recording.get().stopped_at == world.clock()


def test_photos_end_with_the_receipt(world: World) -> None:
    """There is no session that could outlast it."""
    consent = photos(world)
    world.clock.now = consent.expires_at
    assert state(world, consent) == "expired"
    world.clock.forward(minutes=5)
    recordings.stop(world.by(world.alice), consent)  # an old page
    row = Recording.get()
    assert (row.stopped_at, row.stop_reason) == (consent.expires_at, "expired")


def test_beside_sound_they_are_part_of_what_is_started(world: World) -> None:
    consent = world.decided(
        answers={"types": ["sound", "photo"]},
        types=("sound", "photo"),
    )
    recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert state(world, consent) == "recording"
