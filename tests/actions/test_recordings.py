"""Start and stop (K6): only under an agreement that stands, one session for each."""

import pytest

from kiosk.actions import policies, recordings
from kiosk.domain.permission import may_record
from kiosk.domain.refusals import ChangedMeanwhile, MayNotRecord, NotRecording
from kiosk.store.models import AuditEntry, Recording
from kiosk.store.queries import facts
from tests.actions.packs import newer
from tests.cast import World, fresh, trail


def test_recording_starts_under_the_agreement_that_stands(world: World) -> None:
    consent = world.recording()
    recording = Recording.get()
    assert (recording.consent, recording.decision) == (consent, consent.decision)
    assert (recording.started_by, recording.started_at) == (world.alice, world.clock())
    assert trail()[-1] == "recording.start"


@pytest.mark.parametrize("kind", ["wait", "not_agreed"])
def test_recording_does_not_start_without_agreement(world: World, kind: str) -> None:
    consent = world.decided(kind, reason="privacy")
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, consent.revision)
    assert caught.value.reason == kind


def test_recording_does_not_start_before_a_decision(world: World) -> None:
    """K2: a genuine receipt is not an agreement."""
    consent = world.signed()
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, 0)
    assert caught.value.reason == "not_decided"


def test_recording_does_not_start_after_the_receipt_has_ended(world: World) -> None:
    consent = world.decided()
    world.clock.now = consent.expires_at
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, consent.revision)
    assert caught.value.reason == "expired"


def test_recording_does_not_start_under_rules_that_were_replaced(world: World) -> None:
    """M1."""
    consent = world.decided()
    policies.publish(world.context(), newer(world.context()))
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, consent.revision)
    assert caught.value.reason == "superseded"


def test_a_double_tap_starts_one_recording(world: World) -> None:
    consent = world.decided()
    for _tap in range(2):
        recordings.start(world.by(world.alice, once="tap"), consent, consent.revision)
    assert Recording.select().count() == 1
    assert trail().count("recording.start") == 1


def test_two_people_cannot_both_start(world: World) -> None:
    consent = world.decided()
    recordings.start(world.by(world.alice), consent, consent.revision)
    for seen in (consent.revision, consent.revision + 1):
        with pytest.raises(ChangedMeanwhile):
            recordings.start(world.by(world.bob), consent, seen)
    assert Recording.select().count() == 1


def test_a_page_that_is_out_of_date_starts_nothing(world: World) -> None:
    """Alice agreed; Bob asked to wait and agreed again with conditions; her page is old."""
    consent = world.decided()
    world.decide(consent, "conditions", conditions=("no_faces",))
    with pytest.raises(ChangedMeanwhile):
        recordings.start(world.by(world.alice), consent, consent.revision)
    assert Recording.select().count() == 0


def test_stopping_ends_the_permission(world: World) -> None:
    """One agreement covers one recording."""
    consent = world.recording()
    world.clock.forward(minutes=5)
    recordings.stop(world.by(world.alice), consent)
    recording = Recording.get()
    assert (recording.stopped_at, recording.stop_reason) == (world.clock(), "clinician")
    assert may_record(facts(fresh(consent)), world.clock()).reason == "stopped"
    with pytest.raises(MayNotRecord):
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)


def test_stopping_twice_is_stopping_once(world: World) -> None:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    world.clock.forward(minutes=1)
    recordings.stop(world.by(world.bob), consent)
    assert Recording.get().stopped_at == world.clock() - 60
    assert trail().count("recording.stop") == 1


def test_nothing_can_be_stopped_that_never_started(world: World) -> None:
    with pytest.raises(NotRecording):
        recordings.stop(world.by(world.alice), world.decided())


def test_recording_can_be_stopped_after_the_receipt_has_ended(world: World) -> None:
    """Stop is always one tap away, and is noted at its own time."""
    consent = world.recording()
    world.clock.now = consent.expires_at + 60
    recordings.stop(world.by(world.alice), consent)
    stopped = Recording.get()
    assert (stopped.stopped_at, stopped.stop_reason) == (consent.expires_at + 60, "clinician")
    assert AuditEntry.select().order_by(AuditEntry.seq.desc()).get().detail["reason"] == "clinician"


def test_a_new_agreement_allows_a_new_recording(world: World) -> None:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    world.decide(consent)
    recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert Recording.select().count() == 2
