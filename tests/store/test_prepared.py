"""Queries whose SQL is kept: the values must never be."""

import pytest

from kiosk.store.models import Attempt, Once, Participant, Staff
from kiosk.store.prepared import Prepared, slot
from kiosk.store.sealing import FieldKeyWrong, Place, opened
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


def test_a_row_is_put_as_peewee_would_put_it(world: World) -> None:
    told = {"bucket": "one", "at": world.clock(), "checking": True}
    ours, peewees = Attempt.create(**told), Attempt(**told)
    peewees.save(force_insert=True)
    assert (ours.id, ours.dirty_fields) == (peewees.id - 1, [])
    assert vars(Attempt.get_by_id(ours.id))["__data__"] == told | {"id": ours.id}


def test_a_name_that_is_put_is_bound_to_its_row(world: World) -> None:
    consent = world.signed()
    people = [{"name": name, "role": "family", "answer": "yes"} for name in ("Ann", "Bo")]
    put = [Participant.create(consent=consent, **each) for each in people]
    assert [Participant.get_by_id(each.id).name for each in put] == ["Ann", "Bo"]
    stored = Participant.select(Participant.place, Participant.name).tuples()
    (one, ann), (other, bo) = stored.order_by(Participant.id)
    assert one != other
    assert {ann[:3], bo[:3]} == {"a1."}
    with pytest.raises(FieldKeyWrong):
        opened(str(ann), Place("participant", "name", other))


def test_a_row_with_an_id_of_its_own_keeps_it(world: World) -> None:
    assert Attempt.create(id=7000, bucket="one", at=world.clock()).id == 7000
    assert Once.create(key="its key", result={}, at=world.clock()).key == "its key"
