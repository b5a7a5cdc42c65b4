"""Somebody came in: recording pauses until they have been asked (K5, K6)."""

import pytest

from kiosk.actions import (
    consents,
    participants,
    recordings,
    supersede,
)
from kiosk.domain.refusals import (
    CannotDecide,
    InvalidInput,
    MayNotRecord,
)
from kiosk.lookups import visitors
from kiosk.store.models import AuditEntry, Pause, Recording
from tests.actions.room import came_in, last_entry, resume, say, state
from tests.cast import World, fresh


def test_somebody_who_came_in_pauses_the_recording_until_they_said_yes(world: World) -> None:
    """K5, K6."""
    consent = world.recording()
    world.clock.forward(minutes=1)
    person = came_in(world, consent)
    assert (person.joined_at, person.answer, person.role) == (world.clock(), "ask", "student")
    assert state(world, consent) == "someone_to_ask"
    assert (Pause.get().why, Pause.get().by) == ("came_in", world.alice)
    with pytest.raises(MayNotRecord) as caught:
        resume(world, consent)
    assert caught.value.reason == "someone_to_ask"
    say(world, consent, person, "yes")
    assert state(world, consent) == "paused"
    resume(world, consent)
    assert state(world, consent) == "recording"


def test_a_no_of_one_who_came_in_keeps_it_paused_until_they_left(world: World) -> None:
    consent = world.recording()
    person = came_in(world, consent)
    say(world, consent, person, "no")
    assert state(world, consent) == "someone_said_no"
    assert Recording.get().stopped_at is None
    with pytest.raises(MayNotRecord) as caught:
        resume(world, consent)
    assert caught.value.reason == "someone_said_no"
    say(world, consent, person, "left")
    resume(world, consent)
    assert state(world, consent) == "recording"


def test_everyone_who_came_in_has_to_say_yes(world: World) -> None:
    consent = world.recording()
    first, second = came_in(world, consent), came_in(world, consent, name="Ed", role="chaperone")
    say(world, consent, first, "yes")
    assert state(world, consent) == "someone_to_ask"
    say(world, consent, second, "left")
    assert state(world, consent) == "paused"


def test_a_yes_that_is_taken_back_pauses_what_runs(world: World) -> None:
    """No recording while somebody who came in has not been asked."""
    consent = world.recording()
    person = came_in(world, consent)
    say(world, consent, person, "yes")
    resume(world, consent)
    world.clock.forward(minutes=1)
    say(world, consent, person, "ask")
    assert state(world, consent) == "someone_to_ask"
    assert Recording.get().paused_at == world.clock()


def test_a_no_while_it_runs_ends_it(world: World) -> None:
    consent = world.recording()
    person = came_in(world, consent)
    say(world, consent, person, "yes")
    resume(world, consent)
    say(world, consent, person, "no")
    assert Recording.get().stop_reason == "someone_said_no"
    say(world, consent, person, "left")
    assert state(world, consent) == "stopped"  # one agreement, one recording


def test_who_came_in_before_the_start_is_asked_before_it(world: World) -> None:
    consent = world.decided()
    person = came_in(world, consent)
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert caught.value.reason == "someone_to_ask"
    say(world, consent, person, "yes")
    recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert state(world, consent) == "recording"


def test_coming_in_during_a_pause_makes_no_second_pause(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent, "examination")
    came_in(world, consent)
    assert [each.why for each in Pause.select()] == ["examination"]
    assert state(world, consent) == "someone_to_ask"


def test_an_old_page_can_say_that_somebody_came_in(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.bob), consent)
    assert came_in(world, consent).answer == "ask"


@pytest.mark.parametrize(
    "form", [{}, {"role": ""}, {"role": "stranger"}, {"role": "student", "name": "x" * 201}]
)
def test_who_came_in_is_one_of_the_policys_people(world: World, form: dict[str, str]) -> None:
    consent = world.recording()
    with pytest.raises(InvalidInput):
        participants.join(world.by(world.alice), consent, form)
    assert state(world, consent) == "recording"


def test_nobody_comes_in_after_the_visit(world: World) -> None:
    consent = world.recording()
    consents.withdraw(world.context(), consent)
    with pytest.raises(CannotDecide):
        came_in(world, consent)


def test_the_trail_does_not_name_who_came_in(world: World) -> None:
    consent = world.recording()
    came_in(world, consent, name="Josephine Unlikely")
    assert "Unlikely" not in repr(list(AuditEntry.select().tuples()))
    assert last_entry().detail["paused_recording"] is True


def test_who_left_is_not_taken_along_when_the_patient_signs_anew(world: World) -> None:
    consent = world.signed()
    gone, there = came_in(world, consent, name="Gone"), came_in(world, consent, name="There")
    say(world, consent, gone, "left")
    say(world, consent, there, "yes")
    token = supersede.start_again(world.context(), fresh(consent))
    company = visitors.journey_of(token, world.clock()).answers["company"]
    assert [(each["name"], each["says"]) for each in company] == [("There", "yes")]
