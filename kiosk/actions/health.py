"""Whether the database and its disk are fit for use."""

import shutil
from pathlib import Path

import peewee

from kiosk.store.database import database, pending

LEAST_FREE = 50 * 1024 * 1024  # bytes


def faults() -> list[str]:
    """What is wrong, as short fixed words: `database`, `migrations`, `disk`."""
    found = []
    try:
        if pending():
            found.append("migrations")
    except peewee.DatabaseError:
        return ["database"]
    file = Path(str(database.obj.database))
    if file.exists() and shutil.disk_usage(file.parent).free < LEAST_FREE:
        found.append("disk")
    return found
