"""Upkeep of the database: migrate, back up, purge."""

from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from peewee import fn

from kiosk.actions import baseline, bindings, keys, search, unknown
from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.actions.recordings import stop_overdue
from kiosk.domain.refusals import InvalidInput
from kiosk.links import Secrets
from kiosk.lookups import fingerprints
from kiosk.lookups.health import NEWER, other_release
from kiosk.lookups.visitors import MAX_SESSION
from kiosk.store import database, database_file
from kiosk.store.database import DatabaseUnfit, write
from kiosk.store.models import (
    Attempt,
    AuditEntry,
    Consent,
    FailedSignIn,
    Handoff,
    Invitation,
    Journey,
    Once,
    StaffSession,
    TurnedAway,
)
from kiosk.store.queries import first_site, site_called

DAY = 24 * 60 * 60
ONCE_LIFE = 2 * DAY
ATTEMPT_LIFE = DAY
FAILED_LIFE = 7 * DAY  # for the manager to see who failed to sign in
CODE_LIFE = DAY  # after it has ended
SESSION_LIFE = 30 * DAY
MAX_SIGNINGS = 500  # deleted in one transaction


def operator(secrets: Secrets, now: int, slug: str = "") -> Context:
    """The context of what the operator does, at the site of this short name; else at the first.

    Raises:
        DatabaseUnfit: nothing is set up yet, or another release's schema stands there.
        KeysWrong: a key that it has been used with is not among those given.
        InvalidInput: there is no such site.
    """
    if amiss := other_release():
        raise DatabaseUnfit(amiss)
    fingerprints.require(secrets)
    return _operator(secrets, now, slug)


def _operator(secrets: Secrets, now: int, slug: str = "") -> Context:
    site = site_called(slug) if slug else first_site()
    if site is None and slug:
        raise InvalidInput({"site": f"there is no site {slug}: see `site list`"})
    if site is None:
        raise DatabaseUnfit("there is no site yet: run `init`")
    return Context(now=now, site=site, secrets=secrets, actor="operator")


def migrate(secrets: Secrets, now: int) -> list[str]:
    """Bring the schema up to date; returns the names of the steps applied now.

    The trail begins with the first site: what came before it has no entry. What a step rewrote is
    in the entry; where the trail is of before digests, every row is entered as it was found. Then
    encrypted values of before are written again, bound to their rows.

    Raises:
        DatabaseUnfit: a newer release made it.
        KeysWrong: a key that it has been used with is not among those given.
    """
    if newer := database.unknown_steps():
        raise DatabaseUnfit(NEWER.format(steps=", ".join(newer)))
    steps = database.migrate()
    if first_site() is None:
        return steps
    begins = baseline.is_due()
    changed = {} if begins else database.take_changes()
    here = _operator(secrets, now)
    fingerprints.require(secrets)
    with write():
        if steps:
            append(here, "database.migrate", "database", {"steps": steps}, changed)
        if begins:
            baseline.take(here)
    keys.note(here)
    if steps:
        search.fill(here)
    bindings.rewrite_all(here)
    return steps


@dataclass(frozen=True)
class Copied:
    """What a backup holds: `newest` is when the last receipt in it was signed; null: none is."""

    site: str
    receipts: int
    newest: int | None
    entries: int
    size: int  # bytes


def backup(context: Context, target: Path) -> Copied:
    """Write a copy of the live database to a new file; says what is in it. The keys are not.

    Raises:
        DatabaseUnfit: the file is there already, or the database is a server.
    """
    database.embedded_file()
    database_file.backup(target)
    with change(context, "database.backup") as made:
        made.audit("database")
    with database_file.using(target):
        return _contents(context.site.name, target)


def _contents(site: str, file: Path) -> Copied:
    receipts, newest = Consent.select(fn.COUNT(Consent.id), fn.MAX(Consent.signed_at)).scalar(
        as_tuple=True
    )
    entries = AuditEntry.select(fn.MAX(AuditEntry.seq)).scalar() or 0
    return Copied(site, receipts, newest, entries, file.stat().st_size)


@dataclass(frozen=True)
class Purged:
    """How many rows were deleted of each kind, and whether nothing of them can be read now."""

    drafts: int
    retries: int
    attempts: int
    sessions: int
    codes: int
    signings: int
    unreadable: bool = True

    @property
    def total(self) -> int:
        """All rows deleted."""
        return sum(_counts(self).values())


def purge(context: Context) -> Purged:
    """Delete what has served its time: drafts, retry keys, failed tries, sessions, codes shown,
    and what was signed from a poster, never checked, and is over.

    First, recordings left running past the end of their receipt are closed (K6). Identities in
    other consents have a retention of their own (M7). No entry if nothing was deleted; one for
    each step, so that none holds up the patients for long.
    """
    stop_overdue(context)
    done: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))
    while True:
        with change(context, "database.purge") as made:
            step = _delete(context.now)
            if step.total:
                made.audit("database", **_counts(step))
        done.update(_counts(step))
        if not step.signings:
            return Purged(**done, unreadable=database.flush_deleted())


def _delete(now: int) -> Purged:
    ended = StaffSession.ended_at < now - SESSION_LIFE
    # Nobody signed out of these: they ended by themselves.
    lapsed = StaffSession.began_at < now - SESSION_LIFE - MAX_SESSION
    return Purged(
        drafts=Journey.delete().where(Journey.expires_at <= now).execute(),
        retries=Once.delete().where(Once.at < now - ONCE_LIFE).execute(),
        attempts=_attempts(now),
        sessions=StaffSession.delete().where(ended | lapsed).execute(),
        # Who showed a code to whom is of no use once it is over, and the visit with it.
        codes=Handoff.delete().where(Handoff.expires_at < now - CODE_LIFE).execute()
        # Whom a link was for, its person's own row says by now.
        + Invitation.delete().where(Invitation.expires_at < now - SESSION_LIFE).execute(),
        signings=unknown.delete_over(now, MAX_SIGNINGS),
    )


def _attempts(now: int) -> int:
    """Tries, and who was turned away for too many of them."""
    tries = Attempt.delete().where(Attempt.at < now - ATTEMPT_LIFE).execute()
    refused = TurnedAway.delete().where(TurnedAway.last_at < now - ATTEMPT_LIFE).execute()
    failed = FailedSignIn.delete().where(FailedSignIn.last_at < now - FAILED_LIFE).execute()
    return int(tries + refused + failed)


def _counts(purged: Purged) -> dict[str, int]:
    return {name: getattr(purged, name) for name in _COUNTED}


_COUNTED = tuple(each.name for each in fields(Purged) if each.name != "unreadable")
