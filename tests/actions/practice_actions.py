"""What a manager and the operator do with a place, ready to be done, as in `every_action`."""

from kiosk.actions import (
    drafts,
    joining,
    memberships,
    own_rules,
    places,
    policies,
    practice,
    retention,
    sites,
    staff,
)
from kiosk.domain.practice import mark
from kiosk.store.queries import published_policy
from tests.cast import PASSWORD, Do, World


def allow(world: World) -> Do:
    return lambda: practice.set_allowed(world.by(world.mo, once="1"), {"video": "no"}, mark({}))


def add_to_another_site(world: World) -> Do:
    return lambda: memberships.add(world.context(world.there, once="1"), world.alice, ["clinician"])


def ask_to_join(world: World) -> Do:
    return lambda: joining.ask(world.by(world.mo, once="1"), "charlie", ["clinician"])


def join_too(world: World) -> Do:
    key = joining.ask(world.by(world.mo), "charlie", ["clinician"])
    return lambda: joining.accept(world.by(world.charlie, once="1"), world.charlie, key)


def change_place(world: World) -> Do:
    memberships.add(world.context(world.there), world.alice, ["clinician"])
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    return lambda: places.work_at(world.by(world.alice, once="1"), world.alice, token, "mill")


def close_site(world: World) -> Do:
    return lambda: sites.close(world.context(once="1"), world.there)


def rename(world: World) -> Do:
    seen = mark(world.here.name)
    return lambda: practice.rename(world.by(world.mo, once="1"), "Hart Street Surgery", seen)


def set_link(world: World) -> Do:
    link = {"address": "https://hart.nhs.uk/complain"}
    return lambda: practice.set_link(world.by(world.mo, once="1"), "complaints", link, mark({}))


def pause_asking(world: World) -> Do:
    until = {"until": world.clock() + 3600, "message": ""}
    return lambda: practice.set_pause(world.by(world.mo, once="1"), until, mark({}))


def keep_for(world: World) -> Do:
    said = {"keep": 14 * 86_400, "reason": "They are copied the same week"}
    return lambda: retention.set_period(world.by(world.mo, once="1"), "notes", said, mark({}))


def start_draft(world: World) -> Do:
    return lambda: drafts.start(world.by(world.mo, once="1"))


def save_draft(world: World) -> Do:
    draft = drafts.start(world.by(world.mo))
    said = {"rules.R2.text": "You get your care whatever you choose."}
    return lambda: drafts.save(world.by(world.mo, once="1"), draft, "en", said, 0)


def discard_draft(world: World) -> Do:
    draft = drafts.start(world.by(world.mo))
    return lambda: drafts.discard(world.by(world.mo, once="1"), draft)


def add_own_rule(world: World) -> Do:
    draft = drafts.start(world.by(world.mo))
    said = {"title": "Ask the dentist too", "text": "She works here on Tuesdays."}
    return lambda: own_rules.add(world.by(world.mo, once="1"), draft, said, "R2")


def move_own_rule(world: World) -> Do:
    rule = add_own_rule(world)()
    draft = drafts.start(world.by(world.mo))
    return lambda: own_rules.move(world.by(world.mo, once="2"), draft, rule, "R1")


def take_out_own_rule(world: World) -> Do:
    rule = add_own_rule(world)()
    draft = drafts.start(world.by(world.mo))
    return lambda: own_rules.take_out(world.by(world.mo, once="2"), draft, rule)


def say_read(world: World) -> Do:
    policy = published_policy(world.here)
    assert policy is not None
    return lambda: policies.say_read(world.by(world.mo, once="1"), policy)


PRACTICE = [
    say_read,
    start_draft,
    save_draft,
    discard_draft,
    add_own_rule,
    move_own_rule,
    take_out_own_rule,
    allow,
    add_to_another_site,
    ask_to_join,
    join_too,
    change_place,
    close_site,
    rename,
    set_link,
    pause_asking,
    keep_for,
]
