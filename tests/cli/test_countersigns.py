"""Each entry is countersigned with a key that does not lie in the database (issue 11, §1.3).

Whoever edits the file and adds an entry that explains the edit is found out by that.
"""

from pathlib import Path

import pytest

from kiosk.store.database import database
from kiosk.store.models import AuditEntry
from tests.cast import World
from tests.cli.desk import run
from tests.cli.edits import EDITS, FOUND_AT_ONCE, HIDDEN, Day, look_at_no_countersign
from tests.cli.hostile import FORGERIES, edit, opened, refit, take_countersigns

pytestmark = pytest.mark.sqlite("edits its file")


@pytest.mark.parametrize("said", EDITS)
def test_no_entry_added_at_the_end_hides_an_edit(day: Day, said: str) -> None:
    """Not even where nothing signed says otherwise: nobody countersigned it. Without any
    checkpoint, so that it is found by whoever has the secret key and the file alone.
    """
    edit(day.file, EDITS[said])
    refit(day.file, append=True)
    assert day.fault(None)


@pytest.mark.parametrize("said", EDITS)
def test_what_an_added_entry_hid_without_countersigns(
    day: Day, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the look at the column switched off, half of the edits are a change like any
    other, but for who made it.
    """
    look_at_no_countersign(monkeypatch)
    edit(day.file, EDITS[said])
    refit(day.file, append=True)
    assert bool(day.fault(day.folder / "checkpoints")) is (said in FOUND_AT_ONCE)


@pytest.mark.parametrize("forged", FORGERIES)
def test_whatever_is_put_in_the_place_of_a_countersign_is_found(day: Day, forged: str) -> None:
    edit(day.file, HIDDEN)
    refit(day.file, append=True, forge=FORGERIES[forged])
    assert "was not written by Ask First" in (fault := day.fault(None))
    assert f"audit entry {last(day.file)} " in fault
    assert "not written by Ask First" in day.found()


def test_every_countersign_taken_away_is_found(day: Day) -> None:
    """As if the trail were of before there were any; and once an entry of our own follows, too."""
    edit(day.file, HIDDEN)
    refit(day.file, append=True)
    take_countersigns(day.file)
    assert "no audit entry has a countersign" in day.fault(None)
    assert run(day.app, "audit", "checkpoint").exit_code == 0
    database.connect()
    World(day.app).refused()
    database.close()
    assert "is the first with a countersign" in day.fault(None)


def test_each_countersign_is_held_letter_by_letter(day: Day) -> None:
    """Any of its letters made another: named, with its entry."""
    with opened(day.file):
        number, mark = AuditEntry.select(AuditEntry.seq, AuditEntry.countersign).tuples()[5]
    for place, letter in enumerate(mark):
        other = mark[:place] + ("A" if letter != "A" else "B") + mark[place + 1 :]
        sql = f"UPDATE audit_entry SET countersign = '{other}' WHERE seq = {number}"
        edit(day.file, sql)
        assert f"audit entry {number} " in day.fault(None), place


def last(file: Path) -> int:
    """The number of the last entry."""
    with opened(file):
        return int(AuditEntry.select().order_by(AuditEntry.seq.desc()).get().seq)
