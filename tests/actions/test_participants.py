"""What another person in the room says (K5): one action, on the page that was drawn."""

import pytest

from kiosk.actions import consents, journeys, participants, recordings, supersede
from kiosk.domain.answers import Answers
from kiosk.domain.permission import may_record
from kiosk.domain.refusals import CannotDecide, ChangedMeanwhile, InvalidInput, NotFound
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.models import AuditEntry, Consent, Journey, Participant, Recording
from kiosk.store.policies import policy_of
from kiosk.store.queries import facts
from tests.cast import ANSWERS, World, fresh, trail

SAM = {"id": 1, "name": "Sam O'Neill", "role": "companion", "says": "yes"}
STUDENT = {"id": 2, "name": "", "role": "student", "says": "ask"}


def room(world: World) -> tuple[Consent, Participant]:
    """A consent on which Alice agreed, with Sam and a student in the room."""
    consent = world.decided(answers={"company": [SAM, STUDENT]})
    return consent, Participant.get(Participant.role == "student")


def answer(world: World, consent: Consent, person: Participant, said: str, **given: object) -> None:
    seen = given.pop("seen", fresh(consent).revision)
    once = str(given.pop("once", ""))
    participants.answer(world.by(world.alice, once), consent, seen, person.id, said)  # type: ignore[arg-type]


def reason(world: World, consent: Consent) -> str:
    return may_record(facts(fresh(consent)), world.clock()).reason


def test_signing_keeps_who_else_is_in_the_room(world: World) -> None:
    """Q6."""
    consent = world.signed(company=[SAM, STUDENT])
    kept = [(each.name, each.role, each.answer) for each in Participant.select()]
    assert kept == [("Sam O'Neill", "companion", "yes"), ("", "student", "ask")]
    assert not consent.someone_said_no
    assert "company" not in consent.answers


def test_a_flag_of_the_consent_before_stays_when_it_is_signed_anew(world: World) -> None:
    """Q10: changing the answers does not take back that a patient was pressed."""
    before = world.signed(more="pressed")
    assert before.answers["flags"] == ["alone_first"]
    journey = visitors.journey_of(supersede.start_again(world.context(), before), world.clock())
    policy = policy_of(journey.text)
    while (step := Walk(policy, Answers(journey.answers)).open_step) != "check":
        journeys.answer(world.context(), journey, step, ANSWERS.get(step, True))
        journey = Journey.get_by_id(journey.id)
    after = Consent.get_by_id(consents.sign(world.context(), journey).consent)
    assert after.answers["flags"] == ["alone_first"]
    assert "more" not in after.answers


def test_a_no_at_signing_holds_from_the_start(world: World) -> None:
    consent = world.decided(answers={"company": [SAM | {"says": "no"}]})
    assert reason(world, consent) == "someone_said_no"


def test_a_no_while_recording_ends_the_recording_in_the_same_change(world: World) -> None:
    """K5, K6."""
    consent, student = room(world)
    answer(world, consent, student, "yes")
    recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    answer(world, consent, student, "no")
    assert Recording.get().stop_reason == "someone_said_no"
    assert reason(world, consent) == "someone_said_no"
    assert AuditEntry.select().order_by(AuditEntry.seq.desc()).get().detail["stopped_recording"]


def test_a_yes_takes_the_no_back_unless_somebody_elses_stands(world: World) -> None:
    consent = world.decided(answers={"company": [SAM | {"says": "no"}, STUDENT | {"says": "no"}]})
    sam, student = Participant.select().order_by(Participant.id)
    answer(world, consent, student, "yes")
    assert reason(world, consent) == "someone_said_no"
    answer(world, consent, sam, "yes")
    assert reason(world, consent) == "ok"


def test_an_answer_from_a_page_that_is_out_of_date_is_refused(world: World) -> None:
    consent, student = room(world)
    answer(world, consent, student, "no")
    with pytest.raises(ChangedMeanwhile):
        answer(world, consent, student, "yes", seen=consent.revision)
    assert fresh(consent).someone_said_no


def test_a_retry_changes_nothing_again(world: World) -> None:
    consent, student = room(world)
    seen = fresh(consent).revision
    for _try in range(2):
        answer(world, consent, student, "no", seen=seen, once="tap")
    assert trail().count("participants.answer") == 1
    assert fresh(consent).revision == seen + 1


def test_someone_who_is_not_in_this_room_cannot_answer_here(world: World) -> None:
    consent, _student = room(world)
    other = world.decided(answers={"company": [SAM]})
    stranger = Participant.get(Participant.consent == other)
    with pytest.raises(NotFound):
        answer(world, consent, stranger, "no")
    assert reason(world, other) == "ok"


@pytest.mark.parametrize("said", ["", "maybe", "YES"])
def test_only_yes_no_and_not_asked_are_answers(world: World, said: str) -> None:
    consent, student = room(world)
    with pytest.raises(InvalidInput):
        answer(world, consent, student, said)


def test_nobody_is_asked_about_a_consent_that_was_withdrawn(world: World) -> None:
    consent, student = room(world)
    consents.withdraw(world.context(), consent)
    with pytest.raises(CannotDecide):
        answer(world, consent, student, "yes")


def test_the_trail_names_nobody(world: World) -> None:
    consent, student = room(world)
    answer(world, consent, student, "no")
    assert "Sam O" not in repr(list(AuditEntry.select().tuples()))
