"""A verification is taken back like a decision: it was not this person (A7, K2)."""

import pytest

from kiosk.actions import consents, decisions, recordings, verifications
from kiosk.domain import refusals
from kiosk.domain.decision import Choice
from kiosk.store.models import Consent, Verification
from kiosk.store.queries import card_at, was_read_out
from tests.cast import NO_TO_BOTH, World, fresh, trail


@pytest.fixture
def consent(world: World) -> Consent:
    return world.verify(world.signed())


def take_back(world: World, consent: Consent, seen: int | None = None) -> None:
    seen = fresh(consent).revision if seen is None else seen
    verifications.take_back(world.by(world.bob), consent, seen)


def test_nobody_is_verified_afterwards_and_who_took_it_back_is_kept(
    world: World, consent: Consent
) -> None:
    world.clock.forward(minutes=1)
    take_back(world, consent)
    assert (fresh(consent).verified_at, fresh(consent).verified_by) == (None, None)
    noted = Verification.get()
    assert (noted.staff, noted.undone_at, noted.undone_by) == (
        world.alice,
        world.clock(),
        world.bob,
    )
    assert trail()[-1] == "receipt.unverify"
    card = card_at(world.here, consent.id, world.clock())
    assert card is not None
    assert card.verified is None


def test_no_decision_can_be_made_until_somebody_verifies_again(
    world: World, consent: Consent
) -> None:
    take_back(world, consent)
    choice = Choice("agreed", NO_TO_BOTH, ("sound",))
    with pytest.raises(refusals.NotVerified):
        decisions.decide(world.by(world.bob), consent, fresh(consent).revision, choice)
    assert verifications.verify(world.by(world.bob), consent).first
    card = card_at(world.here, consent.id, world.clock())
    assert card is not None
    assert card.verified is not None
    assert card.verified.staff == world.bob
    decisions.decide(world.by(world.bob), consent, fresh(consent).revision, choice)


def test_what_was_taken_back_does_not_count_as_read_out(world: World) -> None:
    consent = world.signed()
    world.enter(world.alice, world.receipt(consent).code)
    assert was_read_out(consent)
    take_back(world, consent)
    assert not was_read_out(consent)


def test_a_decision_that_stands_comes_first(world: World, consent: Consent) -> None:
    world.decide(consent)
    with pytest.raises(refusals.VerificationStands):
        take_back(world, consent)
    decisions.undo(world.by(world.alice), consent, fresh(consent).revision)
    take_back(world, consent)
    assert fresh(consent).verified_at is None


@pytest.mark.parametrize("paused", [False, True])
def test_a_recording_that_runs_is_stopped_first(world: World, paused: bool) -> None:
    consent = world.recording()
    if paused:
        recordings.pause(world.by(world.alice), consent)
    with pytest.raises(refusals.VerificationStands):
        take_back(world, consent)
    assert fresh(consent).verified_at is not None
    decisions.hand_over(world.by(world.alice), consent)
    take_back(world, consent)


def test_an_old_page_takes_nothing_back(world: World, consent: Consent) -> None:
    world.decide(consent)
    decisions.undo(world.by(world.alice), consent, fresh(consent).revision)
    with pytest.raises(refusals.ChangedMeanwhile):
        take_back(world, consent, seen=consent.revision)
    assert fresh(consent).verified_at is not None


def test_there_is_nothing_to_take_back_twice_or_after_a_withdrawal(
    world: World, consent: Consent
) -> None:
    take_back(world, consent)
    with pytest.raises(refusals.NotVerified):
        take_back(world, consent)
    gone = world.verify(world.signed())
    consents.withdraw(world.context(), gone)
    with pytest.raises(refusals.CannotDecide):
        take_back(world, gone)
