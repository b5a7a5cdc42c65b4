"""M7: list, search and sheet find their rows by an index, with two hundred thousand as with two
hundred (`bench/records.py` measures it)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.actions import upkeep
from kiosk.lookups import records as lookup
from kiosk.store import database, queries
from kiosk.store.models import Sought
from kiosk.store.queries import records
from tests.cast import World
from tests.statements import counted

pytestmark = pytest.mark.sqlite("reads its query plans")

TODAY = datetime.date(2026, 11, 11)


def scans(run: Callable[[], Any]) -> list[str]:
    """The statements of it that read a table from end to end."""
    with counted() as sent:
        run()
    found = []
    for sql in sent:
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            plan = database.database.execute_sql(
                f"EXPLAIN QUERY PLAN {sql.replace('?', '1')}"
            ).fetchall()
            found += [
                sql
                for *_numbers, step in plan
                if step.startswith("SCAN") and "_wrapped" not in step
            ]
    return found


@pytest.mark.parametrize("entry", ["margaret o'neill", "27 March 1948", "943 476 5919", "code"])
def test_a_search_reads_no_table_from_end_to_end(world: World, entry: str) -> None:
    receipt = world.receipt(world.signed())
    wanted = receipt.code if entry == "code" else entry
    assert scans(lambda: lookup.find(world.secrets, world.here, TODAY, wanted)) == []


def test_a_sheet_reads_no_table_from_end_to_end(world: World) -> None:
    consent = world.recording()
    assert scans(lambda: records.visits_of_person(consent)) == []
    assert scans(lambda: queries.entries_of(consent)) == []
    assert scans(lambda: queries.card_at(world.here, consent.id, world.clock())) == []
    assert scans(lambda: queries.has_looked(consent.jti, "staff:1", 0)) == []


def test_the_list_reads_no_table_from_end_to_end(world: World) -> None:
    world.recording()
    now = world.clock()
    assert scans(lambda: queries.today(world.here, now - 3600, now)) == []
    assert scans(lambda: queries.last_event(world.here)) == []


def test_a_search_that_decrypts_all_would_be_found(world: World) -> None:
    """The control."""
    world.signed()
    every = queries.Consent.select(queries.Consent.patient_name)
    assert scans(lambda: list(every)) != []


def test_a_patient_of_before_can_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns need the secret, so that no step of the schema can fill them in."""
    consent = world.signed()
    Sought.delete().execute()
    monkeypatch.setattr(database, "migrate", lambda: ["0011_access"])
    upkeep.migrate(world.secrets, world.clock())
    assert {row.consent_id for row in Sought.select()} == {consent.id}
    found = lookup.find(world.secrets, world.here, TODAY, "Margaret")
    assert [each.id for each in found.consents] == [consent.id]
