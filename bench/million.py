"""What is asked for all day, with a million consents against a thousand.

`make bench-million`, or `python -m bench.million [CONSENTS]`: it makes the two databases first,
as the product leaves them (`harness/filling.py`), which takes five minutes for a million. An engine
is a name in `ENGINES`: how to make a place of so many consents there. PostgreSQL is one of them
with `make bench-million-postgres`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.results import record
from bench.table import Figure, machine, show
from harness import databases
from harness.postgres import ADDRESS
from harness.server import ROOT, Server

SMALL = 1_000
LARGE = 1_000_000
TODAY = 500  # of them, in both
ROUNDS = 61
WARM = 3
BOUND = 1.2
# What each is called in the table, by the name it has in `harness.at_scale`.
REQUESTS = {
    "code": "Verify by code",
    "token": "Verify by token",
    "mistyped": "A mistyped code",
    "name_today": "A name, on today's list",
    "sign": "Sign",
    "list": "Today's list",
    "card": "Card",
    "receipt_status": "Receipt status",
    "search_code": "Search by code",
    "search_name": "Search by name",
    "search_number": "Search by number",
    "status_list": "Status list",
    "health": "Today's health",
}


def on_sqlite(folder: Path, count: int) -> dict[str, str]:
    """The environment of a server whose SQLite database has so many consents."""
    server = Server(folder / "data")
    for what in ("clinicians", "agreed"):
        _run(server.env, "harness.prepare", what, "1")
    _run(server.env, "harness.filling", str(count), str(TODAY))
    return server.env


def on_postgres(folder: Path, count: int) -> dict[str, str]:
    """The same on a server: that very place, once it is measured, moved there as a practice is."""
    env, url = _place("SQLite", folder.parent, count), databases.create()
    _run(env, "flask", "--app", "wsgi", "migrate-to", url)
    return env | {databases.URL: url}


# What the rest of the machine disturbs least, where the database works in the same process; what a
# server does shows by the clock alone.
CLOCKS = {"SQLite": "cpu", "PostgreSQL": "wall"}
SECTIONS = {"SQLite": "Many consents", "PostgreSQL": "Many consents on PostgreSQL"}
KINDS = {"cpu": "by processor time", "wall": "by the clock"}
ENGINES: dict[str, Callable[[Path, int], dict[str, str]]] = {"SQLite": on_sqlite}
if ADDRESS in os.environ:
    ENGINES["PostgreSQL"] = on_postgres


def _run(env: dict[str, str], *module: str) -> None:
    command = [sys.executable, "-m", *module]
    subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=True)


class At:
    """One process of the product on one database (`harness.at_scale`)."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.at_scale"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise SystemExit("no pipes")
        self._in, self._out = self.process.stdin, self.process.stdout
        self._answer()

    def do(self, name: str) -> dict[str, float]:
        """The seconds that one request takes."""
        self._in.write(json.dumps(name) + "\n")
        self._in.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        line = self._out.readline()
        if not line:
            raise SystemExit("the measured process has died: run python -m harness.at_scale")
        found: dict[str, float] = json.loads(line)
        return found


def figures(count: int = LARGE) -> dict[str, list[Figure]]:
    """Every request on every engine, by its name: with so many, times that with a thousand.

    `BENCH_KEEP` names a folder that is kept, for another run on the same databases, unless they
    were moved to a server, which ends with the run.
    """
    with ExitStack() as stack:
        kept = os.environ.get("BENCH_KEEP")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        return {engine: list(_of(engine, folder, count)) for engine in ENGINES}


def _of(engine: str, folder: Path, count: int) -> Iterator[Figure]:
    with places(engine, folder, count) as (large, small):
        for name, words in REQUESTS.items():
            yield _figure(f"{words}, {engine}", name, (large, small), count, CLOCKS[engine])


@contextmanager
def places(engine: str, folder: Path, count: int) -> Iterator[tuple[At, At]]:
    """Two processes at work, one on each database."""
    with ExitStack() as stack:
        at = [At(_place(engine, folder, each)) for each in (count, SMALL)]
        for each in at:
            stack.callback(each.process.kill)
        yield at[0], at[1]


def _place(engine: str, folder: Path, count: int) -> dict[str, str]:
    """The environment of a server with so many consents, which are made unless they are kept."""
    here = folder / f"{engine}-{count}"
    told = here / "environment.json"
    if not told.exists():
        here.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        env = ENGINES[engine](here, count)
        told.write_text(json.dumps({name: env[name] for name in env if name[:9] == "ASKFIRST_"}))
        print(f"{count:,} consents on {engine} made in {time.monotonic() - began:.0f} s")
    bare = {name: value for name, value in os.environ.items() if name[:9] != "ASKFIRST_"}
    found: dict[str, str] = bare | json.loads(told.read_text())
    return found


def _figure(words: str, name: str, both: tuple[At, At], count: int, clock: str) -> Figure:
    """By the clock that sees the database's work; the other beside it."""
    for _turn in range(WARM):
        for each in both:
            each.do(name)
    pairs = [tuple(each.do(name) for each in both) for _round in range(ROUNDS)]
    ratio = {kind: statistics.median(one[kind] / two[kind] for one, two in pairs) for kind in KINDS}
    mine, theirs = (
        1000 * statistics.median(each[clock] for each in all_) for all_ in zip(*pairs, strict=True)
    )
    other = next(kind for kind in KINDS if kind != clock)
    detail = f"{mine:.1f} ms against {theirs:.1f} ms; {KINDS[other]} {ratio[other]:.2f} ×"
    promise = f"{words}, {count:,} consents, times {SMALL:,}"
    return Figure(promise, ratio[clock], BOUND, " ×", detail, at_most=True)


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else LARGE
    print(f"Ask First, measured on {machine()}\n")
    for engine, found in figures(count).items():
        show(found)
        record(SECTIONS[engine], found)


if __name__ == "__main__":
    main()
