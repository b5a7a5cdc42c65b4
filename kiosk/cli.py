"""The operator's commands: `flask --app wsgi …`. Each exits non-zero with one clear line."""

import time

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from kiosk.actions import sites
from kiosk.store import database


def install(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(init)


@click.command()
@click.option("--name", default="Our practice", help="What patients see at the top of each page.")
@click.option("--slug", default="main", help="Short name of the site in receipts, kept for ever.")
@click.option("--closes", default="", help="Closing time as HH:MM; empty for never.")
@with_appcontext
def init(name: str, slug: str, closes: str) -> None:
    """Migrate, and open the first site if there is none; prints its links this once."""
    config = current_app.config["ASKFIRST"]
    database.database.connect(reuse_if_open=True)
    database.migrate()
    secrets = current_app.extensions["secrets"]
    opened = sites.open_first(secrets, int(time.time()), name=name, slug=slug, closes=closes)
    url = config.public_url
    if opened is None:
        click.echo(f"Ask First is at {url}/ (staff: {url}/staff/)")
        return
    click.echo(
        "Ask First is ready. Write these down: they are shown this once.\n\n"
        f"  Tablet    {url}/kiosk/pair   pairing code {opened.pairing_code}\n"
        f"  Clinician {url}/staff/       user name {opened.username}, password {opened.password}\n"
        f"  Manager   {url}/manage/      the same user name and password\n"
    )
