"""Which servers run on a data folder, and of which release: each leaves a note there while it runs.

The note is locked by the server's own processes, so that one that was killed is told from one that
runs, whatever its number; a note that nobody holds is taken away by the next that starts.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from kiosk.private_files import new_private

NOTES = "running-*.json"


@dataclass(frozen=True)
class Server:
    """One server: `at` is where it listens, `since` in seconds since 1970, UTC."""

    pid: int
    machine: str
    at: str
    release: str
    since: int


_own: list[tuple[Path, IO[bytes], Server]] = []  # of this process, held open for its life


def announce(folder: Path, at: str, release: str) -> None:
    """Leave the note of this server; its workers, begun later, hold it as well."""
    for note in folder.glob(NOTES):
        if _read(note) is None:
            note.unlink(missing_ok=True)
    server = Server(os.getpid(), socket.gethostname(), at, release, int(time.time()))
    note = folder / f"running-{server.pid}-{os.urandom(4).hex()}.json"
    file = new_private(note)
    fcntl.flock(file, fcntl.LOCK_EX)
    file.write(json.dumps(asdict(server)).encode())
    file.flush()
    _own.append((note, file, server))


def withdraw() -> None:
    """Take the note away: the server ends."""
    while _own:
        note, file, _server = _own.pop()
        note.unlink(missing_ok=True)
        file.close()


def own() -> Server | None:
    """What this process announced, or was begun by a server that did."""
    return _own[-1][2] if _own else None


def servers(folder: Path) -> list[Server]:
    """Those that run on a data folder now."""
    return sorted(_found(folder), key=lambda each: each.since)


def _found(folder: Path) -> Iterator[Server]:
    for note in folder.glob(NOTES):
        server = _read(note)
        if server is not None:
            yield server


def _read(note: Path) -> Server | None:
    """The server that holds a note; None where none does any more, or it cannot be read."""
    try:
        with note.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Server(**json.loads(file.read()))
    except (OSError, ValueError, TypeError):
        return None
    return None
