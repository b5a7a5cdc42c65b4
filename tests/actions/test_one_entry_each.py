"""One action, one transaction, one audit entry: all of it is kept, or none."""

from collections.abc import Callable

import pytest

from kiosk.actions import (
    change,
    recordings,
)
from kiosk.domain.audit import GENESIS, Entry
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.store.models import AuditEntry
from tests.actions.every_action import ACTIONS, Do
from tests.cast import World, all_rows, fresh


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda each: each.__name__)
def test_each_action_adds_one_entry(world: World, prepare: Callable[[World], Do]) -> None:
    do = prepare(world)
    before = AuditEntry.select().count()
    do()
    assert AuditEntry.select().count() == before + 1


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda each: each.__name__)
def test_a_fault_before_the_commit_leaves_nothing(
    world: World, prepare: Callable[[World], Do], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is written last but for the memory of it: fail there, and look at every table."""
    do = prepare(world)
    real = change.append

    def append_and_fail(*given: object) -> Entry:
        real(*given)  # type: ignore[arg-type]
        raise OSError("the power went")

    monkeypatch.setattr(change, "append", append_and_fail)
    before = all_rows()
    with pytest.raises(OSError, match="power"):
        do()
    assert all_rows() == before
    monkeypatch.undo()
    do()
    assert all_rows() != before


def test_a_consent_moves_only_from_the_revision_that_was_read(world: World) -> None:
    """The conditional UPDATE, whatever the transaction around it does."""
    consent = world.signed()
    change.move(consent, state="withdrawn")
    with pytest.raises(ChangedMeanwhile):
        change.move(consent, state="signed")
    assert (fresh(consent).state, fresh(consent).revision) == ("withdrawn", 1)


def test_the_entries_are_chained(world: World) -> None:
    world.recording()
    previous = GENESIS
    for number, row in enumerate(AuditEntry.select().order_by(AuditEntry.seq), start=1):
        columns = (row.seq, row.at, row.site, row.verb, row.actor, row.subject, row.detail)
        entry = Entry(*columns, row.previous, row.changed)
        assert (row.seq, row.previous, row.hash) == (number, previous, entry.hash)
        previous = row.hash


def test_the_memory_of_a_change_is_part_of_the_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed to be remembered was not done, so that the retry does it."""
    consent = world.decided()

    def fail(*_given: object, **_result: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(change.Change, "remember", fail)
    before = all_rows()
    with pytest.raises(OSError, match="power"):
        recordings.start(world.by(world.alice, once="1"), consent, consent.revision)
    assert all_rows() == before
