"""Two managers delete the same records on a request, at one moment (M7)."""

from pathlib import Path

import pytest

from harness.racer import Field
from harness.server import Server
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = [pytest.mark.timeout(300), pytest.mark.long]  # in each run: views/test_records.py

MANAGERS, VISITS = 4, 2
DELETED = "SELECT count(*) FROM audit_entry WHERE verb = 'database.purge' AND detail LIKE '%photo%'"
NAMED = "SELECT count(*) FROM consent WHERE salt <> ''"


def all_delete(server: Server) -> tuple[int, int, set[int], int | None]:
    """Entries that say so, consents whose names are left, statuses, and where the trail breaks."""
    made = prepare(server, "withdrawn", VISITS)  # all of one person
    sheet = f"/manage/records/{made[-1]['card'].rpartition('/')[2]}"
    with server, Field(server.url, MANAGERS) as field, Ledger(server.data_dir) as ledger:
        field.sign_in([{"username": "manager", "password": server.password}])
        delete = {"do": "post", "path": f"{sheet}/delete", "fields": {"checked": "photo"}}
        answers = field.race([delete] * MANAGERS)
        statuses = {each["status"] for each in answers}
        return ledger.count(DELETED), ledger.count(NAMED), statuses, ledger.broken_entry()


def test_each_visit_is_deleted_with_one_entry(tmp_path: Path) -> None:
    assert all_delete(Server(tmp_path / "data")) == (VISITS, 0, {303}, None)


def test_without_the_conditional_change_more_than_one_says_so(tmp_path: Path) -> None:
    """The control."""
    entries, named, _statuses, _broken = all_delete(without("delete", tmp_path / "data"))
    assert entries > VISITS
    assert named == 0
