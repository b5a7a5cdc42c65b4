"""Upkeep of the database: migrate, back up, purge."""

from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.actions import baseline
from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.actions.recordings import stop_overdue
from kiosk.links import Secrets
from kiosk.lookups.visitors import MAX_SESSION
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit, write
from kiosk.store.models import Attempt, Handoff, Journey, Once, StaffSession
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

    The trail begins with the first site: what came before it has no entry. What a step rewrote is
    in the entry; the step that brought digests enters every row as it was found.
    """
    steps = database.migrate()
    if not steps or first_site() is None:
        return steps
    begins = baseline.STEP in steps
    changed = {} if begins else database.take_changes()
    context = operator(secrets, now)
    with write():
        append(context, "database.migrate", "database", {"steps": steps}, changed)
        if begins:
            baseline.take(context)
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
        codes=Handoff.delete().where(Handoff.expires_at < now - CODE_LIFE).execute(),
    )


def _counts(purged: Purged) -> dict[str, int]:
    return {name: count for name, count in asdict(purged).items() if name != "unreadable"}
