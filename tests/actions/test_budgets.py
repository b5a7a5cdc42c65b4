"""Budgets for what a browser that nobody knows makes last; each guard with its control."""

from dataclasses import replace

import pytest

from kiosk import links
from kiosk.actions import attempts, budgets, consents, handoffs, journeys, posters, supersede
from kiosk.actions.context import Context
from kiosk.domain import refusals
from kiosk.domain.vocabulary import Door
from kiosk.lookups import visitors
from kiosk.store.models import Attempt, Consent, Journey, TurnedAway
from kiosk.store.queries.turned_away import MAX_TIMES, turned_away
from signing import codes
from tests.cast import World, all_rows

ADDRESS = "192.0.2.1"
LIMITS = budgets.LIMITS
MISTYPED = "1111-1112"  # its check symbol does not fit


def poster(world: World, address: str = ADDRESS, **given: object) -> Context:
    """A browser that nobody knows, at the poster's code."""
    return world.context(address=address, **given)


def begin(context: Context, count: int = 1, **given: object) -> int:
    """Begin walks until one is turned away; returns how many began."""
    for number in range(count):
        try:
            journeys.start(context, way_in="phone", **given)
        except refusals.Crowded:
            return number
    return count


def sent(world: World, **given: object) -> Context:
    """A phone that the first tablet sent on."""
    return poster(world, kiosk=world.kiosk_row(), actor="handoff", **given)


def test_one_address_begins_sixty_walks_in_ten_minutes(world: World) -> None:
    most = LIMITS["address"].most
    assert begin(poster(world), most + 5) == most
    with pytest.raises(refusals.Crowded) as caught:
        journeys.start(poster(world), way_in="phone")
    assert (caught.value.budget, caught.value.minutes, caught.value.status) == ("address", 10, 429)
    assert Journey.select().count() == most
    assert begin(poster(world, "192.0.2.2"), 1) == 1
    world.clock.forward(seconds=LIMITS["address"].window)
    assert begin(poster(world), 1) == 1


def test_without_the_budget_a_flood_goes_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is counted above is the budget, and nothing else."""
    monkeypatch.setattr(budgets, "LIMITS", dict.fromkeys(LIMITS, attempts.Limit(10_000, 600)))
    assert begin(poster(world), 300) == 300
    assert begin(sent(world), LIMITS["sent"].most + 1) == LIMITS["sent"].most + 1
    consent = world.signed()
    for number in range(LIMITS["guesses"].most + 1):
        supersede.start_again(poster(world), consent)
        with pytest.raises(refusals.HandoffBad):
            budgets.code_shown(poster(world), _wrong(number))


def test_without_the_budget_more_is_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for signing: with one for two, the second is refused; with two, it is not."""
    first, second = _draft(world), _draft(world)
    monkeypatch.setattr(budgets, "LIMITS", dict.fromkeys(LIMITS, attempts.Limit(1, 600)))
    consents.sign(poster(world), first)
    with pytest.raises(refusals.CrowdedSigning):
        consents.sign(poster(world), second)
    monkeypatch.setattr(budgets, "LIMITS", dict.fromkeys(LIMITS, attempts.Limit(2, 600)))
    assert consents.sign(poster(world), second).consent


def test_a_network_of_the_places_own_has_ten_times_as_many(world: World) -> None:
    most, guest = LIMITS["address"].most, poster(world, guest=True)
    assert begin(guest, most * 3) == most * 3
    assert begin(poster(world, "192.0.2.2"), most + 1) == most  # and any other has not


def test_a_flood_from_outside_leaves_the_own_network_its_budget(world: World) -> None:
    site = LIMITS["site"].most
    _flood(world, site)
    assert begin(poster(world, "198.51.100.1")) == 0
    assert begin(poster(world, "198.51.100.1", guest=True)) == 1


def test_many_addresses_use_up_the_posters_code_and_a_new_one_helps(world: World) -> None:
    poster_most, site_most = LIMITS["poster"].most, LIMITS["site"].most
    assert _flood(world, site_most) == poster_most
    with pytest.raises(refusals.Crowded) as caught:
        journeys.start(poster(world, "198.51.100.1"), way_in="phone")
    assert caught.value.budget == "poster"
    _new_poster(world)
    assert _flood(world, site_most) == site_most - poster_most
    _new_poster(world)
    with pytest.raises(refusals.Crowded) as caught:
        journeys.start(poster(world, "198.51.100.1"), way_in="phone")
    assert caught.value.budget == "site"
    world.clock.forward(hours=1)
    assert begin(poster(world, "198.51.100.1")) == 1


