"""The operator's commands: `flask --app wsgi …`. Each exits non-zero with one clear line.

A command does four things: guard, parse, call one action, print.
"""

import datetime
import secrets as random_words
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from kiosk.actions import evidence, keys, kiosks, policies, sites, staff, trail, upkeep
from kiosk.actions.context import Context
from kiosk.config import Config, receipt_key_file, write_private
from kiosk.domain.policy import PolicyError
from kiosk.domain.refusals import InvalidInput, Refusal
from kiosk.domain.vocabulary import ROLES
from kiosk.links import Secrets
from kiosk.operator import doctor, offline
from kiosk.store import database, queries
from kiosk.store.fields import FieldKeyWrong
from signing.errors import SigningError
from signing.keys import KeyRing

FAILURES = (
    database.DatabaseUnfit,
    FieldKeyWrong,
    OSError,
    offline.NotOk,
    PolicyError,
    Refusal,
    SigningError,
    trail.TrailBroken,
    UnicodeError,
    *database.FAULTS,
)


class _Command(click.Command):
    """A command that fails in one line, and leaves no connection open."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FAILURES as error:
            raise click.ClickException(_in_one_line(error)) from error
        finally:
            database.database.close()


def _in_one_line(error: Exception) -> str:
    words = str(error) or getattr(error, "code", type(error).__name__)
    if isinstance(error, InvalidInput):
        words = "; ".join(error.errors.values())
    elif isinstance(error, database.FAULTS):
        words = f"the database says: {error}"
    return " ".join(words.split())


class _Commands(AppGroup):
    """A group of such commands."""

    command_class = _Command


commands = _Commands()
staff_commands = _Commands("staff", help="People who may sign in.")
kiosk_commands = _Commands("kiosk", help="The tablets.")
policy_commands = _Commands("policy", help="The rules that patients read.")
receipt_commands = _Commands("receipt", help="Receipts that patients hold.")
audit_commands = _Commands("audit", help="The audit trail.")
key_commands = _Commands("keys", help="The keys that receipts are signed with.")
for group in (staff_commands, kiosk_commands, policy_commands):
    commands.add_command(group)
for group in (receipt_commands, audit_commands, key_commands):
    commands.add_command(group)


def install(app: Flask) -> None:
    """Add the commands to the application."""
    for command in commands.commands.values():
        app.cli.add_command(command)


def _config() -> Config:
    config: Config = current_app.config["ASKFIRST"]
    return config


def _secrets() -> Secrets:
    held: Secrets = current_app.extensions["secrets"]
    return held


def _now() -> int:
    return int(current_app.config["CLOCK"]())


def _context() -> Context:
    """The operator, on a database that is set up and up to date."""
    database.database.connect(reuse_if_open=True)
    return upkeep.operator(_secrets(), _now())


def _day(at: int) -> str:
    return f"{datetime.datetime.fromtimestamp(at, datetime.UTC):%Y-%m-%d %H:%M} UTC"


# --- Setting up ---


@commands.command()
@click.option("--name", default="Our practice", help="What patients see at the top of each page.")
@click.option("--slug", default="main", help="Short name of the site in receipts, kept for ever.")
@click.option("--closes", default="", help="Closing time as HH:MM; empty for never.")
def init(name: str, slug: str, closes: str) -> None:
    """Migrate, and open the first site if there is none; prints its links this once."""
    database.database.connect(reuse_if_open=True)
    upkeep.migrate(_secrets(), _now())
    opened = sites.open_first(_secrets(), _now(), name=name, slug=slug, closes=closes)
    url = _config().public_url
    if opened is None:
        click.echo(f"Ask First is at {url}/ (staff: {url}/staff/)")
        return
    click.echo(
        "Ask First is ready. Write these down: they are shown this once.\n\n"
        f"  Tablet    {url}/kiosk/pair   pairing code {opened.pairing_code}\n"
        f"  Clinician {url}/staff/       user name {opened.username}, password {opened.password}\n"
        f"  Manager   {url}/manage/      the same user name and password\n"
    )


@commands.command()
def migrate() -> None:
    """Bring the database up to date with this release."""
    database.database.connect(reuse_if_open=True)
    steps = upkeep.migrate(_secrets(), _now())
    click.echo(f"Applied {', '.join(steps)}" if steps else "The database is up to date")


# --- People ---

password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input; else make one."
)


def _password(from_stdin: bool) -> tuple[str, str]:
    """The password, and the words that show it if nobody knows it yet."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), ""
    made = random_words.token_urlsafe(12)
    return made, f", password {made} (shown this once)"


