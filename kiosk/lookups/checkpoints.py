"""Checkpoints: the signed head of the trail, kept outside the database, one small file each."""

from dataclasses import dataclass
from pathlib import Path

from signing.errors import BadNote
from signing.keys import KeyRing
from signing.merkle import Tree
from signing.notes import Checkpoint, read

ENDING = ".checkpoint"


@dataclass(frozen=True)
class Kept:
    """A checkpoint and the file it is in; None where the file holds none of ours."""

    file: Path
    checkpoint: Checkpoint | None


def kept_in(folder: Path, keys: KeyRing) -> list[Kept]:
    """Every checkpoint in a folder, the shortest log first."""
    files = sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    found = [Kept(file, _read(file, keys)) for file in files]
    return sorted(found, key=lambda each: each.checkpoint.size if each.checkpoint else 0)


def last_size(folder: Path, keys: KeyRing) -> int:
    """How many entries the last checkpoint says that there were; 0 where there is none."""
    sizes = [each.checkpoint.size for each in kept_in(folder, keys) if each.checkpoint]
    return max(sizes, default=0)


def name_of(size: int) -> str:
    """The file's name: by the length of the log, so that they sort."""
    return f"{size:012d}{ENDING}"


class Heads:
    """Holds the checkpoints against the trail while that is read, entry by entry."""

    def __init__(self, keys: KeyRing | None = None, folder: Path | None = None) -> None:
        kept = kept_in(folder, keys) if folder and keys else []
        self.tree = Tree()
        self.heard = 0
        self._fault = next((_unread(each) for each in kept if each.checkpoint is None), "")
        self._ahead = [each.checkpoint for each in kept if each.checkpoint]
        self._compare()

    def hear(self, entry_hash: str) -> None:
        """The next entry of the trail, by its hash. Raises ValueError if that is none."""
        self.tree.append(bytes.fromhex(entry_hash))
        self._compare()

    def _compare(self) -> None:
        while self._ahead and self._ahead[0].size == self.tree.size:
            checkpoint = self._ahead.pop(0)
            self.heard += 1
            if checkpoint.root != self.tree.root and not self._fault:
                self._fault = (
                    f"the first {checkpoint.size} audit entries are not those that the "
                    "checkpoint was made of: the trail was rewritten"
                )

    def fault(self) -> str:
        """The first checkpoint that the trail does not fit, once all of it was heard, or ""."""
        if self._ahead and not self._fault:
            return (
                f"the trail ends at entry {self.tree.size}, and a checkpoint knows "
                f"{self._ahead[-1].size}: it was cut short, or is an older database"
            )
        return self._fault


def _read(file: Path, keys: KeyRing) -> Checkpoint | None:
    try:
        return read(file.read_text(encoding="utf-8"), keys)
    except (BadNote, UnicodeDecodeError):
        return None


def _unread(kept: Kept) -> str:
    return f"{kept.file.name} is no checkpoint that was signed here"
