"""Every action, ready to be done: each name prepares a world and gives the deed."""

import datetime
from collections.abc import Callable

from kiosk.actions import (
    account,
    concerns,
    consents,
    decisions,
    invitations,
    journeys,
    kiosks,
    looks,
    memberships,
    notes,
    participants,
    places,
    policies,
    posters,
    practice,
    receipts,
    recordings,
    requests,
    retention,
    sites,
    staff,
    supersede,
    verifications,
)
from kiosk.domain.answers import Answers
from kiosk.domain.concern import Raised
from kiosk.domain.concern_steps import Step
from kiosk.domain.covert import Finding
from kiosk.domain.decision import Choice
from kiosk.domain.membership import Term
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.domain.practice import mark
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.store.concern_words import worded_at
from kiosk.store.models import Concern, ConcernSupport, Participant
from kiosk.store.policies import policy_of
from tests.actions.packs import newer
from tests.actions.second_steps import SECOND_STEP
from tests.cast import ANSWERS, NO_TO_BOTH, PASSWORD, World, fresh

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


def rename(world: World) -> Do:
    seen = mark(world.here.name)
    return lambda: practice.rename(world.by(world.mo, once="1"), "Hart Street Surgery", seen)


def set_link(world: World) -> Do:
    link = {"address": "https://hart.nhs.uk/complain"}
    return lambda: practice.set_link(world.by(world.mo, once="1"), "complaints", link, mark({}))


def pause_asking(world: World) -> Do:
    until = {"until": world.clock() + 3600, "message": ""}
    return lambda: practice.set_pause(world.by(world.mo, once="1"), until, mark({}))


def open_card(world: World) -> Do:
    consent = world.signed()
    return lambda: looks.opened(world.by(world.alice, once="1"), consent)


def search(world: World) -> Do:
    return lambda: looks.searched(world.by(world.alice, once="1"), "name", 2)


def open_sheet(world: World) -> Do:
    consent = world.signed()
    return lambda: looks.sheet_opened(world.by(world.mo, once="1"), [consent])


def export(world: World) -> Do:
    consent = world.signed()
    return lambda: requests.export(world.by(world.mo, once="1"), consent, "json", "photo")


def delete_names(world: World) -> Do:
    consent = world.signed()
    world.clock.forward(hours=24)
    return lambda: requests.delete(world.by(world.mo, once="1"), consent, "letter")


def invalidate(world: World) -> Do:
    consent = world.recording()
    return lambda: consents.invalidate(world.by(world.mo, once="1"), consent, "test")


def _concern(world: World) -> Concern:
    raised = Raised("worry", "He filmed me", "https://x.com/1", "Me", ("staff",), mine=True)
    concerns.raise_concern(world.by(world.alice), raised)
    return Concern.get()


def tell_of_a_post(world: World) -> Do:
    raised = Raised("post", "A film", "https://x.com/1", "Rae", ("staff",), mine=True)
    return lambda: concerns.raise_concern(world.by(world.rae, once="1"), raised, "x" * 22)


def concern_step(world: World) -> Do:
    concern = _concern(world)
    return lambda: concerns.make(world.by(world.mo, once="1"), concern, 0, Step("told", "done"))


def close_concern(world: World) -> Do:
    concern = _concern(world)
    concerns.make(world.by(world.mo), concern, 0, Step("told", "done"))
    end = Step("close", "nothing", "All is well")
    return lambda: concerns.make(world.by(world.mo, once="1"), concern, 1, end)


def support(world: World) -> Do:
    concern = _concern(world)
    return lambda: concerns.support(world.by(world.mo, once="1"), concern, world.bob.id)


def ask_how(world: World) -> Do:
    _concern(world)
    return lambda: concerns.asked(world.by(world.mo, once="1"), ConcernSupport.get())


def say_how(world: World) -> Do:
    _concern(world)
    return lambda: concerns.say_how(world.by(world.alice, once="1"), ConcernSupport.get(), "talk")


def reword(world: World) -> Do:
    held = worded_at(world.here, "letter_1")
    assert held is not None
    seen = mark(held.text)
    return lambda: concerns.reword(world.by(world.mo, once="1"), "letter_1", "Dear {to}", seen)


def allow(world: World) -> Do:
    return lambda: practice.set_allowed(world.by(world.mo, once="1"), {"video": "no"}, mark({}))


def add_to_another_site(world: World) -> Do:
    return lambda: memberships.add(world.context(world.there, once="1"), world.alice, ["clinician"])


def change_place(world: World) -> Do:
    memberships.add(world.context(world.there), world.alice, ["clinician"])
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    return lambda: places.work_at(world.by(world.alice, once="1"), world.alice, token, "mill")


def close_site(world: World) -> Do:
    return lambda: sites.close(world.context(once="1"), world.there)


def keep_for(world: World) -> Do:
    said = {"keep": 14 * 86_400, "reason": "They are copied the same week"}
    return lambda: retention.set_period(world.by(world.mo, once="1"), "notes", said, mark({}))


ACTIONS = [
    open_sheet,
    export,
    delete_names,
    invalidate,
    open_card,
    search,
    tell_of_a_post,
    concern_step,
    close_concern,
    support,
    ask_how,
    say_how,
    reword,
    allow,
    add_to_another_site,
    change_place,
    close_site,
    rename,
    set_link,
    pause_asking,
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
    keep_for,
]
