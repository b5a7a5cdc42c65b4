"""The operator's commands to set up, back up, clean up and look after a server."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app

from kiosk.actions import bindings, checkpoints, invitations, sites, upkeep
from kiosk.actions import restore as restoring
from kiosk.actions.holds import WORDS
from kiosk.actions.purging import Purged
from kiosk.domain.practice import DEFAULT_NAME
from kiosk.domain.retention import COUNTED, KINDS
from kiosk.domain.vocabulary import one_of
from kiosk.operator import doctor, encrypted, founding, keeper
from kiosk.operator.commands import Commands, Progress, config, context, day, keys_held, now
from kiosk.operator.staff_commands import link_address
from kiosk.store import bound, database, postgres

upkeep_commands = Commands()


@upkeep_commands.command()
@click.option("--name", default=DEFAULT_NAME, help="What patients see at the top of each page.")
@click.option("--slug", default="main", help="Short name of the site in receipts, kept for ever.")
@click.option("--closes", default="", help="Closing time as HH:MM; empty for never.")
@click.option("--for-run", is_flag=True, hidden=True, help="As `make run` does: only by default.")
def init(name: str, slug: str, closes: str, *, for_run: bool) -> None:
    """Migrate, and open the first site if there is none; prints its links this once."""
    if for_run:
        founding.may_begin_unasked(config())
    founding.use(current_app, founding.begin(config()))
    database.database.connect(reuse_if_open=True)
    upkeep.migrate(keys_held(), now())
    opened = sites.open_first(keys_held(), now(), name=name, slug=slug, closes=closes)
    founding.end(config())
    url = config().public_url
    if opened is None:
        click.echo(f"Ask First is at {url}/ (staff: {url}/staff/)")
        if key := sites.invite_first_manager(context()):
            click.echo(f"Nobody manages it yet. {_the_link(key)}")
        return
    click.echo(
        "Ask First is ready. Write these down: they are shown this once.\n\n"
        f"  Tablet    {url}/kiosk/pair   pairing code {opened.pairing_code}\n"
        f"  You       {_the_link(opened.invitation)}\n"
        f"  Staff     {url}/staff/       invite them at {url}/manage/people\n"
    )


def _the_link(key: str) -> str:
    hours = invitations.LIFE // 3600
    where = link_address(key)
    what = f"open it within {hours} hours: you choose your own password, and manage"
    return f"{where}\n            {what}"


@upkeep_commands.command()
def migrate() -> None:
    """Bring the database up to date with this release."""
    founding.require(config())
    database.database.connect(reuse_if_open=True)
    steps = upkeep.migrate(keys_held(), now())
    click.echo(f"Applied {', '.join(steps)}" if steps else "The database is up to date")


A_FILE = click.Path(path_type=Path)


@upkeep_commands.command()
@click.argument("file", type=A_FILE)
@click.option("--to", "keys", multiple=True, help="Encrypt for this public key of age (age1…).")
@click.option("--passphrase-file", type=A_FILE, help="Encrypt with the passphrase in this file.")
def backup(file: Path, keys: tuple[str, ...], passphrase_file: Path | None) -> None:
    """Copy the live database to a new file. Keep the keys too, in another place."""
    how = encrypted.lock(keys, passphrase_file)
    held = _copy(file.resolve(), how)
    newest = f", the newest of {day(held.newest)}" if held.newest else ""
    head = checkpoints.make(keys_held(), config().checkpoints)
    click.echo(
        f"Copied {database.embedded_file()} to {file}: {held.site}, {held.receipts} receipts"
        f"{newest}, {held.entries} audit entries, {held.size} bytes"
    )
    if how:
        click.echo("It is encrypted (age): what opens it, keep apart from it, too")
    click.echo("Without the keys nobody can read the names in it:")
    click.echo(f"keep a copy of the keys in {config().data_dir} too, apart from this one")
    click.echo(f"The head of the audit trail is in {head}: keep a copy of it elsewhere, too")


def _copy(file: Path, how: encrypted.Lock) -> upkeep.Copied:
    if not how:
        return upkeep.backup(context(), file)
    here = context()
    if file.exists():
        raise database.DatabaseUnfit(f"{file} is there already, and is not written over")
    with encrypted.scratch(database.embedded_file(postgres.DUMP).parent) as plain:
        held = upkeep.backup(here, plain)
        encrypted.seal(plain, file, how)
    return held


@upkeep_commands.command()
@click.argument("file", type=A_FILE)
@click.option("--identity", type=A_FILE, help="A file of secret keys of age that open it.")
@click.option("--passphrase-file", type=A_FILE, help="A file with the passphrase that opens it.")
def restore(file: Path, identity: Path | None, passphrase_file: Path | None) -> None:
    """Make a backup the database. Stop the server first."""
    founding.require_keys(config())
    folder = database.embedded_file(postgres.RESTORE).parent
    with encrypted.opened(file.resolve(), folder, identity, passphrase_file) as plain:
        done = restoring.restore(keys_held(), now(), plain, config().checkpoints)
    click.echo(f"The database is the one in {file} now: start the server")
    if done.aside:
        click.echo(f"The one before it is kept as {done.aside}: delete it once it is of no use")
    for line in _told(done):
        click.echo(line)


def _recovery(ended: int) -> Iterator[str]:
    if ended:
        yield f"Recovery codes are good no more ({ended}): some may have been used since the backup"
        yield "Everyone who had some makes new ones under their name: managers see who has none"


def _told(done: restoring.Done) -> Iterator[str]:
    """What a restore ended, and what it lost."""
    yield f"Ended: {done.sessions} sessions of staff, {done.consents} consents (ask again)"
    yield "Tablets stay paired, passwords are those of the backup"
    yield from _recovery(done.recovery)
    if done.erased is None:
        yield "What was erased since the backup nobody can say: look before you let anybody in"
    elif done.erased:
        yield f"Erased again: {done.erased} rows that were erased after the backup"
    if done.fault:
        yield f"Not as it was written: {done.fault}"
    if done.entries is None:
        yield "Nobody can say what is lost: there is no database before it, and no checkpoint"
        return
    if not done.entries:
        yield "No audit entry is lost, as far as the checkpoints tell"
        return
    yield f"Lost: {done.entries} audit entries that were made after the backup"
    if not done.lost.listed:
        yield "They cannot be listed: tablets shut out and passwords changed since are as before"
        return
    yield from (f"  {line}" for line in done.lost.lines)
    if done.lost.others:
        yield f"  and also {', '.join(f'{count} × {verb}' for verb, count in done.lost.others)}"


@upkeep_commands.command()
def purge() -> None:
    """Delete what has served its time, at once. A running server does it by itself."""
    here = context()
    with keeper.leased(now) as held:
        done = keeper.run(here, held, now, "operator", pause=keeper.SHORT)
        if not bound.all_bound():  # the migration was cut short
            bindings.rewrite_all(here)
        checkpoints.make(keys_held(), config().checkpoints)
    for line in _went(done):
        click.echo(line)
    if not done.unreadable:
        raise click.ClickException("they can still be read in the database's log: run purge again")


def _went(done: Purged) -> Iterator[str]:
    """What a purge deleted, and what it kept and why."""
    for kind in KINDS:
        if count := getattr(done, kind, 0):
            yield f"Deleted: {count} × {COUNTED[kind]}"
    if not done.total:
        yield "Nothing was due"
    for kept, whys in done.stayed.items():
        what = COUNTED[one_of(KINDS, kept) or "identities"]
        yield from (f"Kept: {count} × {what}: {WORDS[why]}" for why, count in whys.items())


@upkeep_commands.command("doctor")
@click.option("--newer", is_flag=True, help="Of the audit trail: what came since a checkpoint.")
def run_doctor(*, newer: bool) -> None:
    """Look at everything that has to be in order, then at what wants the manager's attention."""
    bad, tell = [], Progress("doctor")
    assets = current_app.extensions["assets"]
    for check in doctor.examine(config(), keys_held(), assets, now(), tell, newer=newer):
        click.echo(f"{'ok    ' if check.ok else 'not ok'}  {check.name}: {check.found}")
        bad += [] if check.ok else [check.name]
    if not doctor.UNREADABLE.intersection(bad):
        for text in doctor.to_do(config(), now()):
            click.echo(f"to do   {text}")
    if bad:
        raise click.ClickException(f"{len(bad)} of these are not ok")
