"""Rows that were deleted, or whose names were: what a backup may bring back.

A list of row ids and no more, kept beside the checkpoints, outside the database.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.store import database
from kiosk.store.declared import WATCHED
from kiosk.store.digests import ERASED

NAME = "erased.jsonl"
# Sessions and codes shown are deleted by the clock: a restore does that by itself.
LASTING = tuple(name for name in WATCHED if name not in ("staff_session", "handoff"))


@dataclass(frozen=True)
class Erased:
    """One row, and the entry that says so; `whole`: the row is gone, else its names alone."""

    seq: int
    table: str
    row: int
    whole: bool


def in_trail(after: int) -> Iterator[Erased]:
    """Every lasting row that an entry later than number `after` deleted or emptied of names."""
    sql = "SELECT seq, changed FROM audit_entry WHERE seq > ? AND changed IS NOT NULL ORDER BY seq"
    for seq, text in database.database.execute_sql(sql, (after,)).fetchall():
        for table, rows in json.loads(text).items():
            for row, groups in rows.items() if table in LASTING else ():
                if groups is None or groups.get("identity") == ERASED:
                    yield Erased(seq, table, int(row), groups is None)


def in_list(folder: Path, after: int) -> list[Erased] | None:
    """The same from the list beside the checkpoints; None where there is no list.

    Raises:
        ValueError: a line of it cannot be read.
    """
    file = folder / NAME
    if not file.exists():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    found = [Erased(**json.loads(line)) for line in lines]
    return [each for each in found if each.seq > after]


def last_listed(folder: Path) -> int:
    """The number of the last entry that the list knows of."""
    return max((each.seq for each in in_list(folder, 0) or ()), default=0)
