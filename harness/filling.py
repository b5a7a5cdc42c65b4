"""Fills a database with as many consents as years bring, as signing and deciding leave them: rows,
entries of the trail with their digests, receipts and decisions that are signed. `audit verify`
finds it whole.

`python -m harness.filling COUNT TODAY`, in the environment of a server whose data has a consent
that was agreed (`harness.prepare agreed 1`): each row is a copy of that one, with a person of its
own. Plain inserts, on two processes: one works out rows and signs, the other chains and writes.
"""

import hashlib
import json
import marshal
import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import apsw

from harness.filling_rows import Chained, Maker, Plan
from kiosk.config import Config

CHUNK = 1000  # consents that are worked out at a time
MAKERS = 2
QUICK = {"journal_mode": "off", "synchronous": "off", "cache_size": -800_000, "foreign_keys": 0}
Rows = dict[str, list[tuple[Any, ...]]]  # by table
TABLES = ("consent", "sought", "verification", "decision", "audit_entry")


def main() -> None:
    count, today = int(sys.argv[1]), int(sys.argv[2])
    config = Config.from_env()
    made = fill(config, count, today, now=int(time.time()))
    json.dump(made, sys.stdout)


def fill(config: Config, count: int, today: int, now: int) -> dict[str, int]:
    """Bring the database to `count` consents, `today` of them of the last hours."""
    file = config.database_url.removeprefix("sqlite:///")
    con = apsw.Connection(file)
    for name, value in QUICK.items():
        con.execute(f"PRAGMA {name} = {value}").fetchall()
    plan = _plan(con, count, today, now)
    laid_aside = _lay_aside(con)
    with con:
        writer = _Writer(con, plan)
        for rows in _made(plan, writer):
            writer.write(rows)
    for sql in laid_aside:
        con.execute(sql)
    con.execute("PRAGMA journal_mode = wal").fetchall()
    con.close()
    return {"consents": writer.written + 1, "entries": writer.seq}


def _plan(con: apsw.Connection, count: int, today: int, now: int) -> Plan:
    """What all rows are copies of."""

    def one(sql: str, *values: Any) -> Any:
        return con.execute(sql, values).fetchone()

    def row(table: str) -> dict[str, Any]:
        names = [name for _n, name, *_rest in con.execute(f"PRAGMA table_info({table})")]
        key = "seq" if table == "audit_entry" else "id"
        sql = f"SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1"  # noqa: S608 (names of ours)
        return dict(zip(names, one(sql), strict=True))

    rows = {table: row(table) for table in TABLES}
    text, site = rows["consent"]["text_id"], rows["consent"]["site_id"]
    (text_hash,) = one("SELECT text_hash FROM policy_text WHERE id = ?", text)
    slug, timezone = one("SELECT slug, timezone FROM site WHERE id = ?", site)
    sql = (
        "SELECT version || '/' || language FROM policy_text JOIN policy "
        "ON policy.id = policy_id WHERE policy_text.id = ?"
    )
    (rules,) = one(sql, text)
    return Plan(rows, count, today, now, text_hash, rules, slug, timezone)


def _lay_aside(con: apsw.Connection) -> list[str]:
    """Drop what slows an insert down; returns what makes it again, word for word."""
    names = ", ".join(f"'{each}'" for each in TABLES)
    sql = (
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') "  # noqa: S608
        f"AND tbl_name IN ({names}) AND sql IS NOT NULL"
    )
    found = con.execute(sql).fetchall()
    for kind, name, _made in found:
        con.execute(f'DROP {kind} "{name}"')
    return [str(made) for _kind, _name, made in sorted(found)]


def _made(plan: Plan, writer: "_Writer") -> Iterator[Rows]:
    """The rows of every visit, in order: makers take turns, and each waits for the links of its
    chunk alone. While one signs what was linked, the next has its own linked.
    """
    ours, theirs = zip(*(multiprocessing.Pipe() for _each in range(MAKERS)), strict=True)
    context = multiprocessing.get_context("spawn")
    makers = [
        context.Process(target=make, args=(end, plan, number), daemon=True)
        for number, end in enumerate(theirs)
    ]
    for each in makers:
        each.start()
    linked: deque[Connection] = deque()
    for number in range(-(-(plan.count - 1) // CHUNK)):
        end = ours[number % MAKERS]
        if len(linked) == MAKERS:
            yield _heard(linked.popleft())
        _tell(end, writer.chain(_heard(end)))
        linked.append(end)
    for end in linked:
        yield _heard(end)
    for each in makers:
        each.join()


def make(end: Connection, plan: Plan, number: int) -> None:
    """What one maker does: every second chunk, if there are two of them."""
    maker = Maker(Config.from_env(), plan)
    for first in range(1 + number * CHUNK, plan.count, MAKERS * CHUNK):
        visits = [maker.visit(turn) for turn in range(first, min(first + CHUNK, plan.count))]
        _tell(end, [each.told for each in visits])
        chained: list[Chained | None] = _heard(end)
        kept = [maker.signed(*each) for each in zip(visits, chained, strict=True) if each[1]]
        _tell(end, {name: [row for each in kept for row in each.rows[name]] for name in TABLES})


def _tell(end: Connection, what: Any) -> None:
    """Text and numbers, in lists: `marshal` takes a fraction of what `pickle` does."""
    end.send_bytes(marshal.dumps(what))


def _heard(end: Connection) -> Any:
    return marshal.loads(end.recv_bytes())  # noqa: S302 (of a process of our own)


@dataclass
class _Writer:
    """Where the trail ends, and what goes into the database."""

    con: apsw.Connection
    plan: Plan
    written: int = 0

    def __post_init__(self) -> None:
        last = self.plan.rows["audit_entry"]
        self.seq, self.previous = last["seq"], last["hash"]
        self.codes: set[tuple[int, str]] = set()
        self.inserts = {
            table: f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608
            for table, row in self.plan.rows.items()
        }
        self.inserts["sought"] = "INSERT INTO sought (consent_id, kind, hash) VALUES (?, ?, ?)"

    def chain(self, told: list[Any]) -> list[Chained | None]:
        """The numbers and hashes of the entries; None for a visit whose code that day is taken."""
        return [self._links(*each) for each in told]

    def _links(self, code: tuple[int, str], parts: list[tuple[str, str, str]]) -> Chained | None:
        if code in self.codes:
            return None
        self.codes.add(code)
        links = []
        for before, between, after in parts:
            self.seq += 1
            said = f"{before}{self.previous}{between}{self.seq}{after}"
            hashed = hashlib.sha256(said.encode("ascii")).hexdigest()
            links.append((self.seq, self.previous, hashed))
            self.previous = hashed
        return links

    def write(self, rows: Rows) -> None:
        """All rows of some visits."""
        self.written += len(rows["consent"])
        for table, sql in self.inserts.items():
            self.con.executemany(sql, rows[table])


if __name__ == "__main__":
    main()
