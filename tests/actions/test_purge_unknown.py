"""Signed from a poster and never checked: deleted once it is over, and never while of use (M7)."""

from collections.abc import Callable

import pytest

from kiosk.actions import consents, decisions, notes, purging, supersede, upkeep, verifications
from kiosk.domain.decision import Choice
from kiosk.domain.retention import TABLE
from kiosk.domain.vocabulary import Door
from kiosk.lookups import trail, visitors
from kiosk.store.models import AuditEntry, Consent, Journey, Participant, Site, TurnedAway
from tests.cast import NO_TO_BOTH, World, all_rows, fresh

KEPT = TABLE["signings"].seconds  # past the end of a receipt

SAM = {"id": 1, "name": "Sam O'Neill", "role": "companion", "says": "yes"}


def signed(world: World, door: Door = "poster", **answers: object) -> Consent:
    journey = world.draft(**answers)
    Journey.update(door=door).where(Journey.id == journey.id).execute()
    made = consents.sign(world.context(), Journey.get_by_id(journey.id))
    return Consent.get_by_id(made.consent)


def purge(world: World) -> int:
    return upkeep.purge(upkeep.operator(world.secrets, world.clock())).signings


def left() -> set[int]:
    return {row.id for row in Consent.select(Consent.id)}


def test_it_goes_with_its_people_once_it_is_over_and_not_a_second_before(world: World) -> None:
    gone = signed(world, company=[SAM])
    kept = world.signed()
    assert Participant.select().where(Participant.consent == gone).exists()
    world.clock.now = gone.expires_at + KEPT - 1
    assert purge(world) == 0
    world.clock.now = gone.expires_at + KEPT
    assert purge(world) == 1
    assert left() == {kept.id}
    assert Participant.select().count() == 0
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.detail["signings"]) == ("database.purge", 1)
    trail.verify(world.secrets)
    assert world.browser().get(world.receipt(gone).page).status == 404


@pytest.mark.parametrize("door", ["tablet", "sent", "code", "unknown"])
def test_by_any_other_door_it_stays(world: World, door: Door) -> None:
    """The control: it is the door that decides. Of `unknown` nobody noted how it began."""
    kept = signed(world, door)
    world.signed()
    world.clock.now = kept.expires_at + 86_400
    assert purge(world) == 0
    assert kept.id in left()


def checked(world: World, consent: Consent) -> None:
    world.verify(consent)


def taken_back(world: World, consent: Consent) -> None:
    world.verify(consent)
    verifications.take_back(world.by(world.alice), consent, fresh(consent).revision)


def decided(world: World, consent: Consent) -> None:
    world.verify(consent)
    choice = Choice("not_agreed", NO_TO_BOTH, (), reason="not_said")
    decisions.decide(world.by(world.alice), consent, fresh(consent).revision, choice)


def noted(world: World, consent: Consent) -> None:
    notes.keep(world.by(world.alice), consent, "A note")


@pytest.mark.parametrize("touch", [checked, taken_back, decided, noted], ids=lambda f: f.__name__)
def test_what_staff_looked_at_stays(world: World, touch: Callable[[World, Consent], None]) -> None:
    consent = signed(world)
    touch(world, consent)
    signed(world)
    signed(world)
    world.clock.now = consent.expires_at + 86_400
    assert purge(world) == 2
    assert consent.id in left()


def test_a_withdrawn_one_and_a_refusal_go_too(world: World) -> None:
    withdrawn, journey = signed(world), world.draft()
    consents.withdraw(world.context(), withdrawn)
    Journey.update(door="poster").where(Journey.id == journey.id).execute()
    nobody = {"name": "", "birth_date": "", "nhs_number": ""}
    consents.refuse(world.context(), Journey.get_by_id(journey.id), nobody)
    kept = world.signed()
    world.clock.now = withdrawn.expires_at + KEPT
    assert purge(world) == 2
    assert left() == {kept.id}


def test_one_that_replaced_another_goes_after_it_in_the_same_purge(world: World) -> None:
    first = signed(world)
    token = supersede.start_again(world.context(), first)
    held = visitors.journey_of(token, world.clock())
    answers = world.draft().answers
    Journey.update(answers=answers, place=held.place).where(Journey.id == held.id).execute()
    consents.sign(world.context(), Journey.get_by_id(held.id))
    assert fresh(first).replaced_by
    kept = world.signed()
    world.clock.now = first.expires_at + KEPT
    assert purge(world) == 2
    assert left() == {kept.id}


def test_it_stays_while_its_patient_changes_the_answers(world: World) -> None:
    consent = signed(world)
    world.signed()
    world.clock.now = consent.expires_at - 60
    supersede.start_again(world.context(), consent)
    world.clock.now = consent.expires_at
    soon = {"signings": {"keep": 60, "reason": "A test"}}
    Site.update(retention=soon).where(Site.id == world.here.id).execute()
    world.clock.forward(minutes=2)
    assert purge(world) == 0
    world.clock.forward(hours=1)
    assert purge(world) == 1


def test_the_newest_is_emptied_and_its_number_is_not_given_twice(world: World) -> None:
    """A card that is open shows the same patient, or nobody. No name waits for the next patient."""
    last = signed(world, company=[SAM])
    world.clock.now = last.expires_at + KEPT
    assert purge(world) == 1
    assert (fresh(last).patient_name, fresh(last).answers, fresh(last).signature) == (
        "",
        {},
        {},
    )
    assert {row.name for row in Participant.select()} == {""}
    assert purge(world) == 0
    trail.verify(world.secrets)
    newer = world.signed()
    assert newer.id > last.id
    assert purge(world) == 1
    assert left() == {newer.id}
    trail.verify(world.secrets)


def test_many_go_in_steps_with_an_entry_each(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    signings = [(kind, step, 2) for kind, step, _most in purging._OF_A_PLACE if kind == "signings"]
    monkeypatch.setattr(purging, "_OF_A_PLACE", signings)
    many = [signed(world) for _turn in range(5)]
    world.signed()
    world.clock.now = many[0].expires_at + KEPT
    assert purge(world) == 5
    purged = AuditEntry.select().where(AuditEntry.verb == "database.purge")
    assert [row.detail["signings"] for row in purged.order_by(AuditEntry.seq)] == [2, 2, 1]


def test_a_fault_midway_leaves_the_step_undone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = signed(world, company=[SAM])
    world.signed()
    world.clock.now = over.expires_at + KEPT

    def fail(site: Site, until: int, most: int) -> int:
        Participant.delete().execute()
        raise OSError("the power went")

    before = all_rows()
    monkeypatch.setattr(purging, "_OF_A_PLACE", [("signings", fail, 2)])
    with pytest.raises(OSError, match="power"):
        purge(world)
    assert all_rows() == before


def test_who_was_turned_away_is_forgotten_after_a_day(world: World) -> None:
    for hours in (23, 25):
        at = world.clock() - hours * 3600
        values = {"budget": "address", "address": f"a{hours}", "hour": at, "last_at": at}
        TurnedAway.create(site=world.here, times=1, **values)
    upkeep.purge(upkeep.operator(world.secrets, world.clock()))
    assert [row.address for row in TurnedAway.select()] == ["a23"]
