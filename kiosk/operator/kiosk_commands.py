"""The operator's commands for the tablets."""

import click

from kiosk.actions import kiosks
from kiosk.operator.commands import Commands, config, context, day
from kiosk.store import queries

kiosk_commands = Commands("kiosk", help="The tablets.")


@kiosk_commands.command("pair")
@click.argument("label")
def pair_kiosk(label: str) -> None:
    """Enrol a tablet under a name, and print its pairing code, good once within 24 hours."""
    code = kiosks.pair(context(), label)
    click.echo(f"On the tablet open {config().public_url}/kiosk/pair")
    click.echo(f"  pairing code {code}")


@kiosk_commands.command("list")
def list_kiosks() -> None:
    """Every tablet that is not revoked."""
    for kiosk in queries.kiosks_of(context().site):
        state = f"paired {day(kiosk.paired_at)}" if kiosk.paired_at else "waits for its code"
        click.echo(f"{kiosk.id:4} {kiosk.label}: {state}")


@kiosk_commands.command("revoke")
@click.argument("number", type=int)
def revoke_kiosk(number: int) -> None:
    """Shut a tablet out for good, by its number in the list."""
    here = context()
    kiosk = {each.id: each for each in queries.kiosks_of(here.site)}.get(number)
    if kiosk is None:
        raise click.ClickException(f"there is no tablet {number} in the list")
    kiosks.revoke(here, kiosk)
    click.echo(f"{kiosk.label} can no longer be used")
