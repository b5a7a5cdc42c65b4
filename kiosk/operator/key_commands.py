"""The operator's commands for the keys that receipts are signed with."""

from functools import partial
from pathlib import Path

import click

from kiosk.actions import keys
from kiosk.config import receipt_key_file
from kiosk.operator import founding
from kiosk.operator.commands import Commands, config, context, keys_held
from kiosk.private_files import write_private
from signing.keys import KeyRing

key_commands = Commands("keys", help="The keys that receipts are signed with.")


@key_commands.command("list")
def list_keys() -> None:
    """The receipt keys, oldest first."""
    founding.require_keys(config())
    ring = keys_held().receipt_keys
    for kid in ring.kids:
        click.echo(f"{kid} {'signs' if kid == ring.signing_key.kid else 'checks only'}")


@key_commands.command("rotate")
def rotate_keys() -> None:
    """Sign with a new key from now on; the ones before can still be checked."""
    here, file = context(), receipt_key_file(config().data_dir)
    if not file.exists() or _key_ring(file) != here.secrets.receipt_keys:
        raise click.ClickException(
            f"the receipt keys come from ASKFIRST_RECEIPT_KEY, not from {file}: rotate them there"
        )
    ring = keys.rotate(here, partial(_key_ring, file), partial(_save_key_ring, file))
    click.echo(f"{ring.signing_key.kid} signs once the server is restarted: restart it now")


def _key_ring(file: Path) -> KeyRing:
    return KeyRing.from_json(file.read_text(encoding="utf-8"))


def _save_key_ring(file: Path, ring: KeyRing) -> None:
    write_private(file, ring.to_json())
