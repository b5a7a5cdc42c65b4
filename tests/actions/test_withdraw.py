"""The patient changes their mind (R16)."""

import pytest

from kiosk.actions import consents, policies, recordings
from kiosk.domain.refusals import MayNotRecord, NotWithdrawable
from kiosk.store.models import Recording
from tests.actions.packs import newer
from tests.cast import World, fresh, trail


def test_a_signed_consent_can_be_withdrawn(world: World) -> None:
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    assert fresh(consent).state == "withdrawn"
    assert fresh(consent).ended_at == world.clock()
    assert trail()[-1] == "consent.withdraw"


def test_withdrawing_twice_is_withdrawing_once(world: World) -> None:
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    world.clock.forward(minutes=1)
    consents.withdraw(world.context(), consent)
    assert fresh(consent).ended_at == world.clock() - 60
    assert trail().count("consent.withdraw") == 1


def test_withdrawing_ends_the_recording_in_the_same_transaction(world: World) -> None:
    """One audit entry, and nobody ever sees a withdrawn consent that still records."""
    consent = world.recording()
    before = len(trail())
    consents.withdraw(world.context(), consent)
    recording = Recording.get()
    assert (recording.stopped_at, recording.stop_reason) == (world.clock(), "withdrawn")
    assert len(trail()) == before + 1


def test_recording_cannot_start_after_withdrawal(world: World) -> None:
    consent = world.decided()
    consents.withdraw(world.context(), consent)
    for seen in (consent.revision, fresh(consent).revision):
        with pytest.raises(MayNotRecord) as caught:
            recordings.start(world.by(world.alice), consent, seen)
        assert caught.value.reason == "withdrawn"
    assert Recording.select().count() == 0


def test_a_refusal_cannot_be_withdrawn(world: World) -> None:
    consent = world.refused()
    with pytest.raises(NotWithdrawable):
        consents.withdraw(world.context(), consent)


def test_a_superseded_consent_cannot_be_withdrawn(world: World) -> None:
    consent = world.signed()
    policies.publish(world.context(), newer(world.context()))
    with pytest.raises(NotWithdrawable):
        consents.withdraw(world.context(), consent)
    assert fresh(consent).state == "superseded"


def test_withdrawing_from_a_page_that_is_out_of_date_works_all_the_same(world: World) -> None:
    """The patient's no is never refused because somebody else was quicker."""
    consent = world.signed()
    world.decide(consent)
    consents.withdraw(world.context(), consent)
    assert fresh(consent).state == "withdrawn"
