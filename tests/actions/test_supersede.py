"""A patient signs anew in place of an earlier consent (R16, M1)."""

from typing import Any

import pytest

from harness.answers import LONG_ANSWERS
from kiosk.actions import consents, journeys, policies, recordings, supersede
from kiosk.domain.answers import Answers
from kiosk.domain.refusals import CannotReplace, RulesChanged
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.models import AuditEntry, Consent, Journey, Recording
from kiosk.store.policies import policy_of
from tests.actions.packs import BROUGHT, newer
from tests.cast import ANSWERS, World, fresh, trail


def again(world: World, consent: Consent) -> Journey:
    """A journey that began from a receipt."""
    token = supersede.start_again(world.context(), consent)
    return visitors.journey_of(token, world.clock())


def open_step(journey: Journey) -> str:
    """The first page that is still to be answered."""
    return Walk(policy_of(journey.text), Answers(journey.answers)).open_step


def finish(world: World, journey: Journey, **changed: Any) -> Journey:
    """Answer what is still open, and what is changed."""
    policy = policy_of(journey.text)
    answers, given = dict(journey.answers), ANSWERS | LONG_ANSWERS
    for step, value in changed.items():
        answers = journeys.answer(world.context(), journey, step, value)
    while (step := Walk(policy, Answers(answers)).open_step) != "check":
        answers = journeys.answer(world.context(), journey, step, given.get(step, True))
    return Journey.get_by_id(journey.id)


def test_the_answers_are_carried_but_not_statements_or_signature(world: World) -> None:
    journey = again(world, world.signed(types=["sound", "photo"], part="whole"))
    policy = policy_of(journey.text)
    carried = Walk(policy, Answers(journey.answers)).counted
    for step in ("whose", "where", "types", "part", "by", "audience", "you"):
        assert step in carried
    assert carried["types"] == ["sound", "photo"]
    assert carried["you"]["name"] == "Margaret O'Neill"
    assert not {"statements", "signature"} & set(carried)
    assert journey.way_in == "phone"


def test_a_doubt_that_was_settled_is_not_raised_again(world: World) -> None:
    """K10: who signed for a grown child said so then; a new birth date is asked about anew."""
    grown = {"name": "Ciara", "birth_date": "1990-02-01", "nhs_number": ""}
    behalf = {"signer": "Ann O'Neill", "relationship": "attorney"}
    old = world.signed(whose="child", behalf=behalf, you=grown)
    journey = again(world, old)
    assert journey.answers["you"]["from_16"]
    assert open_step(journey) == "statements"
    young = {"name": "Ciara", "birth_date": "2015-02-01", "nhs_number": "", "under_16": True}
    mine = journeys.answer(world.context(), journey, "whose", "mine")
    asked = policy_of(journey.text)
    assert Walk(asked, Answers({**mine, "you": young, "more": "mine"})).open_step == "own"


def test_signing_anew_supersedes_in_one_transaction_with_one_entry(world: World) -> None:
    old = world.signed()
    journey = finish(world, again(world, old), types=["sound", "video"])
    before = AuditEntry.select().count()
    new = Consent.get_by_id(consents.sign(world.context(), journey).consent)
    held = fresh(old)
    assert (held.state, held.replaced_by, held.ended_at) == ("superseded", new.id, world.clock())
    assert (new.state, new.types) == ("signed", "sound video")
    assert AuditEntry.select().count() == before + 1
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.detail["superseded"]) == ("consent.sign", old.jti)


def test_signing_twice_is_signing_once(world: World) -> None:
    journey = finish(world, again(world, world.signed()))
    first, second = (consents.sign(world.context(), journey) for _tap in range(2))
    assert first == second
    assert Consent.select().count() == 2


