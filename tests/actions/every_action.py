"""Every action, ready to be done: each name prepares a world and gives the deed."""

import datetime

from kiosk.actions import (
    account,
    consents,
    decisions,
    invitations,
    journeys,
    kiosks,
    memberships,
    notes,
    participants,
    policies,
    posters,
    receipts,
    recordings,
    staff,
    supersede,
    verifications,
)
from kiosk.domain.answers import Answers
from kiosk.domain.covert import Finding
from kiosk.domain.decision import Choice
from kiosk.domain.membership import Term
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.store.models import Participant
from kiosk.store.policies import policy_of
from tests.actions.concern_actions import CONCERNS
from tests.actions.packs import newer
from tests.actions.practice_actions import PRACTICE
from tests.actions.record_actions import RECORDS
from tests.actions.second_steps import SECOND_STEP
from tests.actions.translation_actions import TRANSLATIONS
from tests.cast import ANSWERS, NO_TO_BOTH, PASSWORD, Do, World, fresh

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


def prove_birth_date(world: World) -> Do:
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
    return lambda: invitations.reset(world.context(once="1"), world.alice)


def invite(world: World) -> Do:
    return lambda: invitations.invite(world.context(once="1"), "Dee", ["clinician"])


def withdraw_link(world: World) -> Do:
    world.invite()
    link = queries.invitations_of(world.here, world.clock())[-1]
    return lambda: invitations.withdraw(world.context(once="1"), link)


def join_by_link(world: World) -> Do:
    world.invite()
    dee = staff.Profile("dee", "Dee", "", PASSWORD)
    return lambda: invitations.accept(world.context(once="1"), world.invited, dee)


def new_password(world: World) -> Do:
    key = invitations.reset(world.context(), world.alice)
    chosen = staff.Profile("", "", "", PASSWORD)
    return lambda: invitations.accept(world.context(once="1"), key, chosen)


def set_roles(world: World) -> Do:
    return lambda: memberships.set_roles(world.context(once="1"), world.alice, ["reception"])


def set_dates(world: World) -> Do:
    until = Term(None, world.clock() + 60)
    return lambda: memberships.set_term(world.context(once="1"), world.alice, until)


def leave(world: World) -> Do:
    return lambda: memberships.end(world.context(once="1"), world.alice)


def come_back(world: World) -> Do:
    memberships.end(world.context(), world.alice)
    return lambda: memberships.begin(world.context(once="1"), world.alice, ["reception"])


def prove(world: World) -> Do:
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    return lambda: account.prove(world.by(world.alice, once="1"), token, PASSWORD)


def change_password(world: World) -> Do:
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    once = world.by(world.alice, once="1")
    return lambda: account.change_password(once, token, PASSWORD, "another long one")


def sign_out_elsewhere(world: World) -> Do:
    staff.sign_in(world.context(), "alice", PASSWORD)
    return lambda: account.sign_out_elsewhere(world.by(world.alice, once="1"), world.alice)


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


ACTIONS = [
    sign,
    sign_again,
    replace_poster,
    refuse,
    withdraw,
    prove_birth_date,
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
    invite,
    withdraw_link,
    join_by_link,
    new_password,
    set_roles,
    set_dates,
    leave,
    come_back,
    prove,
    change_password,
    sign_out_elsewhere,
    sign_in,
    sign_out,
    *SECOND_STEP,
    *RECORDS,
    *CONCERNS,
    *PRACTICE,
    *TRANSLATIONS,
]
