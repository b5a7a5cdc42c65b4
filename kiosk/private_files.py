"""Files that only their owner may read: keys, and the heads of the audit trail."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, and on the disk: nobody ever reads half of it (mode 0600)."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with new_private(part) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def new_private(path: Path) -> BinaryIO:
    """Open a file that is not there yet, to write to it (mode 0600). Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
