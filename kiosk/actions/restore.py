"""Make a backup the database: what it brings back is ended, and what it has lost is said."""

import datetime
import secrets as random_words
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.actions import checkpoints, upkeep
from kiosk.actions.change import change, move
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.links import Secrets
from kiosk.lookups import checkpoints as kept
from kiosk.lookups import erased, lost, trail
from kiosk.lookups.erased import Erased
from kiosk.lookups.fingerprints import KeysWrong
from kiosk.lookups.lost import Lost
from kiosk.private_files import own_like
from kiosk.store import database, database_file, postgres
from kiosk.store.database import DatabaseUnfit
from kiosk.store.models import (
    AuditEntry,
    Consent,
    Recording,
    RecoveryCode,
    Restored,
    StaffSession,
)
from kiosk.store.rows import delete_rows, erase_names

# More entries a second than a site ever makes: the status list's number moves ahead of whatever
# a phone may have seen, even where nobody can say how many entries are gone (K2).
PACE = 100


@dataclass(frozen=True)
class Done:
    """What a restore did, for the operator to read."""

    aside: Path | None  # where the database before it was kept
    entries: int | None  # that are lost, as far as is known; None: nothing is known
    lost: Lost
    sessions: int  # of staff that were ended
    consents: int  # that are to be asked again
    recovery: int  # recovery codes that are good no more: some of them may have been used since
    fault: str  # what `audit verify` says of the backup, or ""
    erased: int | None  # rows erased again; None: what was erased since, nobody knows


def restore(secrets: Secrets, now: int, source: Path, folder: Path) -> Done:
    """Make a backup the database. `folder` is where the checkpoints are.

    Everything is checked on a copy first; until the last step nothing has changed.

    Raises:
        DatabaseUnfit: it is no whole database of ours, or the live one is in use.
        KeysWrong: the keys are not those that the backup was written with.
    """
    file = database.embedded_file(postgres.RESTORE)
    fresh = file.with_name(f"{file.name}.{random_words.token_hex(4)}.part")
    try:
        database_file.copy(source, fresh)
        done, size = _accept(secrets, now, source, fresh, file, folder)
        aside = _swap(fresh, file, now)
    finally:
        fresh.unlink(missing_ok=True)
    checkpoints.set_aside(folder, secrets, size, f"before-{_stamp(now)}")
    return Done(aside, **done)


def _accept(
    secrets: Secrets, now: int, source: Path, fresh: Path, file: Path, folder: Path
) -> tuple[dict[str, Any], int]:
    """Check the copy of a backup, bring it up to date, and end what must not come back with it.

    Returns what was done, and how many entries the backup had.
    """
    with database_file.using(fresh):
        _require_ours(source)
        size, last, at = _end_of_trail()
    gone = lost.since(file, size, last)
    known = max(gone.known, kept.last_size(folder, secrets.receipt_keys))
    with database_file.using(fresh):
        _bring_up_to_date(secrets, now, source)
        fault = _fault(secrets)
        ahead = max(0, known - size) + PACE * max(0, now - at)
        context = upkeep.operator(secrets, now)
        upkeep.purge(context)  # whatever has fallen due since, before anybody can look at it
        again = _erase_again(context, gone, erased.in_list(folder, size))
        sessions, consents, recovery = _end_all(context, ahead, max(0, known - size))
    entries = max(0, known - size) if known else None
    told = {"entries": entries, "lost": gone, "fault": fault, "erased": again}
    ended = {"sessions": sessions, "consents": consents, "recovery": recovery}
    return told | ended, size


def _require_ours(source: Path) -> None:
    if first := database_file.damage():
        raise DatabaseUnfit(f"{source} is damaged: {first}")
    if not database.applied():
        raise DatabaseUnfit(f"{source} is not an Ask First database")
    if database.unknown_steps():
        raise DatabaseUnfit(f"{source} was made by a newer release of Ask First")


def _bring_up_to_date(secrets: Secrets, now: int, source: Path) -> None:
    try:
        upkeep.migrate(secrets, now)
    except KeysWrong as wrong:
        raise KeysWrong(f"{source}: {wrong}") from wrong


def _end_of_trail() -> tuple[int, str, int]:
    """Number, hash and time of the backup's last entry: only columns that it always had."""
    columns = (AuditEntry.seq, AuditEntry.hash, AuditEntry.at)
    row = AuditEntry.select(*columns).order_by(AuditEntry.seq.desc()).tuples().first()
    found: tuple[int, str, int] = row or (0, "", 0)
    return found


def _fault(secrets: Secrets) -> str:
    """A backup that was edited is restored, since there may be no other; and it is said."""
    try:
        trail.verify(secrets)
    except trail.TrailBroken as broken:
        return str(broken)
    return ""


def _erase_again(context: Context, gone: Lost, listed: list[Erased] | None) -> int | None:
    """Erase what was erased since the backup, by the list outside or the database it replaces."""
    if listed is None and not gone.listed:
        return None
    rows = {(each.table, each.row): each.whole for each in (*gone.erased, *(listed or ()))}
    with change(context, "database.purge") as made:
        for table in reversed(erased.LASTING):  # whatever points at a row goes before it
            mine = {row: whole for (name, row), whole in rows.items() if name == table}
            erase_names(table, [row for row, whole in mine.items() if not whole])
            delete_rows(table, [row for row, whole in mine.items() if whole])
        if rows:
            made.audit("database", again=len(rows))
    return len(rows)


def _end_all(context: Context, ahead: int, entries: int) -> tuple[int, int, int]:
    """End every session, every consent still of use and every recovery code: what became of them,
    nobody knows now. A code for one use that was used since would be good a second time.
    """
    with change(context, "database.restore") as made:
        open_ones = StaffSession.ended_at.is_null(True)
        sessions = StaffSession.update(ended_at=context.now).where(open_ones).execute()
        for recording in Recording.select().where(Recording.stopped_at.is_null(True)):
            end_open_recording(context, recording.consent, "superseded")
        consents = list(Consent.select().where(_of_use(context.now)))
        for consent in consents:
            move(consent, state="superseded", ended_at=context.now)
        unused = RecoveryCode.used_at.is_null(True)
        recovery = RecoveryCode.update(used_at=context.now).where(unused).execute()
        Restored.create(at=context.now, ahead=ahead)
        ended = {"sessions": sessions, "consents": len(consents), "recovery": recovery}
        made.audit("database", lost=entries, **ended)
    return sessions, len(consents), recovery


def _of_use(now: int) -> Any:
    given = (Consent.state == "signed") & (Consent.answer == "given")
    return given & (Consent.expires_at > now)


def _swap(fresh: Path, file: Path, now: int) -> Path | None:
    if not file.exists():
        own_like(fresh, file)
        fresh.rename(file)
        return None
    aside = file.with_name(f"{file.name}.before-{_stamp(now)}")
    if aside.exists():
        raise DatabaseUnfit(f"{aside} is there already, and is not written over")
    with database_file.alone(file):
        database_file.put_in_place(fresh, file, aside)
    return aside


def _stamp(now: int) -> str:
    return f"{datetime.datetime.fromtimestamp(now, datetime.UTC):%Y-%m-%dT%H%M%S}Z"
