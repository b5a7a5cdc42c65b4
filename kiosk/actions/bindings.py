"""Write encrypted values again: bound to the random id of their row, with the newest field key.

In small steps, each a transaction of its own, so that nobody waits for long and a run that was cut
short goes on where it stopped: what is written again needs it no more. A row that gets its id has
an entry (the id is a fact); with another key a row says what it said, and the trail is silent.
"""

import time
from dataclasses import dataclass
from typing import Any

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.store import bound
from kiosk.store.bound import ALL_BOUND
from kiosk.store.declared import WATCHED
from kiosk.store.fields import encrypted_fields
from kiosk.store.models import PLACED, Placed
from kiosk.store.rows import due_again, write_again
from kiosk.store.sealing import FieldKeyWrong, Place, fresh_place, newest_mark, opened, seal

MAX_ROWS = 50  # in one transaction: some thirty milliseconds
PAUSE = 0.02  # seconds in which whoever waits to write comes in


@dataclass(frozen=True)
class Rewritten:
    """How many rows were written again, and how many values no key opens: they stay as stored."""

    rows: int
    unreadable: int


def rewrite(context: Context) -> Rewritten:
    """Write every encrypted value again that is not bound, or not of the newest key.

    Raises:
        FieldKeyWrong: the newest field key was dropped meanwhile.
    """
    rows = unreadable = 0
    for model in PLACED:
        after = -1
        while True:
            with change(context, "fields.bind") as made:
                batch = due_again(_table(model), _columns(model), newest_mark(), after, MAX_ROWS)
                done = [_again(_table(model), _columns(model), each) for each in batch]
                fresh = sum(each.placed for each in done)
                if fresh and _table(model) in WATCHED:
                    made.audit(f"table:{_table(model)}", rows=fresh)
            if not batch:
                break
            rows += sum(each.written for each in done)
            unreadable += sum(each.unreadable for each in done)
            after = batch[-1]["id"]
            time.sleep(PAUSE)
    return Rewritten(rows, unreadable)


def rewrite_all(context: Context) -> Rewritten:
    """The same, and note that from here on a value which is bound to no row is a fault."""
    done = rewrite(context)
    _end(context, done.unreadable)
    return done


def end_if_none_is_left(context: Context) -> None:
    """Note it of a database that has no row of before: a new one, or one that was cut short."""
    if not bound.all_bound() and not any(_of_before(model) for model in PLACED):
        _end(context, 0)


def _end(context: Context, unreadable: int) -> None:
    with change(context, ALL_BOUND) as made:
        if not bound.all_bound():
            made.audit("database", unreadable=unreadable)


@dataclass(frozen=True)
class _Done:
    written: bool
    placed: bool
    unreadable: int


def _again(table: str, columns: tuple[str, ...], row: dict[str, Any]) -> _Done:
    """Seal one row again. What no key opens stays as it is stored, for whoever can mend it."""
    told, lost = {}, 0
    for name in columns:
        try:
            told[name] = opened(row[name], Place(table, name, row["place"]))
        except FieldKeyWrong:
            lost += 1
    if lost and not any(told.values()):
        return _Done(written=False, placed=False, unreadable=lost)
    place = row["place"] or fresh_place()
    sealed = {
        name: seal(text, Place(table, name, place)) if text else text for name, text in told.items()
    }
    write_again(table, row["id"], {"place": place, **sealed})
    return _Done(written=True, placed=row["place"] is None, unreadable=lost)


def _table(model: type[Placed]) -> str:
    return str(model._meta.table_name)


def _columns(model: type[Placed]) -> tuple[str, ...]:
    return tuple(each.column_name for each in encrypted_fields(model))


def _of_before(model: type[Placed]) -> bool:
    return bool(model.select(model.id).where(model.place.is_null()).exists())
