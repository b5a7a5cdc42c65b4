"""The folder in which the workers of one server count together, for `/metrics`.

prometheus-client maps its files into memory. On a disk that is full, writing to such a file ends
the process (SIGBUS), so the folder is in memory itself where the system has a place for that.
"""

import os
import shutil
import tempfile
from pathlib import Path

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # the environment's name for that folder
PREFIX = "ask-first-counts-"
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of one's own is made in it


def begin() -> Path:
    """Make the folder of this server, before prometheus-client is loaded; that of one that was
    killed goes.
    """
    place = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    os.environ[SHARED] = str(folder)
    return folder


def worker_ended(pid: int) -> None:
    """Forget the figures of a worker that say how things are now (gauges); its sums stay."""
    folder = os.environ.get(SHARED)
    for file in Path(folder).glob(f"gauge_live*_{pid}.db") if folder else ():
        file.unlink(missing_ok=True)


def end() -> None:
    """Take the folder away."""
    if folder := os.environ.pop(SHARED, None):
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    for each in place.glob(f"{PREFIX}*"):
        try:
            owner = int(each.name.removeprefix(PREFIX).split("-")[0])
            os.kill(owner, 0)
        except ProcessLookupError:
            shutil.rmtree(each, ignore_errors=True)
        except (ValueError, OSError):
            continue  # somebody else's
