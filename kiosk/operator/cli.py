"""The operator's commands: `flask --app wsgi …`. Each exits non-zero with one clear line.

A command does four things: guard, parse, call one action, print. Each group has a file.
"""

from flask import Flask

from kiosk.operator.key_commands import key_commands
from kiosk.operator.kiosk_commands import kiosk_commands
from kiosk.operator.nightly_commands import nightly_commands
from kiosk.operator.policy_commands import policy_commands
from kiosk.operator.receipt_commands import audit_commands, receipt_commands
from kiosk.operator.server_commands import server_commands
from kiosk.operator.site_commands import site_commands
from kiosk.operator.staff_commands import staff_commands
from kiosk.operator.upkeep_commands import upkeep_commands

GROUPS = (
    site_commands,
    staff_commands,
    kiosk_commands,
    policy_commands,
    receipt_commands,
    audit_commands,
    key_commands,
)


def install(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (
        *upkeep_commands.commands.values(),
        *nightly_commands.commands.values(),
        *server_commands.commands.values(),
        *GROUPS,
    ):
        app.cli.add_command(command)
