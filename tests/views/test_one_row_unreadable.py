"""One letter changed in one row: the row says so, the list goes on, `doctor` names it."""

import pytest

from kiosk.actions import decisions
from kiosk.domain.decision import Choice
from kiosk.domain.refusals import RowUnreadable
from kiosk.lookups import health
from kiosk.lookups.fingerprints import require
from kiosk.lookups.progress import silent
from kiosk.store.database import database
from kiosk.store.models import TABLES, Consent
from kiosk.store.queries import unreadable
from tests.cast import NO_TO_BOTH, World, fresh

COLUMNS = ["patient_name", "birth_date", "nhs_number", "answers", "signature"]


def flip(column: str, number: int, table: str = "consent") -> None:
    """Change one letter of what a row holds."""
    (stored,) = database.execute_sql(
        f"SELECT {column} FROM {table} WHERE id = ?", (number,)
    ).fetchone()
    other = "A" if stored[30] != "A" else "B"
    changed = f"{stored[:30]}{other}{stored[31:]}"
    database.execute_sql(f"UPDATE {table} SET {column} = ? WHERE id = ?", (changed, number))


@pytest.fixture(params=COLUMNS)
def damaged(request: pytest.FixtureRequest, world: World) -> Consent:
    """A consent that is being recorded, one letter of which was changed; another is whole."""
    consent = world.recording()
    world.signed(you={"name": "Ada Whole", "birth_date": "1950-01-01", "nhs_number": ""})
    flip(request.param, consent.id)
    return consent


def test_every_page_goes_on(world: World, damaged: Consent) -> None:
    alice, here = world.signed_in("alice"), world.card(damaged.id)
    receipt = world.receipt(damaged).page
    for path in ("/staff/", "/staff/desk", here, f"{here}/live", f"{here}/note", receipt):
        assert alice.get(path).status == 200, path
    assert world.signed_in("rae").get("/staff/").status == 200
    assert "Ada Whole" in alice.get("/staff/").text


def test_the_card_says_so_and_nothing_is_agreed(world: World, damaged: Consent) -> None:
    card = world.signed_in("alice").get(world.card(damaged.id))
    assert "cannot be read here" in card.text
    assert f"consent row {damaged.id}" in card.text
    with pytest.raises(RowUnreadable):
        decisions.decide(
            world.by(world.alice),
            damaged,
            fresh(damaged).revision,
            Choice("agreed", NO_TO_BOTH, ("sound",)),
        )


def test_nobody_is_matched_with_a_name_that_cannot_be_read(world: World) -> None:
    consent = world.signed()
    alice, here = world.signed_in("alice"), world.card(consent.id)
    assert "Yes, this is" in alice.get(here).text, "the control"
    flip("patient_name", consent.id)
    page = alice.get(here)
    assert "cannot be read here" in page.text
    assert "Yes, this is" not in page.text


def test_it_can_still_be_stopped(world: World, damaged: Consent) -> None:
    """K14: whatever became of the row."""
    alice, here = world.signed_in("alice"), world.card(damaged.id)
    for verb in ("pause", "resume", "stop"):
        page = alice.get(here)
        assert alice.send(page, f"{here}/{verb}").status == 303, verb
    assert fresh(damaged).recording.stopped_at is not None


def test_a_name_that_cannot_be_read_says_so_on_the_list(world: World) -> None:
    consent = world.signed()
    flip("patient_name", consent.id)
    for name in ("alice", "rae"):
        listed = world.signed_in(name).get("/staff/").text
        assert "Cannot be read" in listed
        assert "No name given" not in listed


def test_doctor_names_the_row_and_its_column(world: World, damaged: Consent) -> None:
    check = health._look("field keys", lambda: health._readable(silent))
    assert not check.ok
    assert f"consent row {damaged.id} " in check.found
    require(world.secrets)  # it is no lost key: start and readyz go on
    assert health.faults(world.secrets) == []


def test_every_encrypted_column_of_every_table_is_looked_at(world: World) -> None:
    """Whatever table it is in: people in the room, why it may be, notes, concerns, drafts."""
    found = {model._meta.table_name for model in TABLES if unreadable.encrypted_fields(model)}
    assert {"consent", "journey", "participant", "decision", "note", "concern"} <= found
    sam = {"name": "Sam", "role": "family", "says": "ok"}
    consent = world.decided(answers={"company": [sam]})
    assert health._look("field keys", lambda: health._readable(silent)).ok
    flip("name", consent.id, "participant")
    assert (
        "participant row 1 name"
        in health._look("field keys", lambda: health._readable(silent)).found
    )


@pytest.mark.sqlite("a server lets neither be made")
def test_a_loose_row_and_a_broken_index_are_found(world: World) -> None:
    world.signed()
    assert health._look("database file", health._whole).ok
    database.execute_sql("PRAGMA foreign_keys = 0")
    database.execute_sql("UPDATE consent SET text_id = 999")
    assert "consent row 1 (of policy_text)" in health._look("database file", health._whole).found
    database.execute_sql("UPDATE consent SET text_id = 1")
    database.execute_sql("PRAGMA writable_schema = 1")
    database.execute_sql(
        "UPDATE sqlite_master SET sql = replace(sql, '\"jti\"', '\"token_hash\"') "
        "WHERE name = 'consent_jti'"
    )
    database.execute_sql("PRAGMA writable_schema = RESET")
    assert database.execute_sql("PRAGMA quick_check(1)").fetchone() == ("ok",), "the control"
    assert not health._look("database file", health._whole).ok