def _new_poster(world: World) -> None:
    posters.replace(world.by(world.mo), world.here.poster_turn)
    world.here = world.here.get_by_id(world.here.id)


def _flood(world: World, count: int) -> int:
    """Walks from the poster, two from each address; returns how many began."""
    number = Journey.select().count()
    turns = range(number, number + count)
    return sum(begin(poster(world, f"10.0.{turn // 500}.{turn % 250}")) for turn in turns)


def test_a_flood_of_the_poster_shuts_out_no_tablet_and_nobody_it_sent(world: World) -> None:
    code = world.show_a_code().removeprefix("/h/")
    _flood(world, LIMITS["site"].most)
    assert begin(poster(world), 1) == 0
    tablet = poster(world, kiosk=world.kiosk_row(), actor="kiosk:1")
    assert journeys.start(tablet, way_in="kiosk")
    assert journeys.start(sent(world), way_in="phone")
    assert handoffs.claim(poster(world), code, "en")
    doors = [row.door for row in Journey.select().where(Journey.door != "poster")]
    assert sorted(doors) == ["code", "sent", "tablet"]


def test_each_tablet_has_a_budget_of_its_own(world: World) -> None:
    most = LIMITS["sent"].most
    assert begin(sent(world), most + 1) == most
    there = replace(sent(world), site=world.there, kiosk=world.kiosk_row(world.there))
    assert begin(there, 1) == 1
    tablet = poster(world, kiosk=world.kiosk_row(), actor="kiosk:1")
    limit = LIMITS["tablet"].most
    for _turn in range(limit):
        journeys.start(tablet, way_in="kiosk")
    with pytest.raises(refusals.Crowded):
        journeys.start(tablet, way_in="kiosk")


def test_signing_is_counted_too_and_the_answers_are_kept(world: World) -> None:
    """Walks begun slowly, and signed all at once."""
    drafts = [_draft(world) for _turn in range(LIMITS["address"].most + 1)]
    for each in drafts[:-1]:
        consents.sign(poster(world), each)
    last = drafts[-1]
    with pytest.raises(refusals.CrowdedSigning) as caught:
        consents.sign(poster(world), last)
    assert caught.value.minutes == 10
    kept = Journey.get_by_id(last.id)
    assert (kept.signed_at, kept.answers) == (None, last.answers)
    with pytest.raises(refusals.CrowdedSigning):
        consents.refuse(poster(world), last, {"name": "", "birth_date": "", "nhs_number": ""})
    assert Consent.select().where(Consent.door == "poster").count() == LIMITS["address"].most
    world.clock.forward(minutes=10)
    assert consents.sign(poster(world), last).consent


def _draft(world: World, door: Door = "poster") -> Journey:
    journey = world.draft()
    Journey.update(door=door).where(Journey.id == journey.id).execute()
    return Journey.get_by_id(journey.id)


def test_a_retry_is_counted_once(world: World) -> None:
    context = poster(world, once="tap")
    assert begin(context, 100) == 100
    assert Journey.select().count() == 1
    journey = _draft(world)
    for _tap in range(100):
        consents.sign(poster(world, once="sign"), journey)
    assert Attempt.select().count() == 2 * len(("address", "poster", "site"))


def test_one_receipt_is_not_signed_again_and_again(world: World) -> None:
    """Each signing replaces the one before, and each is kept."""
    consent = world.signed()
    for _turn in range(LIMITS["again"].most):
        supersede.start_again(poster(world), consent)
    with pytest.raises(refusals.Crowded) as caught:
        supersede.start_again(poster(world), consent)
    assert caught.value.budget == "again"
    assert supersede.start_again(poster(world, "192.0.2.2"), consent)


def test_what_was_signed_on_a_tablet_is_signed_again_as_sent_on(world: World) -> None:
    for before, after in (("tablet", "sent"), ("code", "code"), ("poster", "poster")):
        consent = consents.sign(world.context(), _draft(world, before)).consent
        token = supersede.start_again(world.context(), Consent.get_by_id(consent))
        assert visitors.journey_of(token, world.clock()).door == after


