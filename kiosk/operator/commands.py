"""What every command of the operator has: one clear line when it fails, settings, keys, a clock."""

import datetime
import time
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from kiosk.actions import bindings, keys, upkeep
from kiosk.actions.context import Context
from kiosk.config import Config, ConfigError
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import InvalidInput, Refusal
from kiosk.links import Secrets
from kiosk.lookups import fingerprints, health, trail
from kiosk.operator import founding, offline
from kiosk.store import database
from kiosk.store.sealing import FieldKeyWrong
from signing.errors import SigningError

FAILURES = (
    ConfigError,
    database.DatabaseUnfit,
    FieldKeyWrong,
    fingerprints.KeysWrong,
    OSError,
    offline.NotOk,
    PolicyError,
    Refusal,
    SigningError,
    trail.TrailBroken,
    UnicodeError,
    *database.FAULTS,
)


SITE = "askfirst.site"  # where the choice of --site is kept while a command runs


def _keep_site(ctx: click.Context, _option: click.Parameter, slug: str) -> None:
    ctx.meta[SITE] = slug


class Command(click.Command):
    """A command that fails in one line, and leaves no connection open.

    Each takes `--site`: whatever it does, it does there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = "Its short name, where there are several (`site list`). Else the first."
        site = click.Option(["--site"], default="", expose_value=False, help=where)
        site.callback = _keep_site
        self.params.append(site)

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


class Commands(AppGroup):
    """A group of such commands."""

    command_class = Command


def config() -> Config:
    """The settings of this application."""
    found: Config = current_app.config["ASKFIRST"]
    return found


def keys_held() -> Secrets:
    """The keys of this application."""
    held: Secrets = current_app.extensions["secrets"]
    return held


def now() -> int:
    """Seconds since 1970, UTC."""
    return int(current_app.config["CLOCK"]())


def context() -> Context:
    """The operator, on a database that is set up and up to date, with its own keys."""
    founding.require(config())
    database.database.connect(reuse_if_open=True)
    return upkeep.operator(keys_held(), now(), _asked_site())


def _asked_site() -> str:
    """The `--site` of the command under way; "" for none, and where a server starts."""
    ctx = click.get_current_context(silent=True)
    return str(ctx.meta.get(SITE, "")) if ctx else ""


def ready(app: Flask) -> None:
    """Look whether a server can start here; notes the keys that it is the first to be given.

    Raises:
        DatabaseUnfit: no site, one of another release, or one that cannot be written to.
        KeysWrong: its keys are not those that were given.
    """
    with app.app_context():
        try:
            here = context()
            health.require_writable()
            keys.note(here)
            bindings.end_if_none_is_left(here)
        finally:
            database.database.close()


def day(at: int) -> str:
    """A moment as the operator reads it."""
    return f"{datetime.datetime.fromtimestamp(at, datetime.UTC):%Y-%m-%d %H:%M} UTC"


class Progress:
    """Says on standard error how far a command has come, now and then: what it prints is kept."""

    EVERY = 5.0  # seconds

    def __init__(self, what: str) -> None:
        self.what = what
        self.said = time.monotonic()

    def __call__(self, things: str, count: int) -> None:
        """`count` of these were looked at by now."""
        if time.monotonic() - self.said >= self.EVERY:
            self.said = time.monotonic()
            click.echo(f"{self.what}: {count} {things}", err=True)
