"""Files that only their owner may read: keys, and the heads of the audit trail."""

import os
import secrets
import stat
from pathlib import Path
from typing import BinaryIO


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, and on the disk: nobody ever reads half of it (mode 0600).

    One that is there keeps its owner and mode, whoever replaces it; a new one that root makes is
    its folder's owner's.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with new_private(part) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    own_like(part, path)
    part.replace(path)


def new_private(path: Path) -> BinaryIO:
    """Open a file that is not there yet, to write to it (mode 0600). Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def own_like(fresh: Path, before: Path) -> None:
    """Give a new file the owner and mode of the one that it replaces, else its folder's owner."""
    held = before.stat() if before.exists() else None
    if held is not None:
        fresh.chmod(stat.S_IMODE(held.st_mode))
    if os.geteuid() == 0:  # nobody else may give a file away
        owner = held or fresh.parent.stat()
        os.chown(fresh, owner.st_uid, owner.st_gid)
