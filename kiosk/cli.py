"""The operator's commands: `flask --app wsgi …`. Each exits non-zero with one clear line.

A command does four things: guard, parse, call one action, print.
"""

import datetime
import secrets as random_words
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from kiosk import doctor
from kiosk.actions import evidence, keys, kiosks, policies, sites, staff, trail, upkeep
from kiosk.actions.context import Context, Secrets
from kiosk.config import Config, ConfigError, receipt_key_file, write_private
from kiosk.domain.policy import PolicyError
from kiosk.domain.refusals import InvalidInput, NotFound, Refusal
from kiosk.store import database, queries
from kiosk.store.fields import FieldKeyWrong
from kiosk.store.models import Kiosk, Staff
from signing.errors import BadKeyFile, SigningError
from signing.keys import KeyRing

FAILURES = (
    ConfigError,
    database.DatabaseUnfit,
    FieldKeyWrong,
    OSError,
    PolicyError,
    Refusal,
    SigningError,
    trail.TrailBroken,
    *database.FAULTS,
)


class _Command(click.Command):
    """A command that fails in one line, and leaves no connection open."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FAILURES as error:
            raise click.ClickException(_in_one_line(error)) from error
        finally:
            database.database.close()


def _in_one_line(error: Exception) -> str:
    if isinstance(error, InvalidInput):
        words = "; ".join(error.errors.values())
    elif isinstance(error, database.FAULTS):
        words = f"the database says: {error}"
    else:
        words = str(error) or getattr(error, "code", type(error).__name__)
    return " ".join(words.split())


class _Commands(AppGroup):
    """A group of such commands."""

    command_class = _Command
    group_class = type


commands = _Commands("operator")
staff_commands = commands.group("staff", cls=_Commands, help="People who sign in.")(lambda: None)
kiosk_commands = commands.group("kiosk", cls=_Commands, help="Tablets.")(lambda: None)
policy_commands = commands.group("policy", cls=_Commands, help="The rules.")(lambda: None)
