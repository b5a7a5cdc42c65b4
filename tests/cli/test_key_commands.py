"""`keys list` and `keys rotate`."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from harness.databases import lift_triggers
from kiosk import create_app
from kiosk.actions import change, consents
from kiosk.config import Config
from kiosk.lookups import fingerprints
from kiosk.operator import commands, key_files
from kiosk.store import sealing
from kiosk.store.database import database
from kiosk.store.models import AuditEntry, Consent, KeyPrint
from signing.keys import KeyRing
from tests.cli.desk import Desk


def restarted(desk: Desk, **settings: str) -> Desk:
    """The operator's desk after the server was started again."""
    database.close()
    app = create_app(Config.from_env({**desk.environ, **settings}))
    app.config["CLOCK"] = desk.clock
    return Desk(app, desk.folder)


def file_of(desk: Desk) -> Path:
    return desk.folder / "receipt-keys.json"


def test_the_one_key_signs(desk: Desk) -> None:
    kid = desk.world.secrets.receipt_keys.signing_key.kid
    assert desk.ok("keys", "list") == f"{kid} signs\n"


def test_rotating_adds_a_key_that_signs_after_a_restart(desk: Desk) -> None:
    old = desk.world.secrets.receipt_keys.signing_key.kid
    assert "signs from now on" in desk.ok("keys", "rotate")
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
    assert "does not fit this database" in desk.refused("receipt", "verify", token), "it has none"


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


# --- secret and field keys, and servers that run ---


def shown(desk: Desk, path: str) -> int:
    url = desk.app.config["ASKFIRST"].public_url
    return desk.app.test_client().get(path, base_url=url).status_code


def watch(desk: Desk) -> bool:
    return desk.app.extensions["key-watch"].look()


def test_a_secret_key_of_before_still_finds(desk: Desk) -> None:
    """Codes, links, pages: made with the old key, found with the list of both."""
    consent = desk.world.signed()
    old = desk.world.receipt(consent)
    desk.ok("keys", "rotate", "secret")
    later = restarted(desk)
    assert [len(line) for line in (desk.folder / "secret-key.txt").read_text().split()] == [64, 64]
    assert later.world.secrets.key != desk.world.secrets.key
    assert shown(later, old.page) == 200
    assert later.world.enter(later.world.alice, old.code).consent == consent.id
    assert later.world.secrets.each[1].key == desk.world.secrets.key


def test_a_dropped_secret_key_is_forgotten_everywhere(desk: Desk) -> None:
    page = desk.world.receipt(desk.world.signed()).page
    desk.ok("keys", "rotate", "secret")
    assert "1 older secret keys are dropped" in restarted(desk).ok(
        "keys", "drop", "secret", "--yes"
    )
    later = restarted(desk)
    assert later.world.secrets.older == ()
    assert KeyPrint.select().where(KeyPrint.kind == "secret").count() == 1
    assert later.ok("audit", "verify")
    assert later.ok("doctor")
    assert shown(later, page) == 200, "found by its hash"
    assert "none to drop" in later.ok("keys", "drop", "secret", "--yes")


def test_a_process_with_the_dropped_field_key_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was given its keys by the environment, and was not started again."""
    draft = desk.world.draft()
    old = sealing._Held.keys
    desk.ok("keys", "rotate", "field")
    monkeypatch.setattr(sealing._Held, "keys", old)
    monkeypatch.setattr(sealing._Held, "look_again", staticmethod(lambda: False))
    with pytest.raises(sealing.FieldKeyWrong, match="dropped"):
        consents.sign(desk.world.context(), draft)
    monkeypatch.undo()
    watch(desk)
    assert consents.sign(desk.world.context(), draft).consent, "the control: it has looked again"


def test_whether_a_field_key_is_known_is_asked_once_in_each_turn_to_write(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signing seals eight values. What one turn found is not believed in the next."""
    asked: list[str] = []
    held = type(database.obj)
    run = held.execute_sql

    def counted(self: Any, sql: str, *given: Any) -> Any:
        asked.extend(["key_print"] * ("FROM key_print" in sql))
        return run(self, sql, *given)

    monkeypatch.setattr(held, "execute_sql", counted)
    drafts = [desk.world.draft() for _draft in range(3)]
    for draft in drafts[:2]:
        asked.clear()
        consents.sign(desk.world.context(), draft)
        assert asked == ["key_print"]
    KeyPrint.update(fingerprint="another's").where(KeyPrint.kind == "field").execute()
    with pytest.raises(sealing.FieldKeyWrong, match="dropped"):
        consents.sign(desk.world.context(), drafts[2])


def test_a_field_key_is_rotated_and_the_old_one_dropped(desk: Desk) -> None:
    consent = desk.world.signed()
    (old,) = (desk.folder / "field-keys.txt").read_text().split()
    assert "rows were encrypted again" in desk.ok("keys", "rotate", "field")
    (new,) = (desk.folder / "field-keys.txt").read_text().split()
    assert new != old
    assert Consent.get_by_id(consent.id).patient_name == "Margaret O'Neill"
    assert KeyPrint.select().where(KeyPrint.kind == "field").count() == 1
    verbs = [each.verb for each in AuditEntry.select().order_by(AuditEntry.seq)]
    assert [each for each in verbs if each.startswith("keys.")][-2:] == ["keys.rotate", "keys.drop"]
    later = restarted(desk)
    assert later.ok("doctor")
    assert later.ok("audit", "verify")


