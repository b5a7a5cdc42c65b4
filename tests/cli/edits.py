"""Edits of a database file, by whoever holds it: each of a column that states a fact (issue 11)."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from kiosk.lookups import trail
from kiosk.lookups.countersigns import Countersigns
from kiosk.lookups.trail import TrailBroken
from tests.cli.desk import one_line, run
from tests.cli.hostile import opened

SWAP = """
CREATE TEMP TABLE held AS SELECT * FROM consent WHERE id = 2;
UPDATE consent SET ({0}) = (SELECT {0} FROM consent WHERE id = 1) WHERE id = 2;
UPDATE consent SET ({0}) = (SELECT {0} FROM held) WHERE id = 1;
"""
DECIDED = "(SELECT MIN(id) FROM decision WHERE kind = 'agreed')"
NOT_AGREED = "(SELECT MIN(id) FROM decision WHERE kind = 'not_agreed')"
EDITS = {
    # Who it is about
    "names swapped between patients": SWAP.format("patient_name"),
    "names swapped with their salts": SWAP.format("patient_name, salt"),
    "birth dates swapped": SWAP.format("birth_date"),
    "numbers emptied": "UPDATE consent SET nhs_number = '' WHERE id = 2",
    "signatures swapped": SWAP.format("signature"),
    "answers swapped": SWAP.format("answers"),
    "names erased as if purged": "UPDATE consent SET patient_name = '', birth_date = '', "
    "nhs_number = '', answers = '', signature = '', salt = '' WHERE id = 3",
    "a participant's name emptied": "UPDATE participant SET name = '' WHERE id = 1",
    "a member of staff renamed": "UPDATE staff SET name = 'Dr Somebody Else' WHERE id = 2",
    "a user name taken over": "UPDATE staff SET username = 'mallory' WHERE id = 2",
    "notes swapped": "UPDATE note AS mine SET text = "
    "(SELECT other.text FROM note AS other WHERE other.id = 3 - mine.id)",
    "a concern emptied": "UPDATE concern SET text = ''",
    # What was said
    "withdrawn → signed": "UPDATE consent SET state = 'signed', ended_at = NULL WHERE id = 3",
    "signed → withdrawn": "UPDATE consent SET state = 'withdrawn', ended_at = signed_at "
    "WHERE id = 6",
    "refused → given": "UPDATE consent SET answer = 'given' WHERE answer = 'refused'",
    "given → refused": "UPDATE consent SET answer = 'refused' WHERE id = 6",
    "sound → sound and video": "UPDATE consent SET types = 'sound video' WHERE id = 1",
    "sound and video → sound": "UPDATE consent SET types = 'sound' WHERE id = 6",
    "talking → whole": "UPDATE consent SET part = 'whole' WHERE id = 1",
    "who presses record": "UPDATE consent SET recorder = 'staff' WHERE id = 1",
    "a receipt that lasts longer": "UPDATE consent SET expires_at = expires_at + 86400 WHERE id=6",
    "a signing made earlier": "UPDATE consent SET signed_at = signed_at - 3600 WHERE id = 6",
    "read in other words": "UPDATE consent SET text_id = text_id + 1 WHERE id = 1",
    "a consent of another site": "UPDATE consent SET site_id = 2 WHERE id = 4",
    "a verification made up": "UPDATE consent SET verified_at = signed_at, verified_by_id = 2 "
    "WHERE id = 7",
    "a verification taken back undone": "UPDATE verification SET undone_at = NULL",
    "a no in the room → yes": "UPDATE participant SET answer = 'yes', no_at = NULL WHERE id = 1",
    "nobody left to ask": "UPDATE consent SET someone_to_ask = 0 WHERE id = 2",
    # What was decided and recorded
    "not agreed → agreed": "UPDATE decision SET kind = 'agreed', reason = '' "
    f"WHERE id = {NOT_AGREED}",
    "agreed → not agreed": f"UPDATE decision SET kind = 'not_agreed' WHERE id = {DECIDED}",
    "a decision moved to another consent": f"UPDATE decision SET consent_id = 2 WHERE id={DECIDED}",
    "a decision by somebody else": f"UPDATE decision SET staff_id = 3 WHERE id = {DECIDED}",
    "types agreed widened": "UPDATE decision SET types = 'sound video' WHERE consent_id = 6",
    "a decision's end taken away": "UPDATE decision SET ended_at = at WHERE ended_at IS NULL",
    "a token of a decision taken away": f"UPDATE decision SET token = '' WHERE id = {DECIDED}",
    "a recording's end changed": "UPDATE recording SET stopped_at = stopped_at + 60",
    "a recording that never ended": "UPDATE recording SET stopped_at = NULL, stop_reason = ''",
    "a pause made longer": "UPDATE pause SET until = until + 30",
    # Who may
    "roles raised": "UPDATE membership SET roles = 'clinician manager' WHERE roles = 'reception'",
    "roles taken away": "UPDATE membership SET roles = 'reception' WHERE roles = 'clinician'",
    "a password put back": "UPDATE staff SET password_hash = (SELECT password_hash FROM staff "
    "WHERE id = 3) || ' ' WHERE id = 2",
    "a session that never ended": "UPDATE staff_session SET ended_at = NULL",
    "a revoked tablet back in use": "UPDATE kiosk SET revoked_at = NULL",
    "the closing time changed": "UPDATE site SET closes = '23:00'",
    "a code shown by somebody else": "UPDATE handoff SET staff_id = 3",
    "the rules' words changed": "UPDATE policy_text SET words = replace(words, 'ask', 'tell')",
    "a language offered unchecked": "UPDATE policy_text SET published_at = 1 "
    "WHERE published_at IS NULL",
    "a version published earlier": "UPDATE policy SET published_at = published_at - 60",
    # Rows, entries and guards
    "every consent deleted": "PRAGMA foreign_keys = 0; DELETE FROM consent",
    "one consent deleted": "PRAGMA foreign_keys = 0; DELETE FROM consent WHERE id = 5",
    "every verification deleted": "DELETE FROM verification",
    "a note deleted": "DELETE FROM note WHERE id = 1",
    "a person added": "INSERT INTO staff (site_id, username, name, job, password_hash, created_at, "
    "salt) SELECT site_id, 'mallory', name, job, password_hash, created_at, salt FROM staff "
    "WHERE id = 2",
    "a verification added": "INSERT INTO verification (consent_id, staff_id, at, way, first) "
    "SELECT 7, staff_id, at, way, first FROM verification LIMIT 1",
    "an entry's detail changed": "UPDATE audit_entry SET detail = '{}' WHERE verb LIKE 'decision%'",
    "an entry's time changed": "UPDATE audit_entry SET at = at - 60 "
    "WHERE verb = 'consent.withdraw'",
    "an entry of somebody else's": "UPDATE audit_entry SET actor = 'staff:3' "
    "WHERE verb LIKE 'recording%'",
    "entries cut off the end": "DELETE FROM audit_entry WHERE seq > "
    "(SELECT MAX(seq) FROM audit_entry) - 2",
    "a receipt exchanged": "UPDATE consent SET token = (SELECT token FROM consent WHERE id = 1) "
    "WHERE id = 6",
}
GUARDS = {
    "triggers replaced by empty ones": ";".join(
        f"CREATE TRIGGER audit_entry_no_{each} BEFORE {verb} ON audit_entry BEGIN SELECT 1; END"
        for each, verb in (("update", "UPDATE"), ("delete", "DELETE"), ("replace", "INSERT"))
    ),
    "a trigger that does more": "CREATE TRIGGER more AFTER INSERT ON consent BEGIN "
    "DELETE FROM consent; END",
}


# What an entry added at the end does not hide, though nobody looks at countersigns.
FOUND_AT_ONCE = {each for each in EDITS if "swapped" in each or "entry" in each} | {
    "numbers emptied",
    "a participant's name emptied",
    "a concern emptied",
    "refused → given",
    "given → refused",
    "sound → sound and video",
    "sound and video → sound",
    "talking → whole",
    "who presses record",
    "a receipt that lasts longer",
    "a signing made earlier",
    "read in other words",
    "a consent of another site",
    "not agreed → agreed",
    "agreed → not agreed",
    "a decision moved to another consent",
    "types agreed widened",
    "the rules' words changed",
    "an entry of somebody else's",
    "entries cut off the end",
    "a receipt exchanged",
}


HIDDEN = EDITS["withdrawn → signed"]  # by an entry added at the end, but for its countersign


@dataclass(frozen=True)
class Day:
    """A data folder after a day's work, with a checkpoint of its end, and the application on it."""

    app: Flask
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "askfirst.db"

    def found(self) -> str:
        """What `audit verify` says; `doctor` says the same, or both that all is well."""
        verified, looked = run(self.app, "audit", "verify"), run(self.app, "doctor")
        assert (verified.exit_code == 0) is (looked.exit_code == 0), looked.output
        return "" if verified.exit_code == 0 else one_line(verified)

    def fault(self, checkpoints: Path | None) -> str:
        """What is wrong, by `checkpoints` or without any."""
        with opened(self.file):
            try:
                trail.verify(self.app.extensions["secrets"], checkpoints)
            except TrailBroken as fault:
                return str(fault)
        return ""


def look_at_no_countersign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Countersigns, "hear", lambda *_: "")
    monkeypatch.setattr(Countersigns, "fault", lambda _: "")
