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
from kiosk.store.queries import last_event, rows_of, today
from tests.actions.every_action import ACTIONS, Do
from tests.cast import World, all_rows, fresh

QUIET = ("sign_in", "sign_out", "enrol", "invite", "open_card", "search", "export", "support")


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda each: each.__name__)
def test_each_action_adds_one_entry(world: World, prepare: Callable[[World], Do]) -> None:
    do = prepare(world)
    before, listed, mark = AuditEntry.select().count(), on_the_list(world), last_event(world.here)
    do()
    assert AuditEntry.select().count() == before + 1
    if on_the_list(world) != listed:
        assert last_event(world.here) != mark, "today's list would not be drawn again"


def on_the_list(world: World) -> object:
    """What today's list shows of everybody."""
    found = today(world.here, 0, world.clock())
    rows = rows_of(world.here, [each.number for each in found])
    return found, {number: vars(row)["__data__"] for number, row in rows.items()}


def test_what_is_not_on_the_list_does_not_have_it_drawn_again(world: World) -> None:
    """Issue 11, section 2.8: at a busy place most entries are of this kind."""
    for prepare in (each for each in ACTIONS if each.__name__ in QUIET):
        do = prepare(world)
        mark, before = last_event(world.here), AuditEntry.select().count()
        do()
        assert AuditEntry.select().count() > before
        assert last_event(world.here) == mark, prepare.__name__


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
