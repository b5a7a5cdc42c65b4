"""The operator's commands for the people who may sign in."""

import sys

import click

from kiosk import links
from kiosk.actions import account, invitations, memberships, practice, staff
from kiosk.actions.context import Context
from kiosk.domain.membership import Term, in_words, read_term
from kiosk.domain.practice import mark
from kiosk.domain.roles import as_text
from kiosk.domain.vocabulary import REQUIRED_OF, ROLES, RequiredOf
from kiosk.operator.commands import Commands, config, context, day
from kiosk.store import queries

staff_commands = Commands("staff", help="People who may sign in.")

roles_option = click.option(
    "--role",
    "roles",
    multiple=True,
    default=["clinician"],
    type=click.Choice(ROLES),
    show_default=True,
    help="Give it again for each further role.",
)
from_option = click.option("--from", "since", default="", help="First day, like 25 December 2026.")
until_option = click.option("--until", default="", help="Last day; it ends by itself after it.")


def link_address(key: str) -> str:
    """Where a link leads, for whoever it is given to."""
    return f"{config().public_url}/staff/invited/{key}"


def show_link(key: str) -> None:
    """Print a link, and how long it works."""
    click.echo(f"  {link_address(key)}")
    click.echo(f"  shown this once; it works once, within {invitations.LIFE // 3600} hours")


@staff_commands.command("invite")
@click.argument("label")
@roles_option
@from_option
@until_option
def invite(label: str, roles: tuple[str, ...], since: str, until: str) -> None:
    """Make a link for a new person, who chooses their own name and password. LABEL: whom for."""
    here = context()
    key = invitations.invite(here, label, roles, _term(here, since, until))
    click.echo(f"Give this link to {label}:")
    show_link(key)


@staff_commands.command("invitations")
def list_invitations() -> None:
    """The links that nobody has used yet."""
    here = context()
    for each in queries.invitations_of(here.site, here.now):
        until = day(each.expires_at)
        click.echo(f"{each.id:4} {each.roles:27} {each.label}, works until {until}")


@staff_commands.command("withdraw")
@click.argument("number", type=int)
def withdraw(number: int) -> None:
    """Stop a link that nobody has used yet, by its number in `staff invitations`."""
    here = context()
    link = queries.invitation_at(here.site, number)
    if link is None:
        raise click.ClickException(f"there is no link {number} here")
    invitations.withdraw(here, link)
    click.echo(f"The link for {link.label} works no longer")


@staff_commands.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As colleagues and record notes call them.")
@roles_option
@click.option("--job", default="", help="Job title, such as Locum GP.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_staff(
    username: str, name: str, roles: tuple[str, ...], job: str, password_stdin: bool
) -> None:
    """Add an account of your own, with a password from standard input; invite everybody else."""
    here = context()
    if not password_stdin:  # nobody waits for a prompt
        raise click.ClickException("invite people, or give a password with --password-stdin")
    password = sys.stdin.readline().rstrip("\r\n")
    person = staff.add(here, username, name, roles, job, password)
    click.echo(f"{person.name} can sign in at {config().public_url}/staff/")
    click.echo(f"  user name {person.username}")


@staff_commands.command("list")
@click.option("--all", "everyone", is_flag=True, help="Those still to come and who left, too.")
def list_staff(everyone: bool) -> None:
    """Everyone who may sign in."""
    here = context()
    for each in queries.members_of(here.site):
        person, term = each.person, in_words(each.term, here.now, here.site.timezone)
        if everyone or each.term.presence(here.now) == "here":
            words = f"{person.name}, {person.job or 'no job'}{f'. {term}' if term else ''}"
            click.echo(f"{person.username:20} {as_text(each.roles):27} {words}")


@staff_commands.command("reset")
@click.argument("username")
def reset_staff(username: str) -> None:
    """Make a link for a new password; the old one stops, and they are signed out everywhere."""
    here, who = _the(username)
    key = invitations.reset(here, who.person)
    click.echo(f"{who.person.name} is signed out everywhere. Give them this link:")
    show_link(key)
    _say_running(here, who)


@staff_commands.command("roles")
@click.argument("username")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="All of them."
)
def set_roles(username: str, roles: tuple[str, ...]) -> None:
    """Say what a person is here from now on."""
    here, who = _the(username)
    memberships.set_roles(here, who.person, roles)
    click.echo(f"{who.person.name} is {', '.join(roles)} now")
    if "clinician" not in roles:
        _say_running(here, who)


@staff_commands.command("dates")
@click.argument("username")
@from_option
@until_option
def set_dates(username: str, since: str, until: str) -> None:
    """Say from when until when a person is here; what is not given has no limit."""
    here, who = _the(username)
    term = _term(here, since, until)
    memberships.set_term(here, who.person, term)
    words = in_words(term, here.now, here.site.timezone) or "no end is known"
    click.echo(f"{who.person.name}: {words}")
    if term.presence(here.now) != "here":
        _say_running(here, who)


@staff_commands.command("leave")
@click.argument("username")
def leave(username: str) -> None:
    """A person leaves now: signed out everywhere, and they cannot sign in."""
    here, who = _the(username)
    memberships.end(here, who.person)
    click.echo(f"{who.person.name} has left, and is signed out everywhere")
    _say_running(here, who)


@staff_commands.command("return")
@click.argument("username")
@roles_option
@from_option
@until_option
def come_back(username: str, roles: tuple[str, ...], since: str, until: str) -> None:
    """Somebody who left comes back, with the password that they had."""
    here, who = _the(username)
    memberships.begin(here, who.person, roles, _term(here, since, until))
    click.echo(f"{who.person.name} is back as {', '.join(roles)}")


@staff_commands.command("also")
@click.argument("username")
@roles_option
@from_option
@until_option
def also_here(username: str, roles: tuple[str, ...], since: str, until: str) -> None:
    """Somebody of another site works at this one too, with the password that they have."""
    here = context()
    person = queries.person_called(username.strip().lower())
    if person is None:
        raise click.ClickException(f"nobody has the user name {username}: invite them")
    memberships.add(here, person, roles, _term(here, since, until))
    click.echo(f"{person.name} is {', '.join(roles)} at {here.site.name} too")


@staff_commands.command("sign-out")
@click.argument("username")
def sign_out(username: str) -> None:
    """Sign a person out everywhere; they can sign in again."""
    here, who = _the(username)
    account.sign_out_elsewhere(here, who.person)
    click.echo(f"{who.person.name} is signed out everywhere")
    _say_running(here, who)


def _the(username: str) -> tuple[Context, queries.Member]:
    here = context()
    known = {each.person.username: each for each in queries.members_of(here.site)}
    if username.strip().lower() not in known:
        raise click.ClickException(f"nobody here has the user name {username}")
    return here, known[username.strip().lower()]


def _term(here: Context, since: str, until: str) -> Term:
    return read_term({"since": since, "until": until}, here.now, here.site.timezone)


def _say_running(here: Context, who: queries.Member) -> None:
    """Stopping can never be lost: whoever did this is told what goes on."""
    for each in queries.running_of(who.person, here.now, here.now):
        code = links.shown_code(here.secrets, each.jti, each.code_turn, each.page_hash)
        click.echo(f"  recording {code} goes on: the locked screen can still pause and stop it")


@staff_commands.command("second-step")
@click.argument("required", type=click.Choice(REQUIRED_OF))
def require_second_step(required: RequiredOf) -> None:
    """Say of whom a second step is required, from their next sign-in on."""
    here = context()
    practice.set_second_step(here, required, mark(here.site.second_step))
    click.echo(f"A second step when signing in is required of {required}")
