"""The operator's commands for keys: list, publish ahead, rotate, write again, drop. No downtime."""

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from cryptography.fernet import Fernet
from flask import current_app

from kiosk.actions import bindings, keys, search
from kiosk.actions.context import Context
from kiosk.config import Config, receipt_key_file
from kiosk.lookups import fingerprints, trail
from kiosk.lookups.fingerprints import Print
from kiosk.operator import founding, key_files
from kiosk.operator.commands import Commands, config, context, keys_held
from kiosk.private_files import write_private
from kiosk.store import sealing
from signing.keys import KeyRing

key_commands = Commands("keys", help="The keys: list, rotate and drop them while a server runs.")
SECRET, FIELD = "ASKFIRST_SECRET_KEY", "ASKFIRST_FIELD_KEY"
TAKEN = "A server that runs takes it with its next request"
BACK_UP = "Copy the keys to where you keep them, apart from the backups"


@key_commands.command("list")
def list_keys() -> None:
    """The receipt keys, oldest first; then secret and field keys of before, if there are any."""
    founding.require_keys(config())
    ring = keys_held().receipt_keys
    for key in ring.keys:
        says = "signs" if key.kid == ring.signing_key.kid else "checks only"
        click.echo(f"{key.kid} {'signs after the next rotate' if key.ahead else says}")
    for number, each in enumerate(keys_held().each[1:], start=1):
        mark = fingerprints.newest(each).fingerprint[:8]
        click.echo(f"secret {mark} finds only ({number} before)")
    for fingerprint in sealing.field_key_prints()[1:]:
        click.echo(f"field {fingerprint[:8]} reads only: run `keys rotate field` to end it")


@key_commands.command("publish")
def publish_key() -> None:
    """Publish the receipt key that the next rotate signs with. A day ahead is enough."""
    here, file = _receipt_file()
    with key_files.alone(config().data_dir):
        ring = keys.publish_ahead(here, partial(_key_ring, file), partial(_save_key_ring, file))
    click.echo(f"{ring.kids[-1]} is published, and signs after `keys rotate`. {BACK_UP}")


@key_commands.command("rotate")
@click.argument("kind", type=click.Choice(["receipt", "secret", "field"]), default="receipt")
def rotate_keys(kind: str) -> None:
    """Use a new key from now on: for receipts (by default), secret or field. Nothing stops."""
    founding.require(config())
    with key_files.alone(config().data_dir):
        {"receipt": _rotate_receipt, "secret": _rotate_secret, "field": _rotate_field}[kind]()
    click.echo(BACK_UP)


@key_commands.command("rewrite")
def rewrite_values() -> None:
    """Encrypt again what is not bound to its row, or not with the newest field key."""
    done = bindings.rewrite_all(context())
    click.echo(_rewritten(done))


@key_commands.command("drop")
@click.argument("kind", type=click.Choice(["secret", "field"]))
@click.option("--yes", is_flag=True, help="Do not ask.")
def drop_keys(kind: str, *, yes: bool) -> None:
    """Give up the keys before the newest. Of secret keys: codes, links and posters made with them
    lead nowhere from then on, and staff's recovery codes from before are no good.
    """
    if kind == "secret" and not yes:
        click.confirm(
            "Posters, codes, links and recovery codes from before are no good then", abort=True
        )
    here = context()
    with key_files.alone(config().data_dir):
        gone = _drop_field(here) if kind == "field" else _drop_secret(here)
    click.echo(f"{gone} older {kind} keys are dropped" if gone else "There is none to drop")


def _rotate_receipt() -> None:
    here, file = _receipt_file()
    ring = keys.rotate(here, partial(_key_ring, file), partial(_save_key_ring, file))
    click.echo(f"{ring.signing_key.kid} signs from now on. {TAKEN}")


def _receipt_file() -> tuple[Context, Path]:
    here, file = context(), receipt_key_file(config().data_dir)
    if not file.exists() or _key_ring(file) != here.secrets.receipt_keys:
        raise click.ClickException(
            f"the receipt keys come from ASKFIRST_RECEIPT_KEY, not from {file}: rotate them there"
        )
    return here, file


def _rotate_secret() -> None:
    here, file = context(), key_files.own_file(config(), SECRET)
    fresh = secrets.token_urlsafe(48)
    mine = fingerprints.newest(here.secrets.with_key(fresh))
    # Whole lines: a key of before may have a space in it.
    held = file.read_text(encoding="utf-8").splitlines()
    keys.begin(here, mine, partial(key_files.write, file, fresh, *held))
    click.echo(f"secret {mine.fingerprint[:8]} is the newest. {TAKEN}")
    click.echo("What was made with the ones before is still found, until `keys drop secret`")


def _drop_secret(here: Context) -> int:
    """What the older keys countersigned cannot be checked afterwards: so it is checked now."""
    if fault := trail.countersign_fault(here.secrets):
        raise click.ClickException(f"{fault}. Nothing was dropped")
    search.refill(here)  # by the newest key alone
    return _drop(here, SECRET, fingerprints.newest(here.secrets), lambda file: _first_line(file))


def _first_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip().splitlines()[0]


def _rotate_field() -> None:
    """Two keys in the file: a rotation was cut short, and goes on."""
    here, file = context(), key_files.own_file(config(), FIELD)
    held = key_files.read(file)
    if len(held) == 1:
        fresh = Fernet.generate_key().decode()
        key_files.write(file, *held, fresh)  # everyone can read with it, before anyone writes
        mine = Print("field", sealing.FieldKey(fresh).print)
        keys.begin(here, mine, partial(key_files.write, file, fresh, *held))
        _use(file)
    else:
        click.echo("A rotation that was begun goes on")
    click.echo(_rewritten(bindings.rewrite_all(here)))
    _drop_field(here)
    click.echo(f"field {sealing.field_key_prints()[0][:8]} is the only one now. {TAKEN}")


def _drop_field(here: Context) -> int:
    """Before and after the older ones are forgotten, whatever they sealed is written again: in
    between nobody can add to it (`store/bound.py`).
    """
    bindings.rewrite_all(here)
    mine = Print("field", sealing.field_key_prints()[0])
    return _drop(here, FIELD, mine, lambda file: key_files.read(file)[0], bindings.rewrite_all)


def _drop(
    here: Context,
    name: str,
    mine: Print,
    newest: Callable[[Path], str],
    between: Callable[[Context], object] = lambda _here: None,
) -> int:
    """Forget the older keys in the database first, then in their file, if that is ours."""
    settings: Config = config()
    keys.note(here)
    gone = keys.drop(here, mine.kind, mine.fingerprint)
    between(here)
    try:
        file = key_files.own_file(settings, name)
    except click.ClickException:
        click.echo(f"Now take the older keys out of {name}, and restart the server")
        return gone
    key_files.write(file, newest(file))
    return gone


def _use(file: Path) -> None:
    """The keys as the file has them now, for what this process writes again."""
    sealing.set_field_keys(key_files.read(file))
    founding.use(current_app, Config.from_env(config().environ))


def _rewritten(done: bindings.Rewritten) -> str:
    lost = f"; {done.unreadable} values cannot be read, see `doctor`" if done.unreadable else ""
    return f"{done.rows} rows were encrypted again{lost}"


def _key_ring(file: Path) -> KeyRing:
    return KeyRing.from_json(file.read_text(encoding="utf-8"))


def _save_key_ring(file: Path, ring: KeyRing) -> None:
    write_private(file, ring.to_json())
