"""The lease row: one holder at a time, and a crash or a clock that jumps holds nothing up."""

import pytest

from kiosk.actions import lease
from tests.cast import NOW, World


def test_one_holds_it_until_it_is_given_back(world: World) -> None:
    held = lease.take("a", NOW)
    assert held is not None
    assert lease.take("b", NOW + lease.LENGTH - 1) is None
    held.give_back(NOW + 5, done=True)
    assert lease.take("b", NOW + 5) is not None


def test_one_that_is_not_renewed_lapses_and_its_holder_is_told(world: World) -> None:
    held = lease.take("a", NOW)
    assert held is not None
    held.renew(NOW + lease.LENGTH // 2)
    assert lease.take("b", NOW + lease.LENGTH) is None
    assert lease.take("b", NOW + 2 * lease.LENGTH) is not None
    with pytest.raises(lease.LeaseLost):
        held.renew(NOW + 2 * lease.LENGTH + 1)
    held.give_back(NOW + 2 * lease.LENGTH + 2, done=True)
    assert lease.take("c", NOW + 2 * lease.LENGTH + 3) is None  # b's is not given back by a


def test_a_run_is_due_every_few_minutes_and_at_once_after_a_crash(world: World) -> None:
    assert lease.is_due(NOW)
    held = lease.take("a", NOW)
    assert held is not None
    assert not lease.is_due(NOW + 1)
    assert lease.is_due(NOW + lease.LENGTH)  # it has lapsed
    held.give_back(NOW + 10, done=True)
    assert not lease.is_due(NOW + 10 + lease.EVERY - 1)
    assert lease.is_due(NOW + 10 + lease.EVERY)
    # An hour's answers are gone within ten minutes of it, even if a process dies on the way.
    assert 2 * lease.EVERY + lease.LENGTH <= 600


def test_a_clock_that_was_a_day_fast_holds_nothing_up(world: World) -> None:
    held = lease.take("a", NOW + 86_400)
    assert held is not None
    assert lease.is_due(NOW)
    assert lease.take("b", NOW) is not None
    held.give_back(NOW + 86_400, done=True)
