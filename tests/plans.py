"""How the database finds the rows of each statement that is really run: by an index, or by reading
a table from end to end.

The connection itself tells what it runs, with the values: whoever wrote the statement, it is here.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from kiosk.store.database import Embedded, database

# These have a few rows at one place, and stay as they are however many patients come: who works
# there, its tablets and rules, and what is kept of the database itself.
SMALL = {
    *("site", "kiosk", "staff", "membership", "passkey", "invitation", "policy", "policy_text"),
    *("restored", "key_print", "lease", "one_time_codes", "recovery_code", "concern_wording"),
    *("deletion", "turned_away", "failed_sign_in", "schema_migration", "sqlite_master"),
    "main.sqlite_master",
    # A few in a year, and looked through by a manager.
    *("concern", "concern_step", "concern_detail", "concern_support", "hold"),
    *("patient_request", "numbers"),
    # Of the last hours alone: deleted once their time is over.
    *("journey", "handoff", "attempt", "staff_session"),
}
# Of a column that many rows share, an index alone leads to all of them: to the site's every
# consent, to all that one clinician ever verified.
SHARED = {"site_id", "site", "text_id", "kiosk_id", "staff_id", "verified_by_id", "door", "verb"}
# Indexes over a few rows of a large table: a look at all of them is a look at a few.
FEW = ("recording_running", "audit_entry_backup", "audit_entry_bound")
READS = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")
_STEP = re.compile(r"(SCAN|SEARCH) (\S+)(?: USING (.+?))?(?: \((.+)\))?(?: LEFT-JOIN)?$")


@dataclass(frozen=True)
class Wide:
    """A step of a statement that reads more rows the longer a place is at work."""

    step: str
    sql: str


@contextmanager
def ran() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that this process runs meanwhile, with its values, in order."""
    sent: list[tuple[str, Any]] = []

    def note(_cursor: Any, sql: str, values: Any) -> bool:
        sent.append((sql, values))
        return True

    hooks = Embedded._add_conn_hooks

    def opened(self: Embedded, conn: Any) -> None:
        hooks(self, conn)
        conn.exec_trace = note

    with mock.patch.object(Embedded, "_add_conn_hooks", opened):
        here = database.connection()
        here.exec_trace = note
        try:
            yield sent
        finally:
            here.exec_trace = None


def wide(run: Callable[[], Any]) -> list[Wide]:
    """The steps of what is run that read a table, or most of it, where an index would lead."""
    with ran() as sent:
        run()
    known = {sql: values for sql, values in sent if sql.lstrip().startswith(READS)}
    assert known, "nothing was asked of the database"
    return [Wide(step, sql) for sql, values in known.items() for step in _wide(sql, values)]


def plan(sql: str, values: Any) -> list[str]:
    """The steps in which the database carries a statement out."""
    rows = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values or ()).fetchall()
    return [step for *_numbers, step in rows]


def _wide(sql: str, values: Any) -> Iterator[str]:
    if "(0 = 1)" in sql or "IN ()" in sql or "_anew" in sql or _stops_at_once(sql):
        return  # a small table that is written anew has its name of that time no more
    for step in plan(sql, values):
        found = _STEP.match(step)
        if not found or re.search(rf'SELECT (MIN|MAX)\("{re.escape(found[2])}"', sql):
            continue  # the first or the last of an index
        if _is_wide(_table(sql, found[2]), found):
            yield step


def _stops_at_once(sql: str) -> bool:
    """The newest row alone, from the end of the table or index: no more is read than that."""
    return bool(
        re.search(r'ORDER BY "t1"\."(seq|id)" DESC LIMIT', sql)
        or (" WHERE " not in sql and sql.endswith("LIMIT ?"))
    )


def _is_wide(table: str, found: re.Match[str]) -> bool:
    if found[3] and found[3].rpartition(" ")[2] in FEW:
        return False
    if table in SMALL or table.startswith(("(", "CONSTANT", "_wrapped")):
        return False
    kind, by = found[1], found[4] or ""
    terms = [each for each in by.split(" AND ") if each]
    led = [each for each in terms if re.split(r"[=<>]", each)[0] not in SHARED]
    led = [each for each in led if each != "rowid<?"]  # below the newest is all but one
    return kind == "SCAN" or not led


def _table(sql: str, name: str) -> str:
    """The table behind an alias such as `t1`."""
    found = re.search(rf'"(\w+)" AS "{re.escape(name)}"', sql)
    return found[1] if found else name.strip('"')