# --- guesses ---


def test_guessed_codes_are_limited_by_address(world: World) -> None:
    right = world.show_a_code().removeprefix("/h/")
    for number in range(LIMITS["guesses"].most):
        with pytest.raises(refusals.HandoffBad):
            budgets.code_shown(poster(world), _wrong(number))
    for typed in (_wrong(99), right):
        with pytest.raises(refusals.TooManyGuesses):
            budgets.code_shown(poster(world), typed)
    theirs = links.poster_code(world.secrets, world.here.id, 0)
    with pytest.raises(refusals.TooManyGuesses):  # one budget for both kinds of code
        budgets.poster_of(poster(world), theirs)
    assert budgets.code_shown(poster(world, "192.0.2.2"), right).site == world.here
    assert Attempt.select().count() == LIMITS["guesses"].most
    world.clock.forward(minutes=10)
    assert budgets.poster_of(poster(world), theirs) == world.here


def _wrong(number: int) -> str:
    """A code that fits its check symbol and is nobody's."""
    return codes.display(codes.code_from_bytes(number.to_bytes(32, "big")))


def test_a_slip_a_used_code_and_an_old_poster_are_no_guesses(world: World) -> None:
    used = world.show_a_code().removeprefix("/h/")
    handoffs.claim(world.context(), used, "en")
    old = links.poster_code(world.secrets, world.here.id, 0)
    posters.replace(world.by(world.mo), 0)
    for _turn in range(LIMITS["guesses"].most + 1):
        assert budgets.code_shown(poster(world), used).claimed_at
        with pytest.raises(refusals.HandoffBad):
            budgets.code_shown(poster(world), MISTYPED)
        with pytest.raises(refusals.PosterMistyped):
            budgets.poster_of(poster(world), MISTYPED)
        with pytest.raises(refusals.PosterGone):
            budgets.poster_of(poster(world), old)
    assert Attempt.select().count() == 0


# --- what is kept of it ---


def test_a_flood_that_is_turned_away_writes_no_more_than_a_little(world: World) -> None:
    begin(poster(world), LIMITS["address"].most)
    for _turn in range(MAX_TIMES + 20):
        begin(poster(world))
    (row,) = TurnedAway.select()
    assert (row.budget, row.times, row.last_at) == ("address", MAX_TIMES, world.clock())
    assert ADDRESS not in row.address
    before = all_rows()
    begin(poster(world))
    assert all_rows() == before


def test_no_more_addresses_are_noted_than_a_bound(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "MAX_ADDRESSES", 5)
    limits = LIMITS | {"poster": attempts.Limit(1, 3600)}
    monkeypatch.setattr(budgets, "LIMITS", limits)
    assert _flood(world, 20) == 1
    assert TurnedAway.select().count() == 5


def test_what_is_noted_is_told_by_budget_and_forgotten_after_a_day(world: World) -> None:
    begin(poster(world), LIMITS["address"].most)
    for _turn in range(3):
        begin(poster(world))
    for number in range(LIMITS["guesses"].most + 1):
        with pytest.raises((refusals.HandoffBad, refusals.TooManyGuesses)):
            budgets.code_shown(poster(world, "192.0.2.9"), _wrong(number))
    told = turned_away(world.here, world.clock() - 86_400)
    assert [(each.budget, each.times, each.addresses, each.at_least) for each in told] == [
        ("address", 3, 1, False),
        ("guesses", 1, 1, False),
    ]
    assert turned_away(world.there, world.clock() - 86_400) == []
    world.clock.forward(hours=24)
    assert turned_away(world.here, world.clock() - 86_400) == []


def test_a_place_sets_a_budget_and_its_own_networks_have_ten_times_that(world: World) -> None:
    more = {"address": 70}
    assert begin(poster(world, budgets=more), 80) == 70
    assert begin(poster(world, "192.0.2.2"), 80) == 60, "the control"
    own = poster(world, "192.0.2.3", budgets={"address": 20}, guest=True)
    assert begin(own, 210) == 200


def test_less_is_less(world: World) -> None:
    assert begin(poster(world, budgets={"address": 12}), 20) == 12
    assert begin(sent(world, budgets={"sent": 11}), 20, door="sent") == 11
