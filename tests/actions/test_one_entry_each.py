"""One action, one transaction, one audit entry: all of it is kept, or none."""

import datetime
from collections.abc import Callable

import pytest

from kiosk.actions import (
    change,
    consents,
    decisions,
    journeys,
    kiosks,
    notes,
    participants,
    policies,
    posters,
    practice,
    receipts,
    recordings,
    staff,
    supersede,
    verifications,
)
from kiosk.domain.answers import Answers
from kiosk.domain.audit import GENESIS, Entry
from kiosk.domain.covert import Finding
from kiosk.domain.decision import Choice
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.models import AuditEntry, Participant
from kiosk.store.policies import policy_of
from tests.actions.packs import newer
from tests.cast import ANSWERS, NO_TO_BOTH, PASSWORD, World, all_rows, fresh

Do = Callable[[], object]
NOBODY = {"name": "", "birth_date": "", "nhs_number": ""}


def sign(world: World) -> Do:
    journey = world.draft()
    return lambda: consents.sign(world.context(once="1"), journey)


def refuse(world: World) -> Do:
    journey = world.draft()
    return lambda: consents.refuse(world.context(once="1"), journey, NOBODY)


def withdraw(world: World) -> Do:
    consent = world.recording()
    return lambda: consents.withdraw(world.context(once="1"), consent)


def prove(world: World) -> Do:
    consent = world.signed()
    born = datetime.date(1948, 3, 27)
    return lambda: receipts.prove(world.context(once="1"), consent, born)


def decide(world: World) -> Do:
    consent = world.recording()
    choice = Choice("agreed", NO_TO_BOTH, ("sound",))
    return lambda: decisions.decide(
        world.by(world.alice, once="1"), consent, consent.revision, choice
    )


def start(world: World) -> Do:
    consent = world.decided()
    return lambda: recordings.start(world.by(world.alice, once="1"), consent, consent.revision)


def stop(world: World) -> Do:
    consent = world.recording()
    return lambda: recordings.stop(world.by(world.alice, once="1"), consent)


def pause(world: World) -> Do:
    consent = world.recording()
    return lambda: recordings.pause(world.by(world.alice, once="1"), consent)


def resume(world: World) -> Do:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    seen = fresh(consent).revision
    return lambda: recordings.resume(world.by(world.alice, once="1"), consent, seen)


def stop_overdue(world: World) -> Do:
    world.clock.now = world.recording().expires_at + MAX_OVERRUN
    return lambda: recordings.stop_overdue(world.context(once="1"))


def undo(world: World) -> Do:
    consent = world.decided()
    return lambda: decisions.undo(world.by(world.alice, once="1"), consent, consent.revision)


def hand_over(world: World) -> Do:
    consent = world.recording()
    return lambda: decisions.hand_over(world.by(world.alice, once="1"), consent)


def come_in(world: World) -> Do:
    consent = world.recording()
    return lambda: participants.join(
        world.by(world.alice, once="1"), consent, {"role": "student", "name": "Jo"}
    )


def keep_note(world: World) -> Do:
    consent = world.signed()
    return lambda: notes.keep(world.by(world.alice, once="1"), consent, "A note")


def raise_concern(world: World) -> Do:
    finding = Finding("", "own", "not_asked", (), "over")
    return lambda: notes.raise_concern(world.by(world.alice, once="1"), finding, "10:00")


def participant(world: World) -> Do:
    company = [{"id": 1, "name": "Sam", "role": "companion", "says": "ask"}]
    consent = world.decided(answers={"company": company})
    number = Participant.get().id
    return lambda: participants.answer(
        world.by(world.alice, once="1"), consent, consent.revision, number, "no"
    )


def verify(world: World) -> Do:
    receipt = world.receipt(world.signed())
    return lambda: world.enter(world.alice, receipt.token, once="1")


def pick(world: World) -> Do:
    consent = world.signed()
    return lambda: verifications.verify(world.by(world.alice, once="1"), consent)


def take_back(world: World) -> Do:
    consent = world.verify(world.signed())
    once = world.by(world.alice, once="1")
    return lambda: verifications.take_back(once, consent, consent.revision)


def enrol(world: World) -> Do:
    return lambda: kiosks.pair(world.context(once="1"), "Tablet")


def join(world: World) -> Do:
    code = kiosks.pair(world.context(), "Tablet")
    return lambda: kiosks.join(world.context(once="1"), code)


def revoke(world: World) -> Do:
    return lambda: kiosks.revoke(world.context(once="1"), world.kiosk_row())