@staff_commands.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As colleagues and record notes call them.")
@click.option("--role", default="clinician", type=click.Choice(ROLES), show_default=True)
@click.option("--job", default="", help="Job title, such as Locum GP.")
@password_option
def add_staff(username: str, name: str, role: str, job: str, password_stdin: bool) -> None:
    """Let a person sign in."""
    context = _context()
    password, words = _password(password_stdin)
    person = staff.add(context, username, name, role, job, password)
    click.echo(f"{person.name} can sign in at {_config().public_url}/staff/")
    click.echo(f"  user name {person.username}{words}")


@staff_commands.command("list")
def list_staff() -> None:
    """Everyone who may sign in."""
    for person in queries.staff_of(_context().site):
        click.echo(f"{person.username:20} {person.role:10} {person.name}, {person.job or 'no job'}")


@staff_commands.command("reset")
@click.argument("username")
@password_option
def reset_staff(username: str, password_stdin: bool) -> None:
    """Give a person a new password, and sign them out everywhere."""
    context = _context()
    people = {each.username: each for each in queries.staff_of(context.site)}
    person = people.get(username.strip().lower())
    if person is None:
        raise click.ClickException(f"nobody here has the user name {username}")
    password, words = _password(password_stdin)
    staff.reset(context, person, password)
    click.echo(f"{person.name} has a new password, and is signed out everywhere")
    click.echo(f"  user name {person.username}{words}")


# --- Tablets ---


@kiosk_commands.command("pair")
@click.argument("label")
def pair_kiosk(label: str) -> None:
    """Enrol a tablet under a name, and print its pairing code, good once within 24 hours."""
    code = kiosks.pair(_context(), label)
    click.echo(f"On the tablet open {_config().public_url}/kiosk/pair")
    click.echo(f"  pairing code {code}")


@kiosk_commands.command("list")
def list_kiosks() -> None:
    """Every tablet that is not revoked."""
    for kiosk in queries.kiosks_of(_context().site):
        state = f"paired {_day(kiosk.paired_at)}" if kiosk.paired_at else "waits for its code"
        click.echo(f"{kiosk.id:4} {kiosk.label}: {state}")


@kiosk_commands.command("revoke")
@click.argument("number", type=int)
def revoke_kiosk(number: int) -> None:
    """Shut a tablet out for good, by its number in the list."""
    context = _context()
    kiosk = {each.id: each for each in queries.kiosks_of(context.site)}.get(number)
    if kiosk is None:
        raise click.ClickException(f"there is no tablet {number} in the list")
    kiosks.revoke(context, kiosk)
    click.echo(f"{kiosk.label} can no longer be used")


# --- The rules ---


@policy_commands.command("import")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def import_policy(folder: Path) -> None:
    """Bring in a pack: pack.toml, and the words in one file for each language."""
    policy = policies.bring(_context(), folder)
    click.echo(f"Version {policy.version} is here; patients read it once it is published")


@policy_commands.command("publish")
@click.argument("version")
def publish_policy(version: str) -> None:
    """Make a version the one that patients read."""
    context = _context()
    asked = policies.publish(context, policies.find(context, version))
    click.echo(f"Patients read version {version} from now on. Asked to sign again: {asked}")


# --- Receipts, the trail, keys ---


@receipt_commands.command("verify")
@click.argument("token")
@click.option("--decision", help="The decision shown with it, if the address does not hold it.")
@click.option("--keys", type=click.Path(path_type=Path), help="Published keys: check by files.")
@click.option("--status", type=click.Path(path_type=Path), help="A status list, with --keys.")
@click.option("--seen", type=int, default=0, help="The newest list seen: older ones are refused.")
@click.option("--issuer", help="The public URL that signed it, with --keys; else this server's.")
def verify_receipt(
    token: str,
    decision: str | None,
    keys: Path | None,
    status: Path | None,
    seen: int,
    issuer: str | None,
) -> None:
    """Two answers on a receipt (its token, or the whole address): genuine, and may record now.

    With --keys and --status it is checked by these files alone, without the database.
    """
    token, beside = offline.split(token)
    if keys is not None:
        files = offline.Files(issuer or _config().public_url, keys, status, seen)
        for line in offline.verify(files, _now(), token, decision or beside):
            click.echo(line)
        return
    if status is not None or seen or issuer:
        raise click.UsageError("--status, --seen and --issuer need --keys")
    _verify_here(token, decision or beside)


