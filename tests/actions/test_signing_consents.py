"""Sign and refuse: one journey, one consent, one receipt, one audit entry."""

import dataclasses

import pytest

from kiosk import links
from kiosk.actions import consents, journeys, policies
from kiosk.actions.context import Context
from kiosk.domain import audit, hours
from kiosk.domain.refusals import JourneyGone, RulesChanged, StepNotReady
from kiosk.lookups import visitors
from kiosk.store.models import AuditEntry, Consent, Journey
from signing import codes, receipts
from tests.actions.packs import newer
from tests.cast import ANSWERS, World, legible, trail

NOBODY = {"name": "", "birth_date": "", "nhs_number": ""}


def claims_of(world: World, consent: Consent) -> receipts.Claims:
    secrets = world.secrets
    return receipts.check_genuine(
        consent.token,
        secrets.receipt_keys,
        issuer=secrets.issuer,
        audience=consent.site.slug,
        now=world.clock(),
    )


def test_signing_makes_a_given_consent(world: World) -> None:
    consent = world.signed()
    assert (consent.answer, consent.state, consent.revision) == ("given", "signed", 0)
    assert (consent.types, consent.part, consent.recorder) == ("sound", "talking", "patient")
    assert consent.patient_name == "Margaret O'Neill"
    assert consent.signature == ANSWERS["signature"]
    assert consent.decision_id is None


def test_the_receipt_says_what_the_consent_says(world: World) -> None:
    consent = world.signed(types=["sound", "photo"], part="whole", by="companion")
    claims = claims_of(world, consent)
    assert (claims.iss, claims.aud) == ("http://clinic.example:8000", "hart")
    assert (claims.jti, claims.ans) == (consent.jti, "given")
    assert (claims.iat, claims.exp) == (consent.signed_at, consent.expires_at)
    assert (claims.rec, claims.part, claims.by) == (("sound", "photo"), "whole", "companion")
    assert claims.rules == f"{consent.text.policy.version}/en"
    assert claims.rh == consent.text.text_hash


def test_the_receipt_is_a_witness_of_its_audit_entry(world: World) -> None:
    consent = world.signed()
    seq, witness = claims_of(world, consent).log
    entry = AuditEntry.get_by_id(seq)
    assert entry.verb == "consent.sign"
    assert entry.subject == f"receipt:{consent.jti}"
    assert witness == audit.witness(entry.hash)


def test_the_receipt_ends_when_the_site_closes(world: World) -> None:
    here, there = world.signed(), world.signed(world.there)
    assert hours.local(here.expires_at, "Europe/London").strftime("%H:%M") == "18:30"
    assert there.expires_at - there.signed_at == hours.MAX_USE


def test_the_receipt_and_the_trail_name_nobody(world: World) -> None:
    consent = world.signed()
    written = legible([claims_of(world, consent), *AuditEntry.select().tuples()])
    for secret in ("Margaret", "1948", "9434765919", world.receipt(consent).code):
        assert secret not in written


def test_signing_twice_is_signing_once(world: World) -> None:
    """A double tap, or a retry after a lost answer: the same consent, page and code."""
    journey = world.draft()
    first = consents.sign(world.context(), journey)
    again = consents.sign(world.context(), journey)
    stale = consents.sign(world.context(), Journey.get_by_id(journey.id))
    assert first == again == stale
    assert Consent.select().count() == 1
    assert trail().count("consent.sign") == 1


def test_refusing_after_signing_changes_nothing(world: World) -> None:
    journey = world.draft()
    signed = consents.sign(world.context(), journey)
    assert consents.refuse(world.context(), journey, NOBODY) == signed
    assert Consent.get().answer == "given"


def test_a_journey_that_is_not_finished_cannot_be_signed(world: World) -> None:
    token = journeys.start(world.context(), way_in="phone")
    with pytest.raises(StepNotReady) as caught:
        consents.sign(world.context(), visitors.journey_of(token, world.clock()))
    assert caught.value.step == "rules-before"
    assert Consent.select().count() == 0