def bring(world: World) -> Do:
    return lambda: newer(world.context(once="1"))


def publish(world: World) -> Do:
    world.signed()
    policy = newer(world.context())
    return lambda: policies.publish(world.context(once="1"), policy)


def add(world: World) -> Do:
    person = ("dee", "Dee", ["clinician"], "", PASSWORD)
    return lambda: staff.add(world.context(once="1"), *person)


def reset(world: World) -> Do:
    return lambda: staff.reset(world.context(once="1"), world.alice, "another long one")


def sign_in(world: World) -> Do:
    return lambda: staff.sign_in(world.context(once="1"), "alice", PASSWORD)


def sign_out(world: World) -> Do:
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    return lambda: staff.sign_out(world.by(world.alice, once="1"), token)


def sign_again(world: World) -> Do:
    token = supersede.start_again(world.context(), world.signed())
    journey = visitors.journey_of(token, world.clock())
    policy = policy_of(journey.text)
    answers = dict(journey.answers)
    while (step := Walk(policy, Answers(answers)).open_step) != "check":
        answers = journeys.answer(world.context(), journey, step, ANSWERS.get(step, True))
    journey = visitors.journey_of(token, world.clock())
    return lambda: consents.sign(world.context(once="1"), journey)


def replace_poster(world: World) -> Do:
    return lambda: posters.replace(world.context(once="1"), 0)


def rename(world: World) -> Do:
    seen = mark(world.here.name)
    return lambda: practice.rename(world.by(world.mo, once="1"), "Hart Street Surgery", seen)


def set_link(world: World) -> Do:
    link = {"address": "https://hart.nhs.uk/complain"}
    return lambda: practice.set_link(world.by(world.mo, once="1"), "complaints", link, mark({}))


def pause_asking(world: World) -> Do:
    until = {"until": world.clock() + 3600, "message": ""}
    return lambda: practice.set_pause(world.by(world.mo, once="1"), until, mark({}))


ACTIONS = [
    rename,
    set_link,
    pause_asking,
    sign,
    sign_again,
    replace_poster,
    refuse,
    withdraw,
    prove,
    decide,
    start,
    stop,
    pause,
    resume,
    stop_overdue,
    undo,
    hand_over,
    come_in,
    keep_note,
    raise_concern,
    participant,
    verify,
    take_back,
    pick,
    enrol,
    join,
    revoke,
    bring,
    publish,
    add,
    reset,
    sign_in,
    sign_out,
]


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda each: each.__name__)
def test_each_action_adds_one_entry(world: World, prepare: Callable[[World], Do]) -> None:
    do = prepare(world)
    before = AuditEntry.select().count()
    do()
    assert AuditEntry.select().count() == before + 1


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda each: each.__name__)
def test_a_fault_before_the_commit_leaves_nothing(
    world: World, prepare: Callable[[World], Do], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is written last but for the memory of it: fail there, and look at every table."""
    do = prepare(world)
    real = change.append

    def append_and_fail(*given: object) -> Entry:
        real(*given)  # type: ignore[arg-type]
        raise OSError("the power went")

    monkeypatch.setattr(change, "append", append_and_fail)
    before = all_rows()
    with pytest.raises(OSError, match="power"):
        do()
    assert all_rows() == before
    monkeypatch.undo()
    do()
    assert all_rows() != before


def test_a_consent_moves_only_from_the_revision_that_was_read(world: World) -> None:
    """The conditional UPDATE, whatever the transaction around it does."""
    consent = world.signed()
    change.move(consent, state="withdrawn")
    with pytest.raises(ChangedMeanwhile):
        change.move(consent, state="signed")
    assert (fresh(consent).state, fresh(consent).revision) == ("withdrawn", 1)


def test_the_entries_are_chained(world: World) -> None:
    world.recording()
    previous = GENESIS
    for number, row in enumerate(AuditEntry.select().order_by(AuditEntry.seq), start=1):
        columns = (row.seq, row.at, row.site, row.verb, row.actor, row.subject, row.detail)
        entry = Entry(*columns, row.previous, row.changed)
        assert (row.seq, row.previous, row.hash) == (number, previous, entry.hash)
        previous = row.hash


def test_the_memory_of_a_change_is_part_of_the_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed to be remembered was not done, so that the retry does it."""
    consent = world.decided()

    def fail(*_given: object, **_result: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(change.Change, "remember", fail)
    before = all_rows()
    with pytest.raises(OSError, match="power"):
        recordings.start(world.by(world.alice, once="1"), consent, consent.revision)
    assert all_rows() == before