def test_a_fault_leaves_the_old_consent_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = world.signed()
    journey = finish(world, again(world, old))

    def fail(*_given: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(supersede, "move", lambda *_given, **_columns: fail())
    with pytest.raises(OSError, match="power"):
        consents.sign(world.context(), journey)
    assert (fresh(old).state, Consent.select().count()) == ("signed", 1)


def decided(world: World, consent: Consent) -> None:
    world.decide(consent, "wait")


def withdrawn(world: World, consent: Consent) -> None:
    consents.withdraw(world.context(), consent)


def expired(world: World, consent: Consent) -> None:
    world.clock.now = consent.expires_at


def replaced(world: World, consent: Consent) -> None:
    consents.sign(world.context(), finish(world, again(world, consent)))


@pytest.mark.parametrize("end", [decided, expired, replaced], ids=lambda it: it.__name__)
def test_what_has_ended_or_is_decided_cannot_be_begun_anew(world: World, end: Any) -> None:
    old = world.signed()
    end(world, old)
    with pytest.raises(CannotReplace):
        supersede.start_again(world.context(), old)


@pytest.mark.parametrize("end", [decided, withdrawn, replaced], ids=lambda it: it.__name__)
def test_a_journey_begun_before_that_cannot_be_signed(world: World, end: Any) -> None:
    """The clinician's decision, or another phone, came first: asked again inside the change."""
    old = world.signed()
    journey = finish(world, again(world, old))
    end(world, old)
    count = Consent.select().count()
    with pytest.raises(CannotReplace):
        consents.sign(world.context(), journey)
    assert Consent.select().count() == count
    assert Journey.get_by_id(journey.id).signed_at is None


def test_who_said_no_can_ask_again(world: World) -> None:
    """R16: with what they answered, after reading the rules; the old receipt is then replaced."""
    old = world.signed(types=["sound", "photo"])
    withdrawn(world, old)
    world.clock.forward(minutes=1)
    journey = again(world, old)
    assert open_step(journey).startswith("rules-")
    new = Consent.get_by_id(consents.sign(world.context(), finish(world, journey)).consent)
    assert (new.types, new.state) == ("sound photo", "signed")
    assert (fresh(old).state, fresh(old).replaced_by) == ("withdrawn", new.id)


def test_who_refused_can_ask_again_and_is_still_talked_to_alone(world: World) -> None:
    """Q10: the word that they are pressed outlives the no, and the yes after it."""
    refused = world.refused()
    told = {"answers": {"flags": ["alone_first"]}, "place": refused.place}
    Consent.update(**told).where(Consent.id == refused.id).execute()
    journey = again(world, refused)
    new = Consent.get_by_id(consents.sign(world.context(), finish(world, journey)).consent)
    assert "alone_first" in Answers(new.answers).flags
    assert fresh(refused).replaced_by == new.id


def test_new_rules_are_read_anew_and_the_answers_kept(world: World) -> None:
    """M1: whoever has an open consent is asked to sign again."""
    old = world.signed()
    policies.publish(world.context(), newer(world.context()))
    assert fresh(old).state == "superseded"
    journey = again(world, fresh(old))
    assert journey.text.policy_id != old.text.policy_id
    assert open_step(journey).startswith("rules-")
    assert journey.answers["whose"] == "mine"
    new = consents.sign(world.context(), finish(world, journey)).consent
    assert fresh(old).replaced_by == new


def test_who_was_recording_when_the_rules_changed_signs_again_afterwards(world: World) -> None:
    """M1: the recording ends as it was agreed; after it nothing holds but the new rules."""
    old = world.recording()
    policies.publish(world.context(), newer(world.context()))
    assert fresh(old).state == "signed"
    with pytest.raises(CannotReplace):
        supersede.start_again(world.context(), fresh(old))
    recordings.stop(world.by(world.alice), fresh(old))
    journey = again(world, fresh(old))
    assert open_step(journey).startswith("rules-")
    new = Consent.get_by_id(consents.sign(world.context(), finish(world, journey)).consent)
    assert (fresh(old).state, fresh(old).replaced_by) == ("superseded", new.id)
    assert new.text.policy.version == BROUGHT


def test_rules_that_change_meanwhile_stop_the_signing(world: World) -> None:
    journey = finish(world, again(world, world.signed()))
    policies.publish(world.context(), newer(world.context()))
    with pytest.raises(RulesChanged):
        consents.sign(world.context(), journey)


def test_a_no_supersedes_whatever_was_decided_and_ends_the_recording(world: World) -> None:
    """The patient's objection always wins."""
    old = world.signed()
    journey = again(world, old)
    world.decide(old)
    recordings.start(world.by(world.alice), old, fresh(old).revision)
    no = consents.refuse(world.context(), journey, ANSWERS["you"])
    assert fresh(old).state == "superseded"
    assert fresh(old).replaced_by == no.consent
    assert Recording.get().stop_reason == "superseded"
    assert trail()[-1] == "consent.refuse"
