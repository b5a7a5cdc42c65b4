"""The operator's commands for the sites of one installation, and what each allows."""

import click

from kiosk.actions import practice, sites
from kiosk.domain import local
from kiosk.domain.practice import mark
from kiosk.operator.commands import Commands, config, context, day, keys_held, now
from kiosk.operator.staff_commands import show_link
from kiosk.store import queries

site_commands = Commands("site", help="The places that share this installation.")


@site_commands.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="What patients see at the top of each page.")
@click.option("--closes", default="", help="Closing time as HH:MM; empty for never.")
def add_site(slug: str, name: str, closes: str) -> None:
    """Open a site. SLUG: its short name, for --site and in its receipts, kept for ever."""
    context()
    opened = sites.add(keys_held(), now(), name=name, slug=slug, closes=closes)
    click.echo(f"{opened.site.name} is open, as {opened.site.slug}. Shown this once:")
    click.echo(f"  Tablet    {config().public_url}/kiosk/pair   pairing code {opened.pairing_code}")
    click.echo("  Its first manager, who is new here:")
    show_link(opened.invitation)
    click.echo(f"  One who is here already: staff also USER --role manager --site {slug}")


@site_commands.command("list")
def list_sites() -> None:
    """Every site, closed ones too."""
    here = context()
    for each in queries.all_sites():
        people = len(queries.people_of(each, here.now))
        state = f"closed {day(each.closed_at)}" if each.closed_at else f"open, {people} people"
        click.echo(f"{each.slug:20} {each.name}: {state}")


@site_commands.command("close")
@click.argument("slug")
def close_site(slug: str) -> None:
    """Close a site for good: nobody can ask there, and its tablets are shut out."""
    here = context()
    site = queries.site_called(slug)
    if site is None:
        raise click.ClickException(f"there is no site {slug}: see `site list`")
    sites.close(here, site)
    click.echo(f"{site.name} is closed. Its receipts can still be checked, and its data is kept")


@site_commands.command("allows")
def list_choices() -> None:
    """What patients can ask for here."""
    allows = context().site.allows
    for key, each in local.CHOICES.items():
        value = local.value_of(allows, key)
        click.echo(f"{key:7} {value:4} {each.title}: {each.words[value]}")


@site_commands.command("allow")
@click.argument("choice", type=click.Choice(local.CHOICE_KEYS))
@click.argument("value")
def allow(choice: local.Choice, value: str) -> None:
    """Choose what patients can ask for here, such as `site allow video no`."""
    here = context()
    if value not in local.CHOICES[choice].words:
        known = ", ".join(local.CHOICES[choice].words)
        raise click.ClickException(f"{choice} is one of {known}")
    held = {key: local.value_of(here.site.allows, key) for key in local.CHOICE_KEYS}
    made = local.chosen({**held, choice: value})
    practice.set_allowed(here, made, mark(here.site.allows))
    each = local.CHOICES[choice]
    click.echo(f"{here.site.name}. {each.title}: {each.words[value]}")
