"""A site moves from its file to a server: once, whole, and looked at before it counts."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.actions import upkeep
from kiosk.actions.change import change
from kiosk.links import Secrets
from kiosk.lookups import trail
from kiosk.store import database, database_file, moving
from kiosk.store.unfit import DatabaseUnfit


@dataclass(frozen=True)
class Moved:
    """What was moved: rows, audit entries and receipts that verify there; where the file is now."""

    rows: int
    entries: int
    receipts: int
    aside: Path


def move(secrets: Secrets, now: int, url: str, folder: Path) -> Moved:
    """Copy the embedded database to the empty one at `url`, verify it there, put the file aside.
    `folder` is where the checkpoints are.

    All rows are copied in one transaction: one that breaks leaves none, and can be begun again.

    Raises:
        DatabaseUnfit: a server has the file open, the other database is not empty, or what it holds
            in the end is not what was read.
    """
    upkeep.operator(secrets, now)  # this release's schema, its own keys
    file = database.embedded_file()
    aside = file.with_name(f"{file.name}.moved-{now}")
    database.database.close()
    with database_file.alone(file) as source:
        with moving.on_server(url) as target:
            moving.require_empty()
            database.migrate()
            with database.database.atomic():
                target.execute_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
                counts = moving.copy_all(source, target)
                walked = _verified(secrets, folder)
            with change(upkeep.operator(secrets, now), "database.move") as made:
                made.audit("database", rows=sum(counts.values()))
        file.rename(aside)
    return Moved(sum(counts.values()), walked.entries, walked.receipts, aside)


def _verified(secrets: Secrets, folder: Path) -> trail.Walked:
    try:
        return trail.verify(secrets, folder)
    except trail.TrailBroken as error:
        raise DatabaseUnfit(f"nothing was moved: {error}") from error
