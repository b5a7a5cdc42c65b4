"""A guesser with many addresses and a day to spare: how much is looked at, and what that finds.

Each kind of secret is guessed through its own limit, by the clock; what gets through is counted,
and the chance that one of it was right is worked out. Nobody waits for a real guess.
"""

from dataclasses import dataclass

import pytest

from kiosk.actions import attempts, budgets
from kiosk.actions.attempts import Limit
from kiosk.domain.refusals import TooManyTries
from kiosk.store.database import write
from tests.cast import World

DAY = 24 * 60 * 60
STEP = 5 * 60  # the guesser comes back as often as this
BURST = 25  # guesses tried each time, from each address


@dataclass(frozen=True)
class Kind:
    """What is guessed: under which limits, from how many addresses, out of how many."""

    limits: tuple[tuple[Limit, bool], ...]  # whether each address has one of its own
    addresses: int
    secrets: float  # as many as there may be
    live: int  # that would be right at one time
    chance: float  # of one right guess in a day, at most


CODE = 2.0**35  # seven symbols of 32 (signing/codes.py)
KINDS = {
    # A password that zxcvbn takes is one of a hundred million at least (kiosk/domain/passwords.py).
    "password, one name": Kind(
        ((attempts.SIGN_IN, True), (attempts.SIGN_IN_NAME, False)), 500, 1e8, 1, 1e-4
    ),
    "password, one address": Kind(((attempts.SIGN_IN, True),), 1, 1e8, 1, 1e-5),
    "code that staff showed": Kind(((budgets.LIMITS["guesses"], True),), 20, CODE, 120, 1e-3),
    "poster's code": Kind(((budgets.LIMITS["guesses"], True),), 20, CODE, 1, 1e-5),
    "pairing code": Kind(((attempts.PAIRING, True),), 20, CODE, 3, 1e-5),
    "receipt's code, by staff": Kind(((attempts.CODE, True),), 1, CODE, 400, 1e-4),
}


def looked_at(world: World, kind: Kind, seconds: int) -> int:
    """How many guesses get through in so long, every address trying as often as it can."""
    here, count = world.context(), 0
    for _turn in range(seconds // STEP):
        for address in range(kind.addresses):
            purses = [
                attempts.purse(here, limit, "simulated", str(address if own else "all"))
                for limit, own in kind.limits
            ]
            for _guess in range(BURST):
                try:
                    with write():
                        attempts.take(world.context(), *purses)  # wrong, and counted so
                except TooManyTries:
                    break
                count += 1
        world.clock.forward(seconds=STEP)
    return count


@pytest.mark.parametrize("name", KINDS)
def test_what_gets_through_in_a_day_finds_nothing(world: World, name: str) -> None:
    """An hour is played, and a day worked out: limits begin again with each of their windows."""
    kind = KINDS[name]
    few = Kind(kind.limits, min(kind.addresses, 2), kind.secrets, kind.live, kind.chance)
    through = looked_at(world, few, 60 * 60)
    limit, own = kind.limits[-1]
    windows = 60 * 60 / limit.window
    assert through <= limit.most * (windows + 1) * (few.addresses if own else 1)
    a_day = limit.most * (DAY / limit.window + 1) * (kind.addresses if own else 1)
    assert a_day * kind.live / kind.secrets < kind.chance


def test_without_the_limit_every_guess_gets_through(world: World) -> None:
    """The control."""
    unlimited = Limit(10**9, 60)
    kind = Kind(((unlimited, True),), 1, CODE, 1, 1)
    assert looked_at(world, kind, 60 * 60) == BURST * 60 * 60 // STEP