def _verify_here(token: str, decision: str | None) -> None:
    context = _context()
    found = evidence.examine(context.secrets, context.now, token)
    click.echo(f"Genuine: {'yes' if found.genuine else f'no ({found.fault})'}")
    click.echo(f"May be recorded now: {'yes' if found.reason == 'ok' else f'no ({found.reason})'}")
    if found.claims is None:
        raise click.ClickException("this is no receipt that was signed here")
    claims, (entry, _hash) = found.claims, found.claims.log
    click.echo(f"Answer: {claims.ans}, at site {claims.aud}, signed {_day(claims.iat)}")
    if not found.witnessed:
        raise click.ClickException(f"audit entry {entry} is not the one that it witnesses")
    click.echo(f"Audit trail: entry {entry} is the one that it witnesses")
    if decision is not None:
        made, stands = evidence.decision(context.secrets, context.now, claims, decision)
        if not stands:
            raise click.ClickException("the decision is on another receipt, or no longer stands")
        click.echo(f"Decision: {made.dec} by a {made.role}, {_day(made.iat)}; it stands")


@audit_commands.command("verify")
def verify_trail() -> None:
    """Walk the audit trail, and hold every receipt against it."""
    walked = trail.verify(_context().secrets)
    click.echo(
        f"The trail is whole. Entries: {walked.entries}, receipts that fit it: {walked.receipts}"
    )


@key_commands.command("list")
def list_keys() -> None:
    """The receipt keys, oldest first."""
    ring = _secrets().receipt_keys
    for kid in ring.kids:
        click.echo(f"{kid} {'signs' if kid == ring.signing_key.kid else 'checks only'}")


@key_commands.command("rotate")
def rotate_keys() -> None:
    """Sign with a new key from now on; the ones before can still be checked."""
    context, file = _context(), receipt_key_file(_config().data_dir)
    if not file.exists() or _key_ring(file) != context.secrets.receipt_keys:
        raise click.ClickException(
            f"the receipt keys come from ASKFIRST_RECEIPT_KEY, not from {file}: rotate them there"
        )
    ring = keys.rotate(context, partial(_key_ring, file), partial(_save_key_ring, file))
    click.echo(f"{ring.signing_key.kid} signs once the server is restarted: restart it now")


def _key_ring(file: Path) -> KeyRing:
    return KeyRing.from_json(file.read_text(encoding="utf-8"))


def _save_key_ring(file: Path, ring: KeyRing) -> None:
    write_private(file, ring.to_json())


# --- Upkeep ---


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the live database to a new file. Keep the keys too, in another place."""
    upkeep.backup(_context(), file.resolve())
    click.echo(
        f"The database is copied to {file}. Without the keys nobody can read the names in it:"
    )
    click.echo(f"keep a copy of the keys in {_config().data_dir} too, apart from this one")


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Make a backup the database. Stop the server first."""
    aside = upkeep.restore(_secrets(), _now(), file.resolve())
    click.echo(f"The database is the one in {file} now: start the server")
    if aside:
        click.echo(f"The one before it is kept as {aside}: delete it once it is of no use")


@commands.command()
def purge() -> None:
    """Delete old drafts, retry keys, failed tries and ended sessions. Run it every day."""
    done = upkeep.purge(_context())
    click.echo(
        f"Deleted {done.drafts} drafts, {done.retries} retry keys, "
        f"{done.attempts} failed tries, {done.sessions} sessions"
    )
    if not done.unreadable:
        raise click.ClickException("they can still be read in the database's log: run purge again")


@commands.command("doctor")
def run_doctor() -> None:
    """Look at everything that has to be in order, a line each."""
    bad = 0
    for check in doctor.examine(_config(), _secrets(), current_app.extensions["assets"], _now()):
        click.echo(f"{'ok    ' if check.ok else 'not ok'}  {check.name}: {check.found}")
        bad += not check.ok
    if bad:
        raise click.ClickException(f"{bad} of these are not ok")
