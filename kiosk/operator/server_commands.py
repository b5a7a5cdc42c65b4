"""The operator's command to move a site from its file to a server."""

import click

from kiosk.actions import moving
from kiosk.operator import founding
from kiosk.operator.commands import Commands, config, keys_held, now
from kiosk.store import database

server_commands = Commands()


@server_commands.command("migrate-to")
@click.argument("url")
def migrate_to(url: str) -> None:
    """Move this site to an empty PostgreSQL database. Stop the server first."""
    founding.require(config())
    database.database.connect(reuse_if_open=True)
    done = moving.move(keys_held(), now(), url, config().checkpoints)
    click.echo(
        f"Moved {done.rows} rows: the {done.entries} audit entries there are whole, and "
        f"{done.receipts} receipts verify"
    )
    click.echo("Set ASKFIRST_DATABASE_URL to that address, and start the server")
    click.echo(f"The file is kept as {done.aside}: delete it once it is of no use")
