"""The server deletes by itself: one process of many, while others sign; a crash is gone on with."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.server import Server, free_port
from tests.races.helpers import prepare
from tests.races.ledger import Ledger

MONTH = 32 * 86_400
VISITS = 4


def served(folder: Path, **settings: str) -> Server:
    """A server on this folder; a second one on the same folder makes no site."""
    ahead = folder / "ahead"
    if not ahead.exists():
        ahead.write_text("0", encoding="ascii")
    return Server(folder / "data", app="tests.races.keeping:app", AHEAD=str(ahead), **settings)


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


class Data:
    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / "data")

    @property
    def named(self) -> int:
        return self.ledger.count("SELECT count(*) FROM consent WHERE patient_name <> ''")

    @property
    def runs(self) -> list[str]:
        """Who emptied names, run by run."""
        rows = self.ledger.rows("SELECT went FROM deletion WHERE went LIKE '%identities%'")
        return [went for (went,) in rows]


def month_later(folder: Path) -> None:
    (folder / "ahead").write_text(str(MONTH), encoding="ascii")


def two_servers(folder: Path, **settings: str) -> tuple[Server, Server, Data]:
    first = served(folder, **settings)
    prepare(first, "clinicians", 1)
    prepare(first, "agreed", VISITS)
    prepare(first, "journeys", 3)
    second = Server.__new__(Server)
    second.__dict__ |= first.__dict__
    second.port = free_port()
    second.url = f"http://127.0.0.1:{second.port}"
    second.env = {**first.env, "ASKFIRST_PORT": str(second.port)}
    second.log = folder / "second.log"
    return first, second, Data(folder)


def test_one_of_two_servers_deletes_and_the_other_takes_over(tmp_path: Path) -> None:
    first, second, data = two_servers(tmp_path)
    with first, second:
        time.sleep(1)
        assert data.named == VISITS  # nothing is over yet
        month_later(tmp_path)
        until(lambda: data.named < VISITS - 1)
        assert len(data.runs) == 1
        holder = data.ledger.rows("SELECT holder FROM lease")[0][0]
        os.kill(int(holder.split(":")[1]), signal.SIGKILL)  # in the middle of it
        until(lambda: data.named == 0)
        assert len(data.runs) == 2
        until(lambda: data.ledger.rows("SELECT done_at > 0 FROM lease") == [(1,)])
    assert data.ledger.count("SELECT count(*) FROM journey") == 0
    first.flask("audit", "verify")  # it fails where anything is not as it was written
    assert data.ledger.broken_entry() is None


@pytest.mark.long
def test_without_the_lease_both_would_be_at_it(tmp_path: Path) -> None:
    """The control."""
    first, second, data = two_servers(tmp_path, ALONE="no")
    with first, second:
        month_later(tmp_path)
        until(lambda: data.named == 0)
    assert len(data.runs) > 1
