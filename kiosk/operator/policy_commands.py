"""The operator's commands for the rules that patients read."""

from pathlib import Path

import click

from kiosk.actions import policies
from kiosk.operator.commands import Commands, context
from kiosk.store.queries import version_of

policy_commands = Commands("policy", help="The rules that patients read.")


@policy_commands.command("import")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def import_policy(folder: Path) -> None:
    """Bring in a pack: pack.toml, and the words in one file for each language."""
    policy = policies.bring(context(), folder)
    click.echo(f"Version {policy.version} is here; patients read it once it is published")


@policy_commands.command("publish")
@click.argument("version")
def publish_policy(version: str) -> None:
    """Make a version the one that patients read."""
    here = context()
    asked = policies.publish(here, version_of(here.site, version))
    click.echo(f"Patients read version {version} from now on. Asked to sign again: {asked}")
