"""A journey goes from the tablet to one phone, once (issue 3, 6)."""

import secrets
import threading

import pytest

from kiosk import links
from kiosk.actions import consents, journeys, moves
from kiosk.actions.context import Context
from kiosk.domain.refusals import JourneyGone, MoveGone
from kiosk.lookups import visitors
from kiosk.store.database import database
from kiosk.store.models import Journey
from tests.cast import ANSWERS, World, trail

PHONES = 8
ROUNDS = 12


def on_tablet(world: World) -> tuple[str, Journey]:
    """A journey on the tablet with one answer, and its cookie."""
    cookie = journeys.start(world.context(kiosk=world.kiosk_row()), way_in="kiosk")
    journey = visitors.journey_of(cookie, world.clock())
    journeys.answer(world.context(), journey, "whose", "mine")
    return cookie, visitors.journey_of(cookie, world.clock())


def link_of(world: World, journey: Journey) -> str:
    return links.to_move(world.secrets, journey.id, journey.token_hash, world.clock())


def test_the_phone_has_the_answers_and_the_tablet_has_nothing(world: World) -> None:
    cookie, journey = on_tablet(world)
    fresh = moves.claim(world.context(), link_of(world, journey))
    held = visitors.journey_of(fresh, world.clock())
    assert (held.id, held.answers, held.way_in) == (journey.id, {"whose": "mine"}, "phone")
    with pytest.raises(JourneyGone):
        visitors.journey_of(cookie, world.clock())


def test_a_link_works_once(world: World) -> None:
    _cookie, journey = on_tablet(world)
    link = link_of(world, journey)
    moves.claim(world.context(), link)
    with pytest.raises(MoveGone):
        moves.claim(world.context(), link)
    with pytest.raises(MoveGone):
        visitors.journey_of_move(world.secrets, link, world.clock())


def test_a_double_tap_on_one_phone_is_one_claim(world: World) -> None:
    _cookie, journey = on_tablet(world)
    link = link_of(world, journey)
    once = world.context(once="tap", actor="address:192.0.2.7")
    assert moves.claim(once, link) == moves.claim(once, link)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, True), (12, False)])
def test_a_link_works_for_ten_minutes(world: World, minutes: int, works: bool) -> None:
    _cookie, journey = on_tablet(world)
    link = link_of(world, journey)
    world.clock.forward(minutes=minutes)
    if works:
        moves.claim(world.context(), link)
    else:
        with pytest.raises(MoveGone):
            moves.claim(world.context(), link)


def test_a_link_dies_with_its_journey(world: World) -> None:
    _cookie, left = on_tablet(world)
    link = link_of(world, left)
    journeys.abandon(left)
    with pytest.raises(MoveGone):
        moves.claim(world.context(), link)


def test_a_signed_journey_does_not_move(world: World) -> None:
    """Its receipt has a QR of its own."""
    _cookie, journey = on_tablet(world)
    link = link_of(world, journey)
    consents.refuse(world.context(), journey, ANSWERS["you"])
    with pytest.raises(MoveGone):
        moves.claim(world.context(), link)


def test_a_journey_on_a_phone_does_not_move(world: World) -> None:
    journey = world.draft()
    with pytest.raises(MoveGone):
        moves.claim(world.context(), link_of(world, journey))


@pytest.mark.parametrize("change", ["", "x", "é" * 40, "last", "first"])
def test_a_link_that_we_did_not_make_is_refused(world: World, change: str) -> None:
    _cookie, journey = on_tablet(world)
    link = link_of(world, journey)
    forged = {"last": f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}", "first": f"f{link[1:]}"}
    assert forged["first"] != link
    with pytest.raises(MoveGone):
        visitors.journey_of_move(world.secrets, forged.get(change, change), world.clock())


def test_a_draft_that_moves_leaves_no_trace_in_the_trail(world: World) -> None:
    _cookie, journey = on_tablet(world)
    before = trail()
    moves.claim(world.context(), link_of(world, journey))
    assert trail() == before


def race(world: World, hand_over: object) -> int:
    """Let several phones claim one link at once; how many were given the journey."""
    _cookie, journey = on_tablet(world)
    link = link_of(world, journey)
    barrier, given = threading.Barrier(PHONES), []

    def phone(context: Context) -> None:
        database.connect()
        read = visitors.journey_of_move(context.secrets, link, context.now)
        barrier.wait(timeout=20)  # every phone has read the link as unused
        try:
            hand_over(context, read, secrets.token_hex(32))  # type: ignore[operator]
            given.append(1)
        except MoveGone:
            pass
        finally:
            database.close()

    threads = [threading.Thread(target=phone, args=(world.context(),)) for _phone in range(PHONES)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    return len(given)


def test_of_many_phones_at_once_exactly_one_has_it(world: World) -> None:
    assert [race(world, moves._hand_over) for _round in range(ROUNDS)] == [1] * ROUNDS


def test_without_the_condition_several_have_it(world: World) -> None:
    """The control: the same race, the UPDATE without its condition."""

    def unguarded(_context: Context, journey: Journey, fresh: str) -> None:
        Journey.update(token_hash=fresh, way_in="phone").where(Journey.id == journey.id).execute()

    assert race(world, unguarded) > 1
