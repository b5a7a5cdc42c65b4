"""Encrypted values are bound to their place: one that was moved is found, and is not shown."""

import pytest
from cryptography.fernet import Fernet

from kiosk.actions import bindings, journeys, keys
from kiosk.lookups import health, trail
from kiosk.lookups.progress import silent
from kiosk.lookups.trail import TrailBroken
from kiosk.store import bound, sealing
from kiosk.store.database import database
from kiosk.store.fields import UNREADABLE
from kiosk.store.models import AuditEntry, Consent, Journey
from tests.cast import World, fresh
from tests.of_before import fernet_alone, token

SAM = {"name": "Sam O'Neill", "role": "companion", "says": "yes"}
PETER = {"name": "Peter Abel", "birth_date": "1950-01-02", "nhs_number": ""}


def swap(column: str, table: str = "consent") -> None:
    """What two rows hold changes places."""
    held = dict(database.execute_sql(f"SELECT id, {column} FROM {table}").fetchall())
    for number, other in ((1, held[2]), (2, held[1])):
        database.execute_sql(f"UPDATE {table} SET {column} = ? WHERE id = ?", (other, number))


def is_readable() -> bool:
    return health._look("field keys", lambda: health._readable(silent)).ok


def two(world: World) -> tuple[Consent, Consent]:
    return world.signed(), world.signed(you=PETER)


def test_names_swapped_between_patients_are_found_and_not_shown(world: World) -> None:
    two(world)
    assert is_readable()
    swap("patient_name")
    for row in Consent.select():
        assert isinstance(row.patient_name, UNREADABLE)
    assert not is_readable()
    with pytest.raises(TrailBroken, match="consent 1 cannot be read"):
        trail.verify(world.secrets)
    listed = world.signed_in("alice").get("/staff/").text
    assert "Cannot be read" in listed
    assert "Peter Abel" not in listed


def test_with_fernet_they_would_have_been_shown(world: World) -> None:
    """The control: whose name stands there is another patient's."""
    with fernet_alone():
        two(world)
    swap("patient_name")
    assert [row.patient_name for row in Consent.select().order_by(Consent.id)] == [
        "Peter Abel",
        "Margaret O'Neill",
    ]
    assert is_readable()
    assert "Peter Abel" in world.signed_in("alice").get("/staff/").text


@pytest.mark.parametrize("moved", ["birth_date = patient_name", "patient_name = birth_date"])
def test_a_value_moved_to_another_column_is_not_read(world: World, moved: str) -> None:
    world.signed()
    database.execute_sql(f"UPDATE consent SET {moved}")
    assert not is_readable()


def test_names_that_move_with_the_ids_of_their_rows_are_found(world: World) -> None:
    """The random id is a fact of its row: it opens what moved with it, and the trail says so."""
    two(world)
    for column in ("patient_name", "birth_date", "nhs_number", "answers", "signature", "place"):
        swap(column)
    assert is_readable()
    with pytest.raises(TrailBroken, match="consent 1 is not as audit entry"):
        trail.verify(world.secrets)


def of_before(world: World) -> list[Consent]:
    with fernet_alone():
        consents = [world.signed(answers={"company": [SAM]}), world.signed(you=PETER)]
        consents.append(world.decided())
        world.draft()
    return consents


def stored(table: str) -> list[tuple[str, str]]:
    name = {"consent": "patient_name", "journey": "answers", "participant": "name"}[table]
    return database.execute_sql(f"SELECT place, {name} FROM {table}").fetchall()


def test_rows_of_before_are_read_and_written_again(world: World) -> None:
    consents = of_before(world)
    names = [fresh(each).patient_name for each in consents]
    assert names[1] == "Peter Abel"
    trail.verify(world.secrets)
    done = bindings.rewrite_all(world.context())
    assert done.rows == Consent.select().count() + Journey.select().count() + 1
    for table in ("consent", "journey", "participant"):
        rows = stored(table)
        assert len({place for place, _said in rows}) == len(rows)
        assert all(said.startswith(sealing.newest_mark()) for _place, said in rows)
    assert [fresh(each).patient_name for each in consents] == names
    assert [each.token for each in map(fresh, consents)] == [each.token for each in consents]
    trail.verify(world.secrets)
    assert is_readable()


