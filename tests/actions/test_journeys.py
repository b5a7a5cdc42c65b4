"""A patient's unsigned walk: started once, gone after an hour, and leaving no trace."""

import pytest

from kiosk.actions import consents, journeys
from kiosk.domain.refusals import JourneyGone, NoPolicy, SiteClosed
from kiosk.lookups import visitors
from kiosk.store.models import Consent, Journey, Policy
from tests.cast import World, trail


def test_a_journey_starts_and_is_found_by_its_cookie(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone")
    journey = visitors.journey_of(token, world.clock())
    assert (journey.site, journey.way_in, journey.answers) == (world.here, "phone", {})
    assert token not in journey.token_hash


def test_a_double_tap_starts_one_journey(world: World) -> None:
    context = world.context(once="tap")
    assert journeys.start(context, way_in="kiosk") == journeys.start(context, way_in="kiosk")
    assert Journey.select().count() == 1


def test_two_patients_never_share_a_journey(world: World) -> None:
    first = journeys.start(world.context(once="one"), way_in="kiosk")
    second = journeys.start(world.context(once="two"), way_in="kiosk")
    other = journeys.start(world.context(once="one", actor="kiosk:9"), way_in="kiosk")
    assert len({first, second, other}) == 3


def test_the_number_of_a_journey_is_never_used_again(world: World) -> None:
    """The consent of a journey that is gone must not be taken for that of the next one."""
    first = world.draft()
    mine = consents.sign(world.context(), first)
    journeys.abandon(first)
    theirs = consents.sign(world.context(), world.draft())
    assert theirs != mine
    assert Consent.select().count() == 2


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "é" * 500])
def test_a_cookie_that_is_not_ours_finds_nothing(world: World, token: str) -> None:
    with pytest.raises(JourneyGone):
        visitors.journey_of(token, world.clock())


def test_a_journey_is_gone_after_an_hour_without_an_answer(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone")
    world.clock.forward(minutes=59)
    journeys.answer(world.context(), visitors.journey_of(token, world.clock()), "whose", "mine")
    world.clock.forward(minutes=59, seconds=59)
    assert visitors.journey_of(token, world.clock()).answers == {"whose": "mine"}
    world.clock.forward(seconds=1)
    with pytest.raises(JourneyGone):
        visitors.journey_of(token, world.clock())


def test_answering_twice_keeps_the_last_answer(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone")
    journey = visitors.journey_of(token, world.clock())
    journeys.answer(world.context(), journey, "whose", "child")
    assert journeys.answer(world.context(), journey, "whose", "mine") == {"whose": "mine"}


def test_answers_from_two_windows_do_not_undo_each_other(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone")
    one, two = (visitors.journey_of(token, world.clock()) for _window in range(2))
    journeys.answer(world.context(), one, "whose", "mine")
    journeys.answer(world.context(), two, "where", "room")
    assert visitors.journey_of(token, world.clock()).answers == {"whose": "mine", "where": "room"}


def test_a_journey_left_is_deleted(world: World) -> None:
    journey = world.draft()
    journeys.abandon(journey)
    assert Journey.select().count() == 0
    with pytest.raises(JourneyGone):
        journeys.answer(world.context(), journey, "whose", "mine")


def test_a_signed_journey_takes_no_more_answers(world: World) -> None:
    journey = world.draft()
    consents.sign(world.context(), journey)
    with pytest.raises(JourneyGone):
        journeys.answer(world.context(), journey, "types", ["video"])
    assert Journey.get().answers == {}


def test_a_closed_site_asks_nobody(world: World) -> None:
    world.here.closed_at = world.clock()
    with pytest.raises(SiteClosed):
        journeys.start(world.context(), way_in="kiosk")


def test_a_site_without_a_policy_asks_nobody(world: World) -> None:
    Policy.update(withdrawn_at=world.clock()).execute()
    with pytest.raises(NoPolicy):
        journeys.start(world.context(), way_in="kiosk")
    assert Journey.select().count() == 0


def test_a_language_that_is_not_there_is_english(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone", language="tlh")
    assert visitors.journey_of(token, world.clock()).text.language == "en"


def test_a_draft_leaves_no_trace_in_the_audit_trail(world: World) -> None:
    before = trail()
    journeys.abandon(world.draft())
    assert trail() == before
