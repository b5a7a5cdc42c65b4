"""`audit verify --newer` goes on from the last checkpoint: quick where a trail is long, and it says
how far it has come."""

from pathlib import Path

import pytest

from kiosk.actions import checkpoints, consents, decisions
from kiosk.lookups import progress, trail
from kiosk.lookups.trail import TrailBroken, Walked
from kiosk.store.database import database
from kiosk.store.models import Consent
from tests.actions.test_audit_verify import behind_our_back, last
from tests.cast import World, fresh


@pytest.fixture
def kept(world: World, tmp_path: Path) -> Path:
    """A checkpoint of a day's work, then a consent, and a withdrawal of one of before."""
    before = world.decided()
    checkpoints.make(world.secrets, tmp_path)
    world.decided()
    consents.withdraw(world.context(), before)
    return tmp_path


def newer(world: World, folder: Path) -> Walked:
    return trail.verify(world.secrets, folder, newer=True)


def test_only_what_came_since_is_looked_at(world: World, kept: Path) -> None:
    size = int(next(kept.glob("*.checkpoint")).stem)
    found = newer(world, kept)
    assert found.entries == last() - size
    assert found.receipts == 2  # of the new one, and of the one that was withdrawn
    assert found.checkpoints == 1
    assert found.rows < trail.verify(world.secrets, kept).rows


def test_without_a_checkpoint_it_is_the_whole(world: World, tmp_path: Path) -> None:
    world.signed()
    assert newer(world, tmp_path) == trail.verify(world.secrets, tmp_path)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE consent SET state = 'signed' WHERE state = 'withdrawn'", "is not as audit entry"),
        ("UPDATE consent SET part = 'whole' WHERE id = 2", "is not as audit entry|something else"),
        ("DELETE FROM verification WHERE consent_id = 2", "is gone"),
        ("UPDATE decision SET token = 'x' WHERE consent_id = 2", "decision 2"),
        ("UPDATE audit_entry SET at = at + 1 WHERE verb = 'consent.withdraw'", "was changed"),
        ("UPDATE audit_entry SET hash = previous WHERE seq = 5", "was rewritten"),
        ("DELETE FROM audit_entry WHERE seq = 5", "rewritten"),
    ],
)
def test_what_was_changed_since_is_found(world: World, kept: Path, sql: str, words: str) -> None:
    behind_our_back(sql)
    with pytest.raises(TrailBroken, match=words):
        newer(world, kept)


def test_what_is_older_is_for_the_whole_to_find(world: World, kept: Path) -> None:
    """The control of what it leaves out: a visit that nothing has named since."""
    database.execute_sql("UPDATE kiosk SET label = 'Another'")
    newer(world, kept)
    with pytest.raises(TrailBroken, match="kiosk"):
        trail.verify(world.secrets, kept)


def test_an_erased_name_and_an_undone_decision_are_no_fault(world: World, kept: Path) -> None:
    consent = fresh(Consent.get_by_id(2))
    decisions.undo(world.by(world.alice), consent, consent.revision)
    assert newer(world, kept).rows


def test_it_says_how_far_it_has_come(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.signed()
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(progress, "EVERY", 1)
    trail.verify(world.secrets, tell=lambda what, count: said.append((what, count)))
    assert ("audit entries", last()) in said
    assert ("receipts", 1) in said
    assert ("rows of consent", 1) in said
