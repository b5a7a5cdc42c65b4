"""How the data stands, in numbers for whoever watches the server. Cheap: it is asked often."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from kiosk.lookups.checkpoints import ENDING
from kiosk.store import bound, database
from kiosk.store.models import AuditEntry, Lease
from kiosk.store.queries.looks import last_backup

MIN_FREE = 50 * 2**20  # bytes on the disk; with less there is a warning, and nothing is deleted


@dataclass(frozen=True)
class ServerFigures:
    """Times in seconds since 1970, UTC; None for what has never been, or is not here to see."""

    entries: int  # of the audit trail
    backup_at: int | None
    purged_at: int | None  # when what was due was last deleted to the end
    purging: bool
    checkpoint_at: float | None
    bound: bool  # whether every encrypted value is bound to its place
    log_bytes: int | None  # of SQLite's write-ahead log
    free_bytes: int | None  # on the disk of the embedded database


def look(checkpoints: Path, now: int) -> ServerFigures:
    """How it stands now (seconds since 1970, UTC). `checkpoints` is the folder of those.

    Raises:
        one of `database.FAULTS`, OSError: nobody can say.
    """
    lease = Lease.select(Lease.done_at, Lease.until).order_by(Lease.done_at.desc()).first()
    here = database.embedded()
    return ServerFigures(
        entries=AuditEntry.select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).scalar() or 0,
        backup_at=last_backup(),
        purged_at=(lease.done_at or None) if lease else None,
        purging=bool(lease and lease.until > now),
        checkpoint_at=_newest(checkpoints),
        bound=bound.all_bound(),
        log_bytes=database.log_size() if here else None,
        free_bytes=free_bytes() if here else None,
    )


def free_bytes() -> int:
    """Bytes free for the embedded database to grow into."""
    return shutil.disk_usage(database.embedded_file().parent).free


def _newest(folder: Path) -> float | None:
    files = folder.glob(f"*{ENDING}") if folder.is_dir() else ()
    return max((each.stat().st_mtime for each in files), default=None)
