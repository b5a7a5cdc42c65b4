"""`keys list` and `keys rotate`."""

import json
from pathlib import Path

import pytest

from kiosk import create_app
from kiosk.actions import consents
from kiosk.config import Config
from kiosk.store.database import database
from kiosk.store.models import AuditEntry
from signing.keys import KeyRing
from tests.cli.desk import Desk


def restarted(desk: Desk, **settings: str) -> Desk:
    """The operator's desk after the server was started again."""
    database.close()
    app = create_app(Config.from_env({"ASKFIRST_DATA_DIR": str(desk.folder), **settings}))
    app.config["CLOCK"] = desk.clock
    return Desk(app, desk.folder)


def file_of(desk: Desk) -> Path:
    return desk.folder / "receipt-keys.json"


def test_the_one_key_signs(desk: Desk) -> None:
    kid = desk.world.secrets.receipt_keys.signing_key.kid
    assert desk.ok("keys", "list") == f"{kid} signs\n"


def test_rotating_adds_a_key_that_signs_after_a_restart(desk: Desk) -> None:
    old = desk.world.secrets.receipt_keys.signing_key.kid
    assert "restart it now" in desk.ok("keys", "rotate")
    first, second = restarted(desk).ok("keys", "list").splitlines()
    assert first == f"{old} checks only"
    assert second.endswith(" signs")


def test_a_retired_key_keeps_only_its_public_half(desk: Desk) -> None:
    desk.ok("keys", "rotate")
    old, new = json.loads(file_of(desk).read_text())["keys"]
    assert "d" not in old
    assert "d" in new


def test_receipts_from_before_stay_genuine(desk: Desk) -> None:
    consent = desk.world.signed()
    desk.ok("keys", "rotate")
    later = restarted(desk)
    assert later.ok("receipt", "verify", consent.token).startswith("Genuine: yes")
    assert later.ok("audit", "verify")


def test_receipts_from_after_are_signed_with_the_new_key(desk: Desk) -> None:
    desk.ok("keys", "rotate")
    later = restarted(desk)
    token = later.world.signed().token
    assert later.ok("receipt", "verify", token).startswith("Genuine: yes")
    assert desk.type("receipt", "verify", token).stdout.startswith("Genuine: no")


def test_the_key_file_stays_private(desk: Desk) -> None:
    desk.ok("keys", "rotate")
    assert file_of(desk).stat().st_mode & 0o777 == 0o600
    assert not list(desk.folder.glob("*.part"))


def test_rotating_is_audited_by_the_new_keys_id(desk: Desk) -> None:
    desk.ok("keys", "rotate")
    entry = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    kid = KeyRing.from_json(file_of(desk).read_text()).signing_key.kid
    assert (entry.verb, entry.actor, entry.subject) == ("keys.rotate", "operator", f"key:{kid}")


def test_keys_given_by_the_environment_are_rotated_where_they_are_kept(desk: Desk) -> None:
    given = KeyRing.generate().to_json()
    held = restarted(desk, ASKFIRST_RECEIPT_KEY=given)
    before = file_of(desk).read_text()
    assert "ASKFIRST_RECEIPT_KEY" in held.refused("keys", "rotate")
    assert file_of(desk).read_text() == before


def test_keys_from_another_file_are_rotated_where_they_are_kept(desk: Desk, tmp_path: Path) -> None:
    mounted = tmp_path / "mounted.json"
    mounted.write_text(KeyRing.generate().to_json())
    held = restarted(desk, ASKFIRST_RECEIPT_KEY_FILE=str(mounted))
    file_of(desk).unlink()
    assert "ASKFIRST_RECEIPT_KEY" in held.refused("keys", "rotate")
    assert not file_of(desk).exists()


def test_two_rotations_in_a_row_lose_no_key(desk: Desk) -> None:
    desk.ok("keys", "rotate")
    assert restarted(desk).ok("keys", "rotate")
    assert len(KeyRing.from_json(file_of(desk).read_text()).keys) == 3


def test_a_file_that_cannot_be_written_leaves_no_entry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    before = file_of(desk).read_text()
    monkeypatch.setattr("kiosk.operator.key_commands.write_private", full)
    assert "No space left" in desk.refused("keys", "rotate")
    assert not AuditEntry.select().where(AuditEntry.verb == "keys.rotate").exists()
    assert file_of(desk).read_text() == before


def test_a_patient_can_sign_while_keys_are_rotated(desk: Desk) -> None:
    """The server that still runs signs with the old key, which the new ring can check."""
    draft = desk.world.draft()
    desk.ok("keys", "rotate")
    made = consents.sign(desk.world.context(), draft)
    assert "receipts that fit it: 1" in restarted(desk).ok("audit", "verify")
    assert made.consent
