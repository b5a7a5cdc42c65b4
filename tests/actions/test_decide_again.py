"""Undo, hand over, decide again: what becomes of a decision (K3, K6)."""

from typing import Any

import pytest

from kiosk.actions import (
    consents,
    decisions,
    recordings,
)
from kiosk.domain.decision import Choice
from kiosk.domain.refusals import (
    CannotDecide,
    ChangedMeanwhile,
    MayNotRecord,
    NothingDecided,
    TooLateToUndo,
)
from kiosk.store import queries
from kiosk.store.models import Decision, Pause, Recording
from signing.decisions import check
from tests.actions.room import came_in, say, state
from tests.cast import NO_TO_BOTH, World, all_rows, fresh

AGREED = Choice("agreed", NO_TO_BOTH, ("sound",))


def test_a_slip_is_taken_back_and_both_stay_in_the_record(world: World) -> None:
    consent = world.decided("not_agreed", reason="privacy")
    world.clock.forward(seconds=20)
    decisions.undo(world.by(world.alice), consent, consent.revision)
    assert state(world, consent) == "not_decided"
    slip = Decision.get()
    assert (slip.ended_why, slip.ended_at, slip.ended_by) == ("undone", world.clock(), world.alice)
    world.decide(consent)
    assert state(world, consent) == "ok"
    assert [each.ended_why for each in queries.decisions_of(consent)] == ["undone", ""]


@pytest.mark.parametrize("stopped", [False, True])
def test_a_decision_under_which_something_was_recorded_is_no_slip(
    world: World, stopped: bool
) -> None:
    consent = world.recording()
    if stopped:
        recordings.stop(world.by(world.alice), consent)
    before = all_rows()
    with pytest.raises(TooLateToUndo):
        decisions.undo(world.by(world.alice), consent, fresh(consent).revision)
    assert all_rows() == before


def test_an_earlier_recording_does_not_hinder_undoing_a_later_decision(world: World) -> None:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    world.decide(consent)
    decisions.undo(world.by(world.alice), consent, fresh(consent).revision)
    assert state(world, consent) == "not_decided"


def test_undo_wants_a_decision_and_the_page_of_now(world: World) -> None:
    consent = world.signed()
    with pytest.raises(NothingDecided):
        decisions.undo(world.by(world.alice), consent, 0)
    world.decide(consent)
    with pytest.raises(ChangedMeanwhile):
        decisions.undo(world.by(world.bob), consent, 0)
    consents.withdraw(world.context(), consent)
    with pytest.raises(CannotDecide):
        decisions.undo(world.by(world.bob), consent, fresh(consent).revision)


def test_handing_over_ends_agreement_and_recording_and_the_new_one_decides(world: World) -> None:
    """K6."""
    consent = world.recording()
    world.clock.forward(minutes=4)
    decisions.hand_over(world.by(world.alice), consent)
    assert state(world, consent) == "handed_over"
    assert (Recording.get().stop_reason, Recording.get().stopped_at) == (
        "handed_over",
        world.clock(),
    )
    assert Decision.get().ended_why == "handed_over"
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert caught.value.reason == "handed_over"
    decisions.decide(world.by(world.bob), consent, fresh(consent).revision, AGREED)
    assert state(world, consent) == "ok"
    assert fresh(consent).decision.staff == world.bob


def test_a_paused_recording_ends_with_the_handing_over(world: World) -> None:
    consent = world.recording()
    person = came_in(world, consent)
    decisions.hand_over(world.by(world.alice), consent)
    assert Pause.get().until == world.clock()
    decisions.decide(world.by(world.bob), consent, fresh(consent).revision, AGREED)
    assert state(world, consent) == "someone_to_ask"  # still not asked, whoever decides
    say(world, consent, person, "yes")
    assert state(world, consent) == "ok"


def test_only_a_decision_that_stands_is_handed_over(world: World) -> None:
    consent = world.signed()
    with pytest.raises(NothingDecided):
        decisions.hand_over(world.by(world.alice), consent)
    world.decide(consent)
    decisions.hand_over(world.by(world.alice), consent)
    with pytest.raises(NothingDecided):
        decisions.hand_over(world.by(world.alice), consent)
    world.clock.now = consent.expires_at
    with pytest.raises(CannotDecide):
        decisions.hand_over(world.by(world.alice), consent)


def test_deciding_again_ends_the_decision_before_as_replaced(world: World) -> None:
    consent = world.decided("wait")
    world.clock.forward(minutes=9)
    decisions.decide(world.by(world.bob), consent, consent.revision, AGREED)
    first, second = queries.decisions_of(consent)
    assert (first.ended_why, first.ended_by, first.ended_at) == (
        "replaced",
        world.bob,
        world.clock(),
    )
    assert (second.ended_at, fresh(consent).decision) == (None, second)


def test_of_two_clinicians_at_once_one_decides(world: World) -> None:
    """Issue 4: the other's page is out of date the moment the first has decided."""
    consent = world.verify(world.signed())
    for person, kind in ((world.bob, "agreed"), (world.alice, "wait")):
        choice = Choice(kind, NO_TO_BOTH, ("sound",))
        if person == world.bob:
            decisions.decide(world.by(person), consent, consent.revision, choice)
        else:
            with pytest.raises(ChangedMeanwhile):
                decisions.decide(world.by(person), consent, consent.revision, choice)
    assert [each.staff for each in Decision.select()] == [world.bob]


def claims_of(world: World, decision: Decision) -> Any:
    secrets = world.secrets
    return check(
        decision.token,
        secrets.receipt_keys,
        issuer=secrets.issuer,
        audience="hart",
        now=world.clock(),
    )


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("agreed", {}),
        ("conditions", {"conditions": ("no_faces", "talking_only")}),
        ("wait", {}),
        ("wait", {"wait_until": 1_794_393_000}),
        ("not_agreed", {"reason": "privacy"}),
    ],
)
def test_each_decision_is_signed_for_its_receipt_and_names_nobody(
    world: World, kind: str, rest: dict[str, Any]
) -> None:
    """Issue 4 item 4."""
    consent = world.decided(kind, **rest)
    said = claims_of(world, consent.decision)
    assert (said.sub, said.dec, said.n, said.role) == (consent.jti, kind, 1, "clinician")
    assert (said.iat, said.exp) == (world.clock(), consent.expires_at)
    assert said.con == rest.get("conditions", ())
    assert said.until == rest.get("wait_until")
    assert "privacy" not in repr(said)  # why not is between the patient and the clinician
    assert "Alice" not in repr(said)


def test_the_decisions_of_one_receipt_are_counted_in_one_second(world: World) -> None:
    consent = world.decided("wait")
    world.decide(consent, "agreed")
    decisions.hand_over(world.by(world.alice), consent)
    decisions.decide(world.by(world.mo), consent, fresh(consent).revision, AGREED)
    decisions.undo(world.by(world.mo), consent, fresh(consent).revision)
    world.decide(consent, "not_agreed", reason="distracts")
    said = [claims_of(world, each) for each in queries.decisions_of(consent)]
    assert [each.n for each in said] == [1, 2, 3, 4]
    assert [each.role for each in said] == ["clinician"] * 4
    assert len({each.iat for each in said}) == 1
