"""The databases that `restore` kept aside: copies of everything, kept as long as backups are."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from kiosk.domain.retention import period
from kiosk.store import database
from kiosk.store.models import Site

# As `restore` names them, with the log that may lie beside; nothing else is touched.
NAME = re.compile(r"\.before-(\d{4}-\d\d-\d\dT\d{6})Z(-wal|-shm)?")


def kept_aside() -> Iterator[tuple[Path, int]]:
    """Each file that a restore left beside the embedded database, and when (seconds, UTC)."""
    if not database.embedded():
        return
    file = database.embedded_file()
    for path in sorted(file.parent.glob(f"{file.name}.before-*")):
        if found := NAME.fullmatch(path.name.removeprefix(file.name)):
            at = datetime.datetime.strptime(found.group(1), "%Y-%m-%dT%H%M%S")  # noqa: DTZ007
            yield path, int(at.replace(tzinfo=datetime.UTC).timestamp())


def keep() -> int:
    """For how many seconds: as long as backups, at the site that keeps those for the least."""
    usual = period({}, "backups")  # of a database without a site
    return min((period(site.retention, "backups") for site in Site.select()), default=usual)


def prune(now: int) -> list[str]:
    """Delete those whose time is over; returns their names. `now` in seconds since 1970, UTC."""
    due = [path for path, at in kept_aside() if at <= now - keep()]
    for path in due:
        path.unlink(missing_ok=True)
    return [path.name for path in due]
