"""What comes back with an older database is ended, and what is lost is said (issue 11)."""

import shutil
from pathlib import Path

import pytest

from kiosk import create_app
from kiosk.actions import consents, invitations, kiosks, second_step, staff
from kiosk.actions.change import append
from kiosk.config import Config
from kiosk.domain.receipt_refusals import ReceiptLost
from kiosk.lookups import attention
from kiosk.store import database, queries
from kiosk.store.models import (
    AuditEntry,
    Consent,
    Journey,
    Kiosk,
    Recording,
    RecoveryCode,
    StaffSession,
)
from kiosk.store.queries import status_list
from kiosk.store.rows import delete_rows, erase_names
from tests.cast import PASSWORD
from tests.cli.desk import Desk, one_line, run
from tests.cli.hostile import edit
from tests.conftest import PUBLIC_URL

pytestmark = pytest.mark.sqlite("puts its file in place")


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The same desk at the address that the tests' browsers open: other hosts are refused."""
    database.database.close()
    settings = {"ASKFIRST_DATA_DIR": str(desk.folder), "ASKFIRST_PUBLIC_URL": PUBLIC_URL}
    app = create_app(Config.from_env(settings))
    app.config["CLOCK"] = desk.clock
    return Desk(app, desk.folder)


@pytest.fixture
def saved(desk: Desk, tmp_path: Path) -> Path:
    """A backup with one consent in it; a second one was signed after it was made."""
    desk.world.signed()
    desk.ok("backup", tmp_path / "b.db")
    desk.world.signed()
    return tmp_path / "b.db"


def busy_since(desk: Desk) -> None:
    """After the backup: a withdrawal, a tablet shut out, a password changed, a session ended."""
    world = desk.world
    consents.withdraw(world.context(), Consent.get_by_id(1))
    kiosks.revoke(world.context(), world.kiosk_row())
    invitations.reset(world.context(), world.alice)


def test_every_session_is_ended_and_tablets_stay(desk: Desk, tmp_path: Path) -> None:
    staff.sign_in(desk.world.context(), "alice", PASSWORD)
    desk.ok("backup", tmp_path / "b.db")
    printed = desk.ok("restore", tmp_path / "b.db")
    assert "Ended: 1 sessions of staff" in printed
    assert "Tablets stay paired" in printed
    assert StaffSession.select().where(StaffSession.ended_at.is_null(True)).count() == 0


def test_recovery_codes_are_good_no_more(desk: Desk, tmp_path: Path) -> None:
    """One that was used after the backup would be good a second time."""
    world = desk.world
    mine = world.by(world.alice)
    made = second_step.renew_recovery(mine)
    desk.ok("backup", tmp_path / "b.db")
    assert "Recovery codes are good no more (10)" in desk.ok("restore", tmp_path / "b.db")
    left = RecoveryCode.select().where(RecoveryCode.used_at.is_null(True)).count()
    assert (len(made), left) == (10, 0)
    assert [each.id for each in queries.without_recovery(world.here, world.clock())] == [
        world.alice.id
    ]
    asked = attention.to_do(world.here, world.clock(), https=True)
    assert [each.text for each in asked if each.key == "recovery"] == [
        "No recovery codes left for a lost phone: Dr Alice Hart (each makes new ones)"
    ]
    second_step.renew_recovery(mine)
    assert queries.without_recovery(world.here, world.clock()) == []
    desk.ok("audit", "verify")


def test_what_is_lost_is_counted_and_what_to_repeat_is_listed(desk: Desk, saved: Path) -> None:
    before = AuditEntry.select().count()
    busy_since(desk)
    since = AuditEntry.select().count() - before + 2  # the backup's own entry, and a signing
    printed = desk.ok("restore", saved)
    assert f"Lost: {since} audit entries" in printed
    for words in ("withdrawn by the patient", "kiosk Waiting room: tablet shut out", "staff alice"):
        assert words in printed
    assert "and also 1 × consent.sign\n" in printed
    assert Kiosk.get(Kiosk.site == desk.world.here).revoked_at is None  # the control


def test_against_the_last_checkpoint_where_nothing_else_is_left(desk: Desk, saved: Path) -> None:
    """The machine is gone; the checkpoints were kept elsewhere."""
    busy_since(desk)
    desk.ok("audit", "checkpoint")
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    done = run(desk.app, "restore", saved)
    assert done.exit_code == 0, done.output
    assert "Lost: 5 audit entries" in done.stdout
    assert "cannot be listed" in done.stdout


def test_an_older_database_copied_over_the_live_one_is_found(desk: Desk, saved: Path) -> None:
    """Without `restore`: the checkpoints know that there were more entries."""
    desk.ok("audit", "checkpoint")
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    shutil.copy(saved, desk.file)
    for command in (("audit", "verify"), ("audit", "checkpoint")):
        assert "older database" in one_line(run(desk.app, *command))
    assert "older database" in run(desk.app, "doctor").stdout


def test_after_a_restore_all_checks_are_content(desk: Desk, saved: Path) -> None:
    """The checkpoints of what is given up are kept apart; those that fit still count."""
    desk.ok("audit", "checkpoint")
    desk.ok("restore", saved)
    assert "checkpoints: 0" in desk.ok("audit", "verify")
    assert "ok      audit trail" in desk.type("doctor").stdout
    assert len(list((desk.folder / "checkpoints").glob("before-*/*.checkpoint"))) == 2
    desk.ok("audit", "checkpoint")
    assert "checkpoints: 1" in desk.ok("audit", "verify")


