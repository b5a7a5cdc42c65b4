"""What this thread's connection wrote: every row, however it was written, until an entry names it.

The database itself tells, before it writes a row: neither a raw statement nor a prepared one gets
past. That is SQLite; on a server triggers do it (triggers.py).
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.store import digests
from kiosk.store.declared import WATCHED

Changed = dict[str, dict[str, dict[str, str] | None]]  # of an entry: table, row, group, digest


class NotEntered(Exception):
    """A fault of this program: it changed a row that its audit entry does not name."""

    for_operator = True  # a log may say it (serving/faults.py)


@dataclass(frozen=True)
class Written:
    """One row that was written, and its digests by group; None: the row is gone."""

    table: str
    row: int
    groups: dict[str, str] | None


class Notes:
    """The rows of watched tables that were written since the last entry, with what they held."""

    def __init__(self, run: Callable[..., Any], layout: Callable[[str], tuple[str, ...]]) -> None:
        self._run = run
        self._layout = layout
        self._thread = threading.local()
        self._layouts: dict[str, tuple[str, ...]] = {}

    def note(self, seen: Any) -> None:
        """The database is about to write a row. What it held at first is kept; None: it is new."""
        if seen.table_name in WATCHED:
            self._rows.setdefault((seen.table_name, seen.rowid), seen.old)

    def forget(self) -> None:
        """Nothing of it counts: it was rolled back, or an entry has named it."""
        self._rows.clear()

    def forget_layouts(self) -> None:
        """The columns have changed."""
        self._layouts.clear()

    def written(self) -> Iterator[Written]:
        """Every row that says something else than before, in order."""
        for (table, row), old in sorted(self._rows.items(), key=lambda each: each[0]):
            changed = self._change(table, row, old)
            if changed is not None:
                yield changed

    @property
    def _rows(self) -> dict[tuple[str, int], tuple[Any, ...] | None]:
        if not hasattr(self._thread, "rows"):
            self._thread.rows = {}
        rows: dict[tuple[str, int], tuple[Any, ...] | None] = self._thread.rows
        return rows

    def _change(self, table: str, row: int, old: tuple[Any, ...] | None) -> Written | None:
        now = self._run(f"SELECT * FROM {table} WHERE id = ?", (row,)).fetchone()  # noqa: S608
        before = None if old is None else self._named(table, old)
        return written(table, row, before, None if now is None else self._named(table, now))

    def _named(self, table: str, values: tuple[Any, ...]) -> digests.Row:
        if table not in self._layouts:
            self._layouts[table] = self._layout(table)
        # A row that a migration wrote before it added a column was noted without that one.
        names = self._layouts[table]
        return dict(zip(names, values + (None,) * (len(names) - len(values)), strict=True))


def written(
    table: str, row: int, before: digests.Row | None, now: digests.Row | None
) -> Written | None:
    """What became of a row, if anything: None before: it is new; None now: it is gone."""
    if now is None:
        return None if before is None else Written(table, row, None)
    groups = _groups(table, before, now)
    return Written(table, row, groups) if groups else None


def _groups(table: str, before: digests.Row | None, now: digests.Row) -> dict[str, str]:
    """The digests of the groups in which a row differs from before."""
    columns, groups = WATCHED[table], {}
    if before is None or _differ(before, now, columns.facts):
        groups["facts"] = digests.facts(table, now)
    # Encrypted anew with another key it says what it said.
    same = before is not None and columns.identity and digests.say_the_same(table, before, now)
    if columns.identity and not same:
        groups["identity"] = digests.identity(table, now)
    return groups


def _differ(before: digests.Row, now: digests.Row, names: frozenset[str]) -> bool:
    return any(before[name] != now[name] for name in names)


def as_changed(written: Iterator[Written]) -> Changed:
    """What an entry says of the rows that were written."""
    changed: Changed = {}
    for each in written:
        changed.setdefault(each.table, {})[str(each.row)] = each.groups
    return changed
