"""Concerns raised and worked through, ready to be done, as in `every_action`."""

from kiosk.actions import concerns
from kiosk.domain.concern import Raised
from kiosk.domain.concern_steps import Step
from kiosk.domain.practice import mark
from kiosk.store.concern_words import worded_at
from kiosk.store.models import Concern, ConcernSupport
from tests.cast import Do, World


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


def add_platform(world: World) -> Do:
    where = "https://www.threads.net/report"
    return lambda: concerns.add_platform(world.by(world.mo, once="1"), "Threads", where)


CONCERNS = [
    tell_of_a_post,
    concern_step,
    close_concern,
    support,
    ask_how,
    say_how,
    reword,
    add_platform,
]
