"""The clinician decides (K2, K3, K4)."""

from typing import Any

import pytest

from kiosk.actions import consents, decisions, policies
from kiosk.domain.decision import Choice
from kiosk.domain.refusals import CannotDecide, ChangedMeanwhile, InvalidInput, NotVerified
from kiosk.store.models import Consent, Decision, Recording
from tests.actions.packs import newer
from tests.cast import NO_TO_BOTH, World, all_rows, fresh, trail

AGREED = Choice("agreed", NO_TO_BOTH, ("sound",))


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("agreed", {}),
        ("conditions", {"conditions": ("no_faces", "talking_only")}),
        ("wait", {}),
        ("not_agreed", {"reason": "privacy"}),
    ],
)
def test_each_decision_is_kept_with_who_and_when(
    world: World, kind: str, rest: dict[str, Any]
) -> None:
    decision = world.decided(kind, **rest).decision
    assert (decision.kind, decision.staff, decision.at) == (kind, world.alice, world.clock())
    assert decision.conditions == list(rest.get("conditions", ()))
    assert decision.reason == rest.get("reason", "")
    assert decision.checks == NO_TO_BOTH


def test_what_belongs_to_another_kind_is_not_kept(world: World) -> None:
    """A form sends every field; only those of the decision made count."""
    consent = world.decided(
        "not_agreed", conditions=("no_faces",), types=("sound",), reason="privacy"
    )
    assert (consent.decision.conditions, consent.decision.types) == ([], "")
    agreed = world.decided("agreed", reason="privacy", offered=("summary",))
    assert (agreed.decision.reason, agreed.decision.offered) == ("", [])


def test_a_new_decision_takes_the_place_of_the_one_before(world: World) -> None:
    consent = world.decided("wait")
    world.decide(consent, "agreed")
    assert fresh(consent).decision.kind == "agreed"
    assert Decision.select().count() == 2
    assert trail().count("decision.decide") == 2


def test_a_decision_without_the_checks_is_not_made(world: World) -> None:
    """K4."""
    consent = world.signed()
    with pytest.raises(InvalidInput):
        world.decide(consent, "agreed", checks={})
    assert Decision.select().count() == 0


def test_a_double_tap_is_one_decision(world: World) -> None:
    consent = world.verify(world.signed())
    for _tap in range(2):
        decisions.decide(world.by(world.alice, once="tap"), consent, 0, AGREED)
    assert Decision.select().count() == 1
    assert trail().count("decision.decide") == 1


def test_the_same_form_for_another_patient_is_no_retry(world: World) -> None:
    """A page that the browser brought back carries an idempotency key that was used before."""
    first, second = world.verify(world.signed()), world.verify(world.signed())
    for consent in (first, second):
        decisions.decide(world.by(world.alice, once="tap"), consent, 0, AGREED)
    assert fresh(second).decision.kind == "agreed"


def test_a_decision_from_a_page_that_is_out_of_date_is_not_made(world: World) -> None:
    consent = world.verify(world.signed())
    decisions.decide(world.by(world.alice), consent, 0, Choice("wait", {}))
    with pytest.raises(ChangedMeanwhile):
        decisions.decide(world.by(world.bob), consent, 0, AGREED)
    assert fresh(consent).decision.kind == "wait"


@pytest.mark.parametrize("seen", [-1, 7])
def test_a_page_that_never_was_decides_nothing(world: World, seen: int) -> None:
    consent = world.verify(world.signed())
    with pytest.raises(ChangedMeanwhile):
        decisions.decide(world.by(world.alice), consent, seen, AGREED)


def withdrawn(world: World) -> Consent:
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    return consent


def superseded(world: World) -> Consent:
    consent = world.signed()
    policies.publish(world.context(), newer(world.context()))
    return consent


def expired(world: World) -> Consent:
    consent = world.signed()
    world.clock.now = consent.expires_at
    return consent


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (withdrawn, "withdrawn"),
        (superseded, "superseded"),
        (expired, "expired"),
        (World.refused, "refused"),
    ],
)
def test_there_is_nothing_to_decide_on_a_consent_that_ended(
    world: World, make: Any, reason: str
) -> None:
    consent = make(world)
    with pytest.raises(CannotDecide) as caught:
        world.decide(consent)
    assert caught.value.reason == reason
    assert Decision.select().count() == 0


@pytest.mark.parametrize(
    ("kind", "rest", "why"),
    [
        ("agreed", {}, "new_decision"),
        ("conditions", {"conditions": ("no_faces",)}, "new_decision"),
        ("wait", {}, "not_agreed"),
        ("not_agreed", {"reason": "distracts"}, "not_agreed"),
    ],
)
def test_a_new_decision_ends_a_running_recording(
    world: World, kind: str, rest: dict[str, Any], why: str
) -> None:
    """K6: in the same transaction, with one audit entry; it is started afresh or not at all."""
    consent = world.recording()
    before = len(trail())
    world.decide(consent, kind, **rest)
    assert (Recording.get().stopped_at, Recording.get().stop_reason) == (world.clock(), why)
    assert fresh(consent).recording_id is None
    assert len(trail()) == before + 1


def test_any_role_can_decide(world: World) -> None:
    """K3: employees, locums, agency; Bob is a locum, Mo the manager."""
    for person in (world.bob, world.mo):
        consent = world.verify(world.signed())
        decisions.decide(world.by(person), consent, 0, AGREED)
        assert fresh(consent).decision.staff == person


def test_nothing_is_decided_on_a_receipt_that_nobody_has_checked(world: World) -> None:
    """K2: the clinician has looked at the person, or at the code, and not at an address alone."""
    consent = world.signed()
    before = all_rows()
    with pytest.raises(NotVerified):
        decisions.decide(
            world.by(world.alice), consent, 0, Choice("agreed", NO_TO_BOTH, ("sound",))
        )
    assert all_rows() == before
    decisions.decide(
        world.by(world.bob), world.verify(consent), 0, Choice("agreed", NO_TO_BOTH, ("sound",))
    )
    assert fresh(consent).decision.kind == "agreed"


@pytest.mark.parametrize("kind", ["wait", "not_agreed"])
@pytest.mark.parametrize("field", ["others", "care", "listening"])
def test_no_words_of_ones_own_get_into_the_note_by_way_of_a_check(
    world: World, kind: str, field: str
) -> None:
    """K7: what a form says there is kept, and stands in the record."""
    consent = world.verify(world.signed())
    odd = {"listening": "x"} if field == "listening" else {"checks": NO_TO_BOTH | {field: "x" * 99}}
    with pytest.raises(InvalidInput) as wrong:
        world.decide(consent, kind, reason="privacy", **odd)
    assert field in wrong.value.errors
    assert Decision.select().count() == 0
