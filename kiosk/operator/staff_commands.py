"""The operator's commands for the people who may sign in."""

import secrets as random_words
import sys

import click

from kiosk import links
from kiosk.actions import staff
from kiosk.domain.roles import as_text
from kiosk.domain.vocabulary import ROLES
from kiosk.operator.commands import Commands, config, context
from kiosk.store import queries

staff_commands = Commands("staff", help="People who may sign in.")

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
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=["clinician"],
    type=click.Choice(ROLES),
    show_default=True,
    help="Give it again for each further role.",
)
@click.option("--job", default="", help="Job title, such as Locum GP.")
@password_option
def add_staff(
    username: str, name: str, roles: tuple[str, ...], job: str, password_stdin: bool
) -> None:
    """Let a person sign in."""
    here = context()
    password, words = _password(password_stdin)
    person = staff.add(here, username, name, roles, job, password)
    click.echo(f"{person.name} can sign in at {config().public_url}/staff/")
    click.echo(f"  user name {person.username}{words}")


@staff_commands.command("list")
def list_staff() -> None:
    """Everyone who may sign in."""
    for person, roles in queries.people_of(context().site):
        words = as_text(roles)
        click.echo(f"{person.username:20} {words:27} {person.name}, {person.job or 'no job'}")


@staff_commands.command("reset")
@click.argument("username")
@password_option
def reset_staff(username: str, password_stdin: bool) -> None:
    """Give a person a new password, and sign them out everywhere."""
    here = context()
    people = {each.username: each for each, _roles in queries.people_of(here.site)}
    person = people.get(username.strip().lower())
    if person is None:
        raise click.ClickException(f"nobody here has the user name {username}")
    password, words = _password(password_stdin)
    staff.reset(here, person, password)
    click.echo(f"{person.name} has a new password, and is signed out everywhere")
    click.echo(f"  user name {person.username}{words}")
    for each in queries.running_of(person, here.now, here.now):
        code = links.shown_code(here.secrets, each.jti, each.code_turn)
        click.echo(f"  recording {code} goes on: the locked screen can still pause and stop it")
