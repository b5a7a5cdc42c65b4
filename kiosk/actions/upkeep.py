"""Upkeep of the database: migrate, back up, restore, purge."""

import datetime
import secrets as random_words
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.actions.recordings import stop_overdue
from kiosk.links import Secrets
from kiosk.lookups.health import check_field_keys
from kiosk.lookups.visitors import MAX_SESSION
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit, write
from kiosk.store.fields import FieldKeyWrong
from kiosk.store.models import Attempt, Handoff, Invitation, Journey, Once, StaffSession
from kiosk.store.queries import first_site

DAY = 24 * 60 * 60
ONCE_LIFE = 2 * DAY
ATTEMPT_LIFE = DAY
CODE_LIFE = DAY  # after it has ended
SESSION_LIFE = 30 * DAY


def operator(secrets: Secrets, now: int) -> Context:
    """The context of what the operator does. Raises DatabaseUnfit where nothing is set up yet."""
    if database.pending():
        raise DatabaseUnfit("the database is not set up or not up to date: run `init`")
    site = first_site()
    if site is None:
        raise DatabaseUnfit("there is no site yet: run `init`")
    return Context(now=now, site=site, secrets=secrets, actor="operator")


def migrate(secrets: Secrets, now: int) -> list[str]:
    """Bring the schema up to date; returns the names of the steps applied now.

    The trail begins with the first site: what came before it has no entry.
    """
    steps = database.migrate()
    if steps and first_site() is not None:
        with write():
            append(operator(secrets, now), "database.migrate", "database", {"steps": steps})
    return steps


def backup(context: Context, target: Path) -> None:
    """Write a copy of the live database to a new file. The keys are not in it.

    Raises:
        DatabaseUnfit: the file is there already, or the database is a server.
    """
    database.embedded_file()
    database.backup(target)
    with change(context, "database.backup") as made:
        made.audit("database")


def restore(secrets: Secrets, now: int, source: Path) -> Path | None:
    """Make a backup the database. Returns where the one before it was kept, if there was one.

    Everything is checked on a copy first; until the last step nothing has changed.

    Raises:
        DatabaseUnfit: it is no whole database of ours, or the live one is in use.
        FieldKeyWrong: the field keys are not those that the backup was written with.
    """
    file = database.embedded_file()
    fresh = file.with_name(f"{file.name}.{random_words.token_hex(4)}.part")
    try:
        database.copy(source, fresh)
        _accept(secrets, now, source, fresh)
        return _swap(fresh, file, now)
    finally:
        fresh.unlink(missing_ok=True)


def _accept(secrets: Secrets, now: int, source: Path, fresh: Path) -> None:
    """Check the copy of a backup, bring it up to date, and enter the restoring in its trail."""
    with database.using(fresh):
        if first := database.damage():
            raise DatabaseUnfit(f"{source} is damaged: {first}")
        if not database.applied():
            raise DatabaseUnfit(f"{source} is not an Ask First database")
        if database.unknown_steps():
            raise DatabaseUnfit(f"{source} was made by a newer release of Ask First")
        migrate(secrets, now)
        try:
            check_field_keys()
        except FieldKeyWrong as wrong:
            raise FieldKeyWrong(f"{source}: {wrong}") from wrong
        with change(operator(secrets, now), "database.restore") as made:
            made.audit("database")


def _swap(fresh: Path, file: Path, now: int) -> Path | None:
    if not file.exists():
        fresh.rename(file)
        return None
    when = datetime.datetime.fromtimestamp(now, datetime.UTC)
    aside = file.with_name(f"{file.name}.before-{when:%Y-%m-%dT%H%M%S}Z")
    if aside.exists():
        raise DatabaseUnfit(f"{aside} is there already, and is not written over")
    with database.alone(file):
        database.put_in_place(fresh, file, aside)
    return aside


@dataclass(frozen=True)
class Purged:
    """How many rows were deleted of each kind, and whether nothing of them can be read now."""

    drafts: int
    retries: int
    attempts: int
    sessions: int
    codes: int
    unreadable: bool = True

    @property
    def total(self) -> int:
        """All rows deleted."""
        return self.drafts + self.retries + self.attempts + self.sessions + self.codes


def purge(context: Context) -> Purged:
    """Delete what has served its time: drafts, retry keys, failed tries, sessions, codes shown.

    First, recordings left running past the end of their receipt are closed (K6). Identities in
    consents have a retention of their own (M7). No entry if nothing was deleted.
    """
    stop_overdue(context)
    with change(context, "database.purge") as made:
        purged = _delete(context.now)
        if purged.total:
            made.audit("database", **_counts(purged))
    return Purged(**_counts(purged), unreadable=database.flush_deleted())


def _delete(now: int) -> Purged:
    ended = StaffSession.ended_at < now - SESSION_LIFE
    # Nobody signed out of these: they ended by themselves.
    lapsed = StaffSession.began_at < now - SESSION_LIFE - MAX_SESSION
    return Purged(
        drafts=Journey.delete().where(Journey.expires_at <= now).execute(),
        retries=Once.delete().where(Once.at < now - ONCE_LIFE).execute(),
        attempts=Attempt.delete().where(Attempt.at < now - ATTEMPT_LIFE).execute(),
        sessions=StaffSession.delete().where(ended | lapsed).execute(),
        # Who showed a code to whom is of no use once it is over, and the visit with it.
        codes=Handoff.delete().where(Handoff.expires_at < now - CODE_LIFE).execute()
        # Whom a link was for, its person's own row says by now.
        + Invitation.delete().where(Invitation.expires_at < now - SESSION_LIFE).execute(),
    )


def _counts(purged: Purged) -> dict[str, int]:
    return {name: count for name, count in asdict(purged).items() if name != "unreadable"}