def test_every_consent_still_of_use_is_to_be_asked_again(desk: Desk, tmp_path: Path) -> None:
    """Also the one that recorded: what became of it nobody knows. A no stays a no."""
    running, refused = desk.world.recording(), desk.world.refused()
    desk.ok("backup", tmp_path / "b.db")
    assert "1 consents (ask again)" in desk.ok("restore", tmp_path / "b.db")
    held = Consent.get_by_id(running.id)
    assert (held.state, Recording.get().stop_reason) == ("superseded", "superseded")
    assert Consent.get_by_id(refused.id).state == "signed"
    page = desk.world.browser().get(desk.world.receipt(held).page)
    assert "Please sign again" in page.text
    assert "We cannot see what was decided" in page.text
    assert "The rules here have changed" not in page.text
    assert "Ask again" in page.text


def test_the_status_list_goes_ahead_of_whatever_a_phone_has_seen(desk: Desk, saved: Path) -> None:
    busy_since(desk)
    seen, _hash = status_list.last_entry()
    desk.ok("restore", saved)
    assert status_list.last_entry()[0] > seen
    assert AuditEntry.select().count() < seen  # the control: the entry's own number is behind


def test_a_phone_is_ahead_of_no_list_even_where_nobody_knows_what_is_lost(
    desk: Desk, saved: Path
) -> None:
    desk.clock.forward(hours=1)
    for _entry in range(20):
        desk.world.signed()
    seen, _hash = status_list.last_entry()
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    shutil.rmtree(desk.folder / "checkpoints")
    assert "Nobody can say what is lost" in run(desk.app, "restore", saved).stdout
    database.database.connect()
    assert status_list.last_entry()[0] > seen


def test_a_receipt_signed_after_the_backup_is_signed_here_without_a_record(
    desk: Desk, saved: Path
) -> None:
    lost = Consent.select().order_by(Consent.id.desc()).get().token
    desk.ok("restore", saved)
    with pytest.raises(ReceiptLost):
        desk.world.enter(desk.world.alice, lost)
    alice = desk.world.signed_in("alice")
    answer = alice.submit(alice.open("/staff/"), "/staff/verify", entry=lost)
    assert "Signed here, but we have no record of it" in answer.text
    assert "not a genuine receipt" not in answer.text


def test_what_fell_due_since_is_deleted_before_anybody_looks(desk: Desk, tmp_path: Path) -> None:
    desk.world.draft()
    desk.ok("backup", tmp_path / "b.db")
    desk.clock.forward(hours=3)
    desk.ok("restore", tmp_path / "b.db")
    assert Journey.select().count() == 0


def test_a_backup_that_was_edited_is_restored_and_named(desk: Desk, saved: Path) -> None:
    """There may be no other one."""
    edit(saved, "UPDATE consent SET state = 'withdrawn'")
    assert "Not as it was written: consent 1" in desk.ok("restore", saved)


def erase_first(desk: Desk) -> None:
    """As retention will: one patient's names, and another's consent altogether."""
    with database.write():
        erase_names("consent", [1])
        delete_rows("consent", [2])
        append(desk.world.context(), "database.purge", "database", {})


@pytest.fixture
def erased_since(desk: Desk, tmp_path: Path) -> Path:
    """A backup with two consents, of which one was emptied of names since, and one deleted."""
    desk.world.signed()
    desk.world.signed()
    desk.ok("backup", tmp_path / "b.db")
    erase_first(desk)
    desk.ok("audit", "checkpoint")
    return tmp_path / "b.db"


def names_there() -> list[str]:
    return [each.patient_name for each in Consent.select().order_by(Consent.id)]


def test_what_was_erased_since_is_erased_again_before_anybody_looks(
    desk: Desk, erased_since: Path
) -> None:
    assert "Erased again: 2 rows" in desk.ok("restore", erased_since)
    assert names_there() == [""]
    assert desk.ok("audit", "verify")
    desk.ok("audit", "checkpoint")
    assert len((desk.folder / "checkpoints" / "erased.jsonl").read_text().splitlines()) == 2


def test_the_list_beside_the_checkpoints_is_enough(desk: Desk, erased_since: Path) -> None:
    """The machine is gone. The list names rows, and nobody."""
    text = (desk.folder / "checkpoints" / "erased.jsonl").read_text()
    assert "Margaret" not in text
    database.database.close()
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    assert "Erased again: 2 rows" in run(desk.app, "restore", erased_since).stdout
    database.database.connect()
    assert names_there() == [""]


def test_without_list_and_database_it_says_that_nobody_knows(
    desk: Desk, erased_since: Path
) -> None:
    database.database.close()
    shutil.rmtree(desk.folder / "checkpoints")
    for part in desk.folder.glob("askfirst.db*"):
        part.unlink()
    assert "erased since the backup nobody can say" in run(desk.app, "restore", erased_since).stdout
    database.database.connect()
    assert names_there() == ["Margaret O'Neill"] * 2  # the control


def test_rows_of_the_time_that_was_given_up_are_not_erased_twice(
    desk: Desk, erased_since: Path, tmp_path: Path
) -> None:
    """Ids are used again after a restore: the old list must not reach the new rows."""
    desk.ok("restore", erased_since)
    desk.clock.forward(hours=1)
    desk.world.signed()
    desk.ok("backup", tmp_path / "later.db")
    before = names_there()
    desk.ok("restore", tmp_path / "later.db")
    assert names_there() == before
