"""How long a writer waits while a purge runs, on a database of 50,000 consents or more.

`python -m bench.purge [CONSENTS] [DUE]`. One process purges as a command does, with the shortest
pauses; meanwhile this one writes small transactions, as signing does, and measures each. The
control is the VACUUM that `purge` once ended with.
"""

import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import apsw

from harness.server import Server

MONTH = 40 * 86_400


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    consents, due = given or (50_000, 5_000)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data")
        for what in ("clinicians", "agreed"):
            command = [sys.executable, "-m", "harness.prepare", what, "1"]
            subprocess.run(command, env=server.env, check=True, capture_output=True)
        file = Path(folder) / "data" / "askfirst.db"
        _multiply(file, consents, due)
        print(f"{consents} consents, {due} due: {file.stat().st_size / 2**20:.0f} MB")
        _say("nothing", *_waits(file, lambda: time.sleep(5)))
        _say("purge", *_waits(file, lambda: print(server.flask("purge").strip())))
        _say("VACUUM (before)", *_waits(file, lambda: _vacuum(file)))


def _multiply(file: Path, consents: int, due: int) -> None:
    """The one consent many times, with a name each: `due` of them from long ago."""
    con = apsw.Connection(str(file))
    con.execute("PRAGMA foreign_keys = 0")
    names = [name for _n, name, *_rest in con.execute("PRAGMA table_info(consent)")]
    unique = {"jti", "token_hash", "page_hash", "code_hash"}
    now = int(time.time())
    when = f"CASE WHEN n <= {due} THEN {now - MONTH} ELSE {now} END"
    values = {
        "id": "n + 1",
        "journey": "journey + n",
        "signed_at": when,
        "expires_at": when,
        "decision_id": "NULL",
        "recording_id": "NULL",
    }
    picked = ", ".join(
        f"{each} || n" if each in unique else values.get(each, each) for each in names
    )
    sql = (
        f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {consents}) "  # noqa: S608
        f"INSERT INTO consent SELECT {picked} FROM consent, c WHERE consent.id = 1"
    )
    with con:
        con.execute(sql)
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    con.close()


def _waits(file: Path, do: Callable[[], object]) -> tuple[float, list[float], int]:
    """How long it took, how long each write took meanwhile, and the largest the log was."""
    done, waits, log = threading.Event(), list[float](), 0
    con = apsw.Connection(str(file))
    con.set_busy_timeout(120_000)
    con.execute("PRAGMA synchronous = full")

    def work() -> None:
        do()
        done.set()

    worker = threading.Thread(target=work)
    began = time.monotonic()
    worker.start()
    wal = Path(f"{file}-wal")
    while not done.is_set():
        at = time.monotonic()
        con.execute("BEGIN IMMEDIATE")
        con.execute("UPDATE kiosk SET seen_at = seen_at + 1")
        con.execute("COMMIT")
        waits.append(time.monotonic() - at)
        log = max(log, wal.stat().st_size if wal.exists() else 0)
        time.sleep(0.02)
    worker.join()
    con.close()
    return time.monotonic() - began, sorted(waits), log


def _vacuum(file: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=vacuum, args=(str(file),))
    process.start()
    process.join()


def vacuum(file: str) -> None:
    con = apsw.Connection(file)
    con.set_busy_timeout(60_000)
    con.execute("PRAGMA secure_delete = 1")
    con.execute("VACUUM")


def _say(what: str, took: float, waits: list[float], log: int) -> None:
    ms = [1000 * each for each in waits]
    middle, most = ms[len(ms) // 2], ms[-1]
    print(
        f"{what}: {took:.1f} s; {len(ms)} writes meanwhile, median {middle:.0f} ms, "
        f"p99 {ms[len(ms) * 99 // 100]:.0f} ms, longest {most:.0f} ms; log {log / 2**20:.1f} MB"
    )


if __name__ == "__main__":
    main()