def test_whoever_is_under_way_meanwhile_goes_on(world: World) -> None:
    """A draft of before is answered and signed, before it was written again and afterwards."""
    with fernet_alone():
        first, second = world.draft(), world.draft()
    journeys.answer(world.context(), first, "where", "room")
    assert Journey.get_by_id(first.id).place, "written again by its own answer"
    world.signed()
    bindings.rewrite_all(world.context())
    journeys.answer(world.context(), Journey.get_by_id(second.id), "where", "home")
    assert Journey.get_by_id(second.id).answers["where"] == "home"
    trail.verify(world.secrets)


def test_once_all_is_written_again_a_fernet_value_is_a_fault(world: World) -> None:
    consents = of_before(world)
    put = "UPDATE consent SET place = NULL, patient_name = ? WHERE id = ?"
    old = token("Somebody Else")
    database.execute_sql(put, (old, consents[0].id))
    assert fresh(consents[0]).patient_name == "Somebody Else", "the control"
    bindings.rewrite_all(world.context())
    assert bound.all_bound()
    database.execute_sql(put, (old, consents[0].id))
    assert isinstance(fresh(consents[0]).patient_name, UNREADABLE)
    assert f"consent row {consents[0].id} patient_name" in _said()


def _said() -> str:
    return health._look("field keys", lambda: health._readable(silent)).found


def test_in_a_row_that_has_its_id_it_is_one_at_once(world: World) -> None:
    world.signed()
    assert not bound.all_bound()
    database.execute_sql("UPDATE consent SET patient_name = ?", (token("Somebody Else"),))
    assert not is_readable()


class Killed(Exception):
    """As `kill -9` would."""


def test_cut_short_it_goes_on_where_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tests/races/test_rotating.py kills a real process."""
    of_before(world)
    monkeypatch.setattr(bindings, "MAX_ROWS", 1)
    real, left = bindings.write_again, iter(range(2))

    def dies(*given: object) -> None:
        if next(left, None) is None:
            raise Killed
        real(*given)

    monkeypatch.setattr(bindings, "write_again", dies)
    with pytest.raises(Killed):
        bindings.rewrite_all(world.context())
    assert not bound.all_bound()
    assert is_readable()
    trail.verify(world.secrets)
    first = stored("journey")
    assert [bool(place) for place, _said in first].count(True) == 2
    monkeypatch.setattr(bindings, "write_again", real)
    bindings.rewrite_all(world.context())
    assert bound.all_bound()
    assert {each for each in first if each[0]} <= {*stored("journey")}, "not written a third time"
    trail.verify(world.secrets)


def test_a_value_that_nobody_can_read_stays_as_it_is(world: World) -> None:
    """One damaged signature: the rest of the row is bound, and doctor goes on naming the one."""
    consents = of_before(world)
    database.execute_sql(
        "UPDATE consent SET signature = 'gAAAAAdamaged' WHERE id = ?", (consents[0].id,)
    )
    assert bindings.rewrite_all(world.context()).unreadable == 1
    row = fresh(consents[0])
    assert row.patient_name == "Margaret O'Neill"
    assert row.signature.stored == "gAAAAAdamaged"
    assert f"consent row {row.id} signature" in _said()


def test_another_key_writes_no_entry_and_drops_the_old_one(world: World) -> None:
    consent = world.signed()
    bindings.end_if_none_is_left(world.context())
    held, new = world.app.config["ASKFIRST"].field_keys, Fernet.generate_key().decode()
    try:
        sealing.set_field_keys((new, *held))
        keys.note(world.context())
        before = AuditEntry.select().count()
        bindings.rewrite(world.context())
        assert AuditEntry.select().count() == before
        sealing.set_field_keys((new,))
        assert fresh(consent).patient_name == "Margaret O'Neill"
        trail.verify(world.secrets)
    finally:
        sealing.set_field_keys(held)


def test_an_update_that_does_not_name_its_row_is_a_fault_of_ours(world: World) -> None:
    consent = world.signed()
    with pytest.raises(TypeError, match="place"):
        Consent.update(patient_name="Ada").where(Consent.id == consent.id).execute()
    row = Consent.select(Consent.id, Consent.patient_name).get()
    with pytest.raises(LookupError, match="place"):
        assert row.patient_name
