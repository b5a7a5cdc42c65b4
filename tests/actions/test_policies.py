"""Policies: imported, published, and what that does to consents still open (M1)."""

import pytest

from kiosk.actions import policies, recordings
from kiosk.domain.policy_check import PolicyError
from kiosk.store.models import AuditEntry, Policy, Recording
from kiosk.store.queries import published_policy
from tests.actions.packs import BROUGHT, SHIPPED, newer
from tests.cast import World, fresh, trail


def publish(world: World, version: str = BROUGHT) -> int:
    return policies.publish(world.context(), newer(world.context(), version))


def test_publishing_withdraws_the_version_before(world: World) -> None:
    old = published_policy(world.here)
    assert old is not None
    publish(world)
    now = published_policy(world.here)
    assert now is not None
    assert now.version == BROUGHT
    assert Policy.get_by_id(old.id).withdrawn_at == world.clock()
    assert trail()[-2:] == ["policy.import", "policy.publish"]


def test_another_site_keeps_its_own(world: World) -> None:
    consent = world.signed(world.there)
    publish(world)
    theirs = published_policy(world.there)
    assert theirs is not None
    assert theirs.version == SHIPPED
    assert fresh(consent).state == "signed"


def test_open_consents_are_asked_again(world: World) -> None:
    """Undecided or agreed, but not those that ended or said no."""
    undecided, agreed, refused = world.signed(), world.decided(), world.refused()
    assert publish(world) == 2
    assert fresh(undecided).state == fresh(agreed).state == "superseded"
    assert fresh(agreed).revision == agreed.revision + 1
    assert fresh(refused).state == "signed"
    assert AuditEntry.select().order_by(AuditEntry.seq.desc()).get().detail["superseded"] == 2


def test_what_has_ended_is_left_as_it_was(world: World) -> None:
    consent = world.signed()
    world.clock.now = consent.expires_at
    assert publish(world) == 0
    assert fresh(consent).state == "signed"


def test_a_running_recording_is_not_cut_off(world: World) -> None:
    """The patient agreed, the clinician agreed: new rules are for what comes next."""
    consent = world.recording()
    assert publish(world) == 0
    assert Recording.get().stopped_at is None
    assert fresh(consent).state == "signed"


def test_a_recording_that_has_stopped_does_not_keep_the_old_rules_open(world: World) -> None:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    assert publish(world) == 1
    assert fresh(consent).state == "superseded"


def test_a_version_is_published_once(world: World) -> None:
    policy = newer(world.context())
    policies.publish(world.context(), policy)
    before = trail()
    with pytest.raises(PolicyError, match="published before"):
        policies.publish(world.context(), policy)
    assert trail() == before


def test_a_policy_of_another_site_cannot_be_published(world: World) -> None:
    theirs = newer(world.context(world.there))
    with pytest.raises(PolicyError):
        policies.publish(world.context(), theirs)
    assert Policy.get_by_id(theirs.id).published_at is None


def test_a_version_is_imported_once(world: World) -> None:
    newer(world.context())
    with pytest.raises(PolicyError, match="here already"):
        newer(world.context())
