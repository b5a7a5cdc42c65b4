"""The actions of the second step of signing in, ready to be done, as in `every_action`."""

from kiosk import app_codes
from kiosk.actions import practice, second_step, staff
from kiosk.domain.practice import mark
from tests.cast import Do, World


def sign_in_with_a_code(world: World) -> Do:
    half = world.half_way()
    code = world.code()
    return lambda: second_step.finish(world.context(once="1"), half, code, staff.UNKNOWN)


def set_up_codes(world: World) -> Do:
    drawn = app_codes.to_set_up(world.secrets, world.alice.id, b"x" * 16, world.clock())
    world.with_codes()
    world.clock.forward(minutes=1)
    code = world.code()
    return lambda: second_step.set_up(world.by(world.alice, once="1"), drawn, code)


def remove_codes(world: World) -> Do:
    world.with_codes()
    return lambda: second_step.remove(world.by(world.alice, once="1"))


def renew_recovery(world: World) -> Do:
    world.with_codes()
    return lambda: second_step.renew_recovery(world.by(world.alice, once="1"))


def require_second_step(world: World) -> Do:
    seen = mark("nobody")
    return lambda: practice.set_second_step(world.by(world.mo, once="1"), "everyone", seen)


SECOND_STEP = [
    sign_in_with_a_code,
    set_up_codes,
    remove_codes,
    renew_recovery,
    require_second_step,
]