def test_a_walk_that_ends_in_the_waiting_area_cannot_be_signed(world: World) -> None:
    """R8: though every page was answered before the place was changed."""
    journey = world.draft()
    journeys.answer(world.context(), journey, "where", "waiting")
    with pytest.raises(StepNotReady) as caught:
        consents.sign(world.context(), Journey.get_by_id(journey.id))
    assert caught.value.step == "not-here"


def test_who_changes_to_their_own_appointment_signs_for_themselves(world: World) -> None:
    """K10: an answer to a page that is no longer asked is not in the consent."""
    behalf = {"signer": "Tom O'Neill", "relationship": "parent"}
    journey = world.draft(whose="child", behalf=behalf)
    journeys.answer(world.context(), journey, "whose", "mine")
    journeys.answer(world.context(), journey, "more", "mine")
    made = consents.sign(world.context(), Journey.get_by_id(journey.id))
    assert "behalf" not in Consent.get_by_id(made.consent).answers


def test_an_abandoned_journey_cannot_be_signed(world: World) -> None:
    journey = world.draft()
    journeys.abandon(journey)
    with pytest.raises(JourneyGone):
        consents.sign(world.context(), journey)
    with pytest.raises(JourneyGone):
        visitors.signed_of(world.secrets, journey)
    assert Consent.select().count() == 0


def test_rules_that_changed_meanwhile_cannot_be_signed(world: World) -> None:
    """M1: nobody signs a version that is no longer in force."""
    journey = world.draft()
    policies.publish(world.context(), newer(world.context()))
    with pytest.raises(RulesChanged):
        consents.sign(world.context(), journey)
    assert Consent.select().count() == 0


def test_rules_that_changed_can_still_be_refused(world: World) -> None:
    journey = world.draft()
    policies.publish(world.context(), newer(world.context()))
    assert consents.refuse(world.context(), journey, NOBODY)


def test_a_refusal_has_a_receipt_that_asks_for_nothing(world: World) -> None:
    consent = world.refused()
    claims = claims_of(world, consent)
    assert (claims.ans, claims.rec, claims.part, claims.by) == ("refused", (), None, None)
    assert consent.answers == {}
    assert trail()[-1] == "consent.refuse"


def test_a_refusal_keeps_nothing_of_the_answers_but_the_name_given(world: World) -> None:
    you = NOBODY | {"name": "Margaret O'Neill"}
    made = consents.refuse(world.context(), world.draft(), you)
    consent = Consent.get_by_id(made.consent)
    assert (consent.patient_name, consent.birth_date, consent.signature) == (
        "Margaret O'Neill",
        "",
        None,
    )
    assert Journey.get().answers == {}


def test_a_short_code_that_is_taken_today_is_drawn_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unique per site and day: the next turn is taken."""
    same = codes.code_from_bytes(b"12345")
    real = links.short_code
    monkeypatch.setattr(
        consents, "short_code", lambda keys, jti, turn: real(keys, jti, turn) if turn else same
    )
    first, second, elsewhere = world.signed(), world.signed(), world.signed(world.there)
    assert (first.code_turn, second.code_turn, elsewhere.code_turn) == (0, 1, 0)
    assert first.code_hash != elsewhere.code_hash


def test_two_receipts_share_nothing_that_could_be_guessed(world: World) -> None:
    one, two = world.receipt(world.signed()), world.receipt(world.signed())
    assert one.page != two.page
    assert one.code != two.code
    assert len(one.page) == len("/r/") + 22


def test_the_same_randomness_gives_the_same_receipt(world: World) -> None:
    """Time, keys and randomness come in as arguments: nothing is drawn inside."""
    context: Context = dataclasses.replace(world.context(), random=lambda count: b"\7" * count)
    consent = Consent.get_by_id(consents.sign(context, world.draft()).consent)
    assert consent.jti == "BwcHBwcHBwcHBwcHBwcHBw"
