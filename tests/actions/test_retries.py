"""A retry under one idempotency key is made once; the same form with something else in it is not.

A browser that goes back shows a page with the key that was sent already.
"""

from dataclasses import replace

import pytest
from werkzeug.datastructures import MultiDict

from kiosk.actions import decisions, notes, participants, recordings, verifications
from kiosk.actions.change import Change, action
from kiosk.domain import covert
from kiosk.domain.decision import Choice
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.store.models import Concern, Note, Once, Participant
from tests.cast import World, fresh

FOUND = covert.Finding("Margaret O'Neill", "own", "remember", ("open",), "open")
STUDENT = {"id": 1, "name": "", "role": "student", "says": "ask"}


def test_the_body_of_a_retry_is_never_run(world: World) -> None:
    run = []

    @action("tests.count", about=lambda what: what)
    def count(made: Change, what: str) -> str:
        run.append(what)
        made.audit("tests")
        return what

    once = world.by(world.alice, once="tap")
    assert [count(once, "one"), count(once, "one"), count(once, "two")] == ["one", None, "two"]
    assert run == ["one", "two"]
    assert [count(world.by(world.alice), "one") for _time in range(2)] == ["one", "one"]


def test_two_concerns_from_one_page_are_both_raised(world: World) -> None:
    once = world.by(world.alice, once="tap")
    for at in ("10:00", "10:01"):  # the clock went on between a tap and its retry
        notes.raise_concern(once, FOUND, at)
    assert Concern.select().count() == 1
    notes.raise_concern(once, replace(FOUND, patient="John Smith"), "10:02")
    assert Concern.select().count() == 2


def test_a_note_that_was_written_on_is_kept_too(world: World) -> None:
    consent, once = world.signed(), world.by(world.alice, once="tap")
    for text in ("He agreed", "He agreed", "He agreed, and his wife"):
        notes.keep(once, consent, text)
    assert [note.text for note in Note.select().order_by(Note.id)] == [
        "He agreed",
        "He agreed, and his wife",
    ]


def test_another_answer_from_a_page_that_was_used_is_not_passed_over(world: World) -> None:
    consent = world.decided(answers={"company": [STUDENT]})
    person, once = Participant.get(), world.by(world.alice, once="tap")
    participants.answer(once, consent, consent.revision, person.id, "yes")
    with pytest.raises(ChangedMeanwhile):
        participants.answer(once, consent, consent.revision, person.id, "no")


def test_two_people_from_one_page_both_come_in(world: World) -> None:
    consent, once = world.recording(), world.by(world.alice, once="tap")
    for role in ("student", "student", "chaperone"):
        participants.join(once, consent, MultiDict({"role": role}))
    assert [person.role for person in Participant.select().order_by(Participant.id)] == [
        "student",
        "chaperone",
    ]


def test_another_decision_from_a_page_that_was_used_is_not_passed_over(world: World) -> None:
    consent, once = world.verify(world.signed()), world.by(world.alice, once="tap")
    decisions.decide(once, consent, consent.revision, Choice("wait", {}))
    with pytest.raises(ChangedMeanwhile):
        decisions.decide(
            once, consent, consent.revision, Choice("not_agreed", {}, reason="privacy")
        )
    assert fresh(consent).decision.kind == "wait"


def test_a_page_that_was_used_still_pauses_and_stops(world: World) -> None:
    """The safe way is never taken for a retry."""
    consent, once = world.recording(), world.by(world.alice, once="tap")
    recordings.pause(once, consent)
    recordings.resume(world.by(world.alice), consent, fresh(consent).revision)
    recordings.pause(once, consent)
    assert fresh(consent).recording.paused_at is not None
    assert Once.select().count() == 0


def test_one_key_pauses_the_recordings_of_two_patients(world: World) -> None:
    once = world.by(world.alice, once="tap")
    both = [world.recording(), world.recording()]
    for consent in both:
        recordings.pause(once, consent)
    assert all(fresh(consent).recording.paused_at for consent in both)


def test_a_verification_sent_again_tells_again_that_it_was_the_first(world: World) -> None:
    receipt = world.receipt(world.signed())
    first, retried = (world.enter(world.alice, receipt.token, "tap") for _tap in range(2))
    assert first == retried == verifications.Verified(receipt.consent, first=True)
    assert not world.enter(world.bob, receipt.token).first
