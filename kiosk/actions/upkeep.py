"""Upkeep of the database: migrate, back up, purge."""

from dataclasses import dataclass
from pathlib import Path

from peewee import fn

from kiosk.actions import baseline, bindings, keys, purging, search
from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.domain.refusals import InvalidInput
from kiosk.links import Secrets
from kiosk.lookups import countersigns, fingerprints
from kiosk.lookups.health import NEWER, other_release
from kiosk.store import database, database_file, postgres
from kiosk.store.database import DatabaseUnfit, write
from kiosk.store.models import AuditEntry, Consent
from kiosk.store.queries import first_site, site_called


def operator(secrets: Secrets, now: int, slug: str = "", actor: str = "operator") -> Context:
    """The context of what the operator does (or the server by itself, `actor`), at the site of
    this short name; else at the first.

    Raises:
        DatabaseUnfit: nothing is set up yet, or another release's schema stands there.
        KeysWrong: a key that it has been used with is not among those given.
        InvalidInput: there is no such site.
    """
    if amiss := other_release():
        raise DatabaseUnfit(amiss)
    fingerprints.require(secrets)
    return _operator(secrets, now, slug, actor)


def _operator(secrets: Secrets, now: int, slug: str = "", actor: str = "operator") -> Context:
    site = site_called(slug) if slug else first_site()
    if site is None and slug:
        raise InvalidInput({"site": f"there is no site {slug}: see `site list`"})
    if site is None:
        raise DatabaseUnfit("there is no site yet: run `init`")
    return Context(now=now, site=site, secrets=secrets, actor=actor)


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
        # A migration that was cut short is entered now: it must be the first with a countersign.
        if steps or not countersigns.any_there():
            append(here, countersigns.MIGRATED, "database", {"steps": steps}, changed)
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
    database.embedded_file(postgres.DUMP)
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


def purge(context: Context) -> purging.Purged:
    """Delete what has served its time, at once: see `purging`.

    First, recordings left running past the end of their receipt are closed (K6). No entry if
    nothing was deleted; one for each step, so that none holds up the patients for long.
    """
    return purging.Run(context).purge()
