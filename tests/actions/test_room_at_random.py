"""Visits at random: nothing is recorded without permission, and each missing guard is found."""

from typing import Any

import pytest

from kiosk.actions import (
    decisions,
    participants,
    recordings,
)
from kiosk.lookups import trail
from kiosk.store.models import (
    Consent,
    Pause,
    Recording,
)
from tests.actions.room_machine import play
from tests.cast import World


def test_whatever_happens_in_the_room_nothing_is_recorded_without_permission(world: World) -> None:
    play(world, runs=25, steps=30, derandomize=True)
    trail.verify(world.secrets)
    # Otherwise nothing was tried.
    assert Recording.select().count() > 5
    assert Pause.select().count() > 1
    assert len({each.stop_reason for each in Recording.select()}) > 2


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_thousand_visits_of_fifty_steps(world: World) -> None:
    """Issue 4, races and faults."""
    play(world, runs=1000, steps=50)
    trail.verify(world.secrets)


# --- The controls: each guard taken out is found, and by the list of what must never be ---


def resume_unasked(context: Any, consent: Consent, seen: int) -> None:
    """Goes on without asking for permission."""
    Recording.update(paused_at=None).where(Recording.id == consent.recording_id).execute()
    recordings._end_pause(consent.recording_id or 0, context.now)


def runs_on(*_given: Any) -> bool:
    """Ends or pauses nothing."""
    return False


def as_it_says(now: int, ago: int, _since: int) -> int:
    """Believes whatever a late page says of its tap."""
    return now - ago


def later(control: tuple[Any, ...]) -> Any:
    """A control that takes chance a while to come to: for the longer run."""
    return pytest.param(*control, marks=pytest.mark.long)


@pytest.mark.parametrize(
    ("place", "name", "without", "found"),
    [
        (recordings, "resume", resume_unasked, "somebody|no valid|without|expired"),
        (decisions, "end_open_recording", runs_on, "without|under another"),
        later((participants, "pause_open_recording", runs_on, "was not asked")),
        later((recordings, "tapped_at", as_it_says, "a tap out of its time|outside the recording")),
    ],
    ids=lambda each: each if isinstance(each, str) and each.isidentifier() else "",
)
def test_a_guard_that_is_missing_is_found(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    place: Any,
    name: str,
    without: Any,
    found: str,
) -> None:
    monkeypatch.setattr(place, name, without)
    with pytest.raises(AssertionError, match=found):
        play(world, runs=400, steps=40, begins="recording", derandomize=True)
