"""Every column of every table is a fact, an identity or technical: declared once, in one place."""

import dataclasses

import pytest
from peewee import CharField

from kiosk.actions import kiosks
from kiosk.lookups import trail
from kiosk.lookups.trail import TrailBroken
from kiosk.store.database import columns_of, database, write
from kiosk.store.declared import DECLARED, FILLED, WATCHED
from kiosk.store.fields import EncryptedField
from kiosk.store.models import TABLES, Kiosk, Site
from kiosk.store.noted import NotEntered
from tests.cast import World
from tests.store.since_release_one import NEW_COLUMNS


def undeclared() -> list[str]:
    """Columns of the database that are not declared, and declared ones that there are not."""
    faults = []
    for model in TABLES:
        name = model._meta.table_name
        said = DECLARED.get(name)
        kinds = [*said.facts, *said.identity, *said.technical] if said else []
        faults += [f"{name}.{each}" for each in {*columns_of(name)} ^ {*kinds}]
        faults += [f"{name}.{each} twice" for each in {*kinds} if kinds.count(each) > 1]
    return faults


def test_every_column_is_declared(world: World) -> None:
    assert undeclared() == []
    assert set(DECLARED) == {model._meta.table_name for model in TABLES}


def test_a_column_that_is_not_is_found(world: World) -> None:
    """The control."""
    database.execute_sql("ALTER TABLE site ADD COLUMN later TEXT")
    assert undeclared() == ["site.later"]


def test_whatever_is_encrypted_is_declared_as_sealed(world: World) -> None:
    for model in TABLES:
        meta = model._meta
        hidden = {
            each.column_name for each in meta.sorted_fields if isinstance(each, EncryptedField)
        }
        said = DECLARED[meta.table_name]
        assert said.sealed == (hidden if said.watched else set()), meta.table_name


def test_whoever_is_named_has_a_salt_of_their_own(world: World) -> None:
    for name, said in WATCHED.items():
        assert bool(said.identity) is ("salt" in said.technical), name
    for model in TABLES:
        if "salt" in DECLARED[model._meta.table_name].technical:
            salt: CharField = model.salt
            assert salt.default() != salt.default()


def test_a_change_without_an_entry_is_undone(world: World) -> None:
    """It is a fault of the program, and the transaction is not kept."""
    with pytest.raises(NotEntered, match="site 1 was changed"), write():
        Site.update(closes="12:00").where(Site.id == 1).execute()
    assert Site.get_by_id(1).closes == "18:30"
    kiosks.pair(world.context(), "Tablet")  # and what was noted of it is forgotten


def test_what_comes_after_the_entry_wants_one_of_its_own(world: World) -> None:
    def pair_and_rename() -> None:
        with write():
            kiosks.pair(world.context(), "Tablet")
            Kiosk.update(label="Another").execute()

    with pytest.raises(NotEntered, match="kiosk"):
        pair_and_rename()


def test_what_states_nothing_needs_no_entry(world: World) -> None:
    draft = world.draft()
    with write():
        draft.answers = {}
        draft.save()


# Of migrations up to 0006, before there were digests.
BEFORE_DIGESTS = {
    ("decision", "token"),
    ("decision", "ended_why"),
    ("decision", "types"),
    ("decision", "offered"),
    ("recording", "stop_locked"),
    ("consent", "someone_to_ask"),
    ("consent", "handed_over"),
    ("consent", "door"),
}


def test_what_a_migration_fills_a_new_fact_with_is_declared() -> None:
    """Else the trail of a site that is brought up to date would not fit its rows."""
    filled = {
        (table, name): value
        for table, added in NEW_COLUMNS.items()
        for name, value in added.items()
        if table in WATCHED and name in WATCHED[table].facts and value is not None
    }
    missing = {each for each, value in filled.items() if FILLED.get(each) != value}
    assert missing == BEFORE_DIGESTS


@pytest.mark.parametrize(("kind", "filled"), [("TEXT", None), ("INTEGER NOT NULL DEFAULT 7", 7)])
def test_a_new_fact_that_says_nothing_yet_changes_no_digest_of_before(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str, filled: int | None
) -> None:
    """A later migration adds a column: the trail of before fits, and holds it from then on."""
    database.execute_sql(f"ALTER TABLE site ADD COLUMN later {kind}")
    said = WATCHED["site"]
    later = dataclasses.replace(said, facts=said.facts | {"later"})
    monkeypatch.setitem(WATCHED, "site", later)
    if filled is not None:
        with pytest.raises(TrailBroken, match="site 1 is not as"):  # the control
            trail.verify(world.secrets)
        monkeypatch.setitem(FILLED, ("site", "later"), filled)
    trail.verify(world.secrets)
    database.execute_sql("UPDATE site SET later = 8")
    with pytest.raises(TrailBroken, match="site 1 is not as"):
        trail.verify(world.secrets)