def test_keys_that_do_not_fit_are_not_taken_by_a_server(desk: Desk) -> None:
    held, file = desk.app.extensions["secrets"], desk.folder / "secret-key.txt"
    before = file.read_text()
    for wrong in ("x" * 40, "short", ""):
        file.write_text(wrong)
        assert not watch(desk), wrong
        assert desk.app.extensions["secrets"] is held
    file.unlink()
    assert not watch(desk)
    file.write_text(before)
    assert watch(desk)
    assert desk.app.extensions["secrets"].key == held.key


def test_keys_given_by_the_environment_are_written_again_and_dropped(desk: Desk) -> None:
    old, new = (desk.folder / "field-keys.txt").read_text().strip(), Fernet.generate_key().decode()
    desk.world.signed()
    both = restarted(desk, ASKFIRST_FIELD_KEY=f"{new} {old}")
    assert "put the new one first there" in both.refused("keys", "rotate", "field")
    commands.ready(both.app)
    assert "2 rows" in both.ok("keys", "rewrite")
    assert "Now take the older keys out of ASKFIRST_FIELD_KEY" in both.ok("keys", "drop", "field")
    assert restarted(desk, ASKFIRST_FIELD_KEY=new).ok("doctor")


def test_two_rotations_at_once_are_one(desk: Desk) -> None:
    with key_files.alone(desk.folder):
        assert "already" in desk.refused("keys", "rotate", "secret")
    assert desk.ok("keys", "rotate", "secret")


def test_a_key_published_ahead_signs_after_the_next_rotate(desk: Desk) -> None:
    said = desk.ok("keys", "publish")
    later = restarted(desk)
    ahead = later.world.secrets.receipt_keys
    assert ahead.kids[1] in said
    assert later.world.secrets.receipt_keys.signing_key.kid == ahead.kids[0]
    assert "ahead" not in json.dumps(ahead.public_jwks())
    assert ahead.kids[1] in json.dumps(ahead.public_jwks())
    assert later.ok("keys", "list").splitlines()[1].endswith("signs after the next rotate")
    later.ok("keys", "publish")
    assert ahead.kids[1] in later.ok("keys", "rotate")
    ring = restarted(desk).world.secrets.receipt_keys
    assert (ring.kids, ring.signing_key.kid) == (ahead.kids, ahead.kids[1])


@pytest.mark.parametrize("kind", ["receipt", "secret", "field"])
def test_files_keep_their_owner_and_mode(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Whoever runs the command: root, too."""
    name = {"receipt": "receipt-keys.json", "secret": "secret-key.txt", "field": "field-keys.txt"}
    file, given = desk.folder / name[kind], []
    file.chmod(0o640)
    owner = (file.stat().st_uid, file.stat().st_gid)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("os.chown", lambda path, *ids: given.append((Path(path).parent, ids)))
    desk.ok("keys", "rotate", kind)
    assert file.stat().st_mode & 0o777 == 0o640
    assert set(given) == {(desk.folder, owner)}


def test_entries_of_a_dropped_key_are_covered_by_the_dropping(desk: Desk) -> None:
    """Not checkable one by one any more: their hashes stand under the entry that says so."""
    first = desk.world.secrets
    desk.ok("keys", "rotate", "secret")
    both = restarted(desk)
    assert "The trail is whole" in both.ok("audit", "verify")
    both.ok("keys", "drop", "secret", "--yes")
    after = restarted(desk)
    assert "The trail is whole" in after.ok("audit", "verify")
    # The control: one more that names the dropped key, as whoever found that could write it.
    change.append(replace(after.world.context(), secrets=after.world.secrets), "a", "b", {})
    key = first.entry_keys[0]
    lift_triggers()
    newest = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    AuditEntry.update(countersign=key.countersign(newest.hash)).where(
        AuditEntry.seq == newest.seq
    ).execute()
    assert "secret key that is not here" in after.refused("audit", "verify")


def test_a_process_with_the_dropped_secret_key_enters_nothing(desk: Desk) -> None:
    """Nobody could check what it countersigned."""
    old = desk.world.context()
    desk.ok("keys", "rotate", "secret")
    change.append(old, "a", "b", {})  # the control: until it is dropped
    restarted(desk).ok("keys", "drop", "secret", "--yes")
    with pytest.raises(fingerprints.KeysWrong, match="dropped"):
        change.append(old, "a", "b", {})


def test_a_key_is_not_dropped_while_an_entry_does_not_fit_it(desk: Desk) -> None:
    desk.ok("keys", "rotate", "secret")
    lift_triggers()
    AuditEntry.update(countersign=None).where(AuditEntry.seq == 3).execute()
    assert "audit entry 3 has no countersign" in (
        restarted(desk).refused("keys", "drop", "secret", "--yes")
    )
