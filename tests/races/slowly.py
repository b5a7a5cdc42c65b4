"""The operator's commands, encrypting again one row at a time: `flask --app tests.races.slowly`."""

from kiosk.actions import bindings
from wsgi import app

__all__ = ["app"]
bindings.MAX_ROWS = 1
bindings.PAUSE = 0.2
