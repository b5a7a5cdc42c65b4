"""Five birth dates may be tried for a receipt, by whoever has its address (issue 12, §4)."""

import dataclasses
import datetime
from collections.abc import Callable

import pytest

from kiosk.actions import consents, receipts, supersede, upkeep
from kiosk.domain.refusals import CannotReplace, InvalidInput, NoTriesLeft, Refusal
from kiosk.lookups import trail as trail_of
from kiosk.lookups import visitors
from kiosk.lookups.tries import MAX_TRIES
from kiosk.store.models import Attempt, AuditEntry, Consent
from tests.cast import World, all_rows, legible, trail

RIGHT = datetime.date(1948, 3, 27)
WRONG = datetime.date(1948, 3, 28)


def tried(world: World, consent: Consent, born: datetime.date, once: str = "") -> Refusal | None:
    context = dataclasses.replace(world.context(), actor=f"receipt:{consent.jti}", once=once)
    try:
        receipts.prove(context, consent, born)
    except Refusal as refusal:
        return refusal
    return None


def said(refusal: Refusal | None) -> str:
    return str(refusal.errors["birth_date"]) if isinstance(refusal, InvalidInput) else ""


def test_the_right_date_is_one_entry_and_changes_no_consent(world: World) -> None:
    consent = world.signed()
    before = all_rows()
    assert tried(world, consent, RIGHT) is None
    assert all_rows()["consent"] == before["consent"]
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (entry.verb, entry.subject) == ("receipt.prove", f"receipt:{consent.jti}")
    assert "1948" not in legible(all_rows()["audit_entry"])
    assert Attempt.select().count() == 0


def test_five_wrong_ones_and_then_not_even_the_right_one(world: World) -> None:
    consent = world.signed()
    for left in (4, 3, 2, 1):
        assert said(tried(world, consent, WRONG)).endswith(f"Tries left: {left}")
    assert isinstance(tried(world, consent, WRONG), NoTriesLeft)
    assert isinstance(tried(world, consent, RIGHT), NoTriesLeft)
    assert trail()[-1] == "receipt.no_tries_left"
    assert trail().count("receipt.no_tries_left") == 1
    assert Attempt.select().count() == MAX_TRIES
    other = world.signed()  # another receipt has tries of its own
    assert tried(world, other, RIGHT) is None


def test_the_right_one_after_four_wrong_ones(world: World) -> None:
    consent = world.signed()
    for _try in range(4):
        assert tried(world, consent, WRONG)
    assert tried(world, consent, RIGHT) is None
    assert isinstance(tried(world, consent, WRONG), NoTriesLeft)  # it gave no new ones


def test_the_same_form_twice_counts_once(world: World) -> None:
    """A double tap is one try; the same form with another date in it is another."""
    consent = world.signed()
    for _tap in range(2):
        assert said(tried(world, consent, WRONG, once="1")).endswith("4")
    assert said(tried(world, consent, WRONG.replace(day=1), once="1")).endswith("3")
    before = AuditEntry.select().count()
    for _tap in range(2):
        assert tried(world, consent, RIGHT, once="2") is None
    assert AuditEntry.select().count() == before + 1


def unknown_date(world: World) -> Consent:
    return world.signed(you={"name": "Margaret O'Neill", "birth_date": "", "nhs_number": ""})


def nameless_no(world: World) -> Consent:
    return world.refused()


@pytest.mark.parametrize("make", [unknown_date, nameless_no], ids=lambda each: each.__name__)
def test_what_is_not_known_answers_as_what_is_wrong(
    world: World, make: Callable[[World], Consent]
) -> None:
    """Nobody learns whether there is a date: the same words, the same count, the same end."""
    known, unknown = world.signed(), make(world)
    for _try in range(MAX_TRIES + 1):
        here, there = tried(world, known, WRONG), tried(world, unknown, RIGHT)
        assert (type(here), said(here)) == (type(there), said(there))


def decided(world: World) -> Consent:
    return world.decided()


def expired(world: World) -> Consent:
    consent = world.signed()
    world.clock.now = consent.expires_at
    return consent


@pytest.mark.parametrize("make", [decided, expired], ids=lambda each: each.__name__)
@pytest.mark.parametrize("born", [RIGHT, WRONG])
def test_nobody_guesses_at_what_cannot_be_changed(
    world: World, make: Callable[[World], Consent], born: datetime.date
) -> None:
    """Else the tries, which are forgotten after a day, would come back every day."""
    consent = make(world)
    assert isinstance(tried(world, consent, born), CannotReplace)
    assert Attempt.select().count() == 0


def test_tries_outlast_the_receipt(world: World) -> None:
    consent = world.signed()
    for _try in range(MAX_TRIES):
        tried(world, consent, WRONG)
    world.clock.now = consent.expires_at - 1
    upkeep.purge(world.context())
    assert isinstance(tried(world, consent, RIGHT), NoTriesLeft)


def test_a_walk_without_carried_answers_has_none(world: World) -> None:
    """But that its patient is pressed, which no later answer takes back (Q10)."""
    for said, flags in (("mine", []), ("pressed", ["alone_first"])):
        consent = world.signed(more=said, reason="disability")
        assert set(flags) < set(consent.answers["flags"])
        token = supersede.start_again(world.context(), consent, carry=False)
        journey = visitors.journey_of(token, world.clock())
        assert journey.answers == {"flags": flags}
        assert journey.replaces == consent.id


def test_the_trail_holds_after_tries_of_both_kinds(world: World) -> None:
    first, second = world.signed(), world.signed()
    for _try in range(MAX_TRIES):
        tried(world, first, WRONG)
    tried(world, second, WRONG)
    tried(world, second, RIGHT)
    trail_of.verify(world.secrets)


def test_withdrawing_asks_for_no_date(world: World) -> None:
    """R16: the safe way stays open, also when no try is left."""
    consent = world.signed()
    for _try in range(MAX_TRIES):
        tried(world, consent, WRONG)
    consents.withdraw(world.context(), consent)
    assert Consent.get_by_id(consent.id).state == "withdrawn"
