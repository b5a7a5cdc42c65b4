"""Queries whose SQL is kept: the values must never be."""

import pytest

from kiosk.store.models import Once, Staff
from kiosk.store.prepared import Prepared, slot
from tests.cast import World

BY_NAME = Prepared(lambda: Staff.select(Staff.name).where(Staff.username == slot("username")))
KEEP = Prepared(
    lambda: Once.insert(key=slot("key"), result=slot("result", Once.result), at=slot("at"))
)
RENAME = Prepared(lambda: Staff.update(name=slot("name")).where(Staff.username == slot("username")))


def test_each_run_asks_with_its_own_values(world: World) -> None:
    asked = [BY_NAME.first(username=name) for name in ("alice", "bob", "alice", "nobody")]
    assert asked == [(world.alice.name,), (world.bob.name,), (world.alice.name,), None]


def test_a_value_is_data_and_never_sql(world: World) -> None:
    assert BY_NAME.rows(username="' OR 1=1 --") == []


def test_a_field_converts_the_value_of_its_slot(world: World) -> None:
    KEEP.change(key="a key", result={"consent": 3}, at=world.clock())
    assert Once.get_by_id("a key").result == {"consent": 3}


def test_a_change_says_how_many_rows_it_changed(world: World) -> None:
    assert RENAME.change(name="Alice Ames", username="alice") == 1
    assert RENAME.change(name="Alice Ames", username="nobody") == 0


def test_a_slot_without_a_value_is_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        BY_NAME.first(name="alice")
