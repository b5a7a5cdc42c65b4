"""What watches a server, on a real one: alive behind writers, ready or not, and its figures."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.server import prepare
from harness.client import Client
from harness.databases import Outsider
from harness.server import Server
from kiosk import logs
from kiosk.operator import keeper, release, running
from serving import counts

TOKEN = "a token that nobody guesses"
HERE = {"ASKFIRST_METRICS": "loopback"}


@contextlib.contextmanager
def locked(server: Server) -> Iterator[None]:
    """Hold the right to write, as somebody who is slow does, while patients press buttons."""
    held = Outsider(server.data_dir)
    held.lock()
    waits = [threading.Thread(target=_press, args=(server,)) for _number in range(16)]
    for each in waits:
        each.start()
    time.sleep(1)
    try:
        yield
    finally:
        held.unlock()
        held.close()
        for each in waits:
            each.join()


def _press(server: Server) -> None:
    phone = Client(server.url, timeout=40)
    phone.open_form("/staff/sign-in")
    phone.post("/staff/sign-in", {"username": "manager", "password": "a wrong one, which is noted"})


def seconds(server: Server, path: str) -> float:
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        assert Client(server.url).get(path).status == 200
    return time.monotonic() - began


@pytest.mark.parametrize("settings", [{}, HERE], ids=["off", "loopback"])
def test_a_stranger_who_asks_for_figures_finds_nothing_and_fills_no_log(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    """The page that says so needs the database, of which no connection is open here: it was an
    empty 500, with 10 KB in the log for each.
    """
    with Server(tmp_path / "data", **settings) as server:
        stranger = Client(server.url)
        stranger.headers["X-Forwarded-For"] = "203.0.113.7"
        before = len(server.log.read_text())
        assert [stranger.get("/metrics").status for _turn in range(3)] == [404] * 3
        said = server.log.read_text()[before:]
        assert "peewee" not in said
        assert len(said) < 1000


def test_alive_and_ready_do_not_wait_behind_writers(tmp_path: Path) -> None:
    """Issue 14: eight who wait for one that writes hold every thread, and healthz waited, too."""
    with Server(tmp_path / "data", **HERE) as server, locked(server):
        assert min(seconds(server, "/healthz") for _turn in range(3)) < 1
        assert min(seconds(server, "/readyz") for _turn in range(3)) < 1
        waiting = figures(Client(server.url).get("/metrics").text)["askfirst_writers_waiting"]
        assert waiting > 0
        others = (seconds(server, "/kiosk/pair") for _turn in range(6))
        assert any(each > 1 for each in others), "the control: any other page does wait"


def figures(text: str) -> dict[str, float]:
    """The figures of `/metrics`, by name and labels."""
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.mark.sqlite("opens a file that hangs")
def test_a_database_that_hangs_is_not_ready_within_a_few_seconds(tmp_path: Path) -> None:
    """As a disk of the network does, that is gone: opening the file waits for ever."""
    with Server(tmp_path / "data", **HERE) as server:
        file = server.data_dir / "askfirst.db"
        file.rename(tmp_path / "away.db")
        os.mkfifo(file)
        began = time.monotonic()
        answer = Client(server.url).get("/readyz")
        assert (answer.status, json.loads(answer.text)["faults"]) == (503, ["database"])
        assert figures(Client(server.url).get("/metrics").text)["askfirst_database_up"] == 0
        assert time.monotonic() - began < 5


def test_workers_count_together_and_leave_nothing_behind(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", **HERE)
    consent = prepare(server, "consents", 1)[0]
    with server:
        assert server.process is not None
        own = f"{counts.PREFIX}{server.process.pid}-*"
        asked, both = 0, []
        while len(both) < 2 and asked < 500:  # which worker answers is the system's choice
            Client(server.url).get(f"/r/{consent['page']}")
            asked += 1
            theirs = counts.MEMORY.glob(f"{own}/histogram_*.db")
            both = [each for each in theirs if f"_{server.process.pid}." not in each.name]
        found = figures(Client(server.url).get("/metrics").text)
        assert len([*counts.MEMORY.glob(own)]) == 1
        assert len(both) == 2, "two workers"
    route = ['route="receipt.show"', 'method="GET"', 'status="2xx"']
    (count,) = [
        value
        for name, value in found.items()
        if name.startswith("askfirst_request_seconds_count{") and all(e in name for e in route)
    ]
    assert count == asked
    assert found["askfirst_database_up"] == 1
    assert not [*counts.MEMORY.glob(own)], "gone with the server"


@pytest.mark.parametrize("asked", [{}, {"ASKFIRST_METRICS": "off"}])
def test_where_nobody_may_read_the_figures_nothing_is_counted(
    tmp_path: Path, asked: dict[str, str]
) -> None:
    with Server(tmp_path / "data", **asked) as server:
        assert server.process is not None
        assert not [*counts.MEMORY.glob(f"{counts.PREFIX}{server.process.pid}-*")]


def test_what_a_killed_server_left_goes_when_the_next_starts(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = counts.MEMORY / f"{counts.PREFIX}{gone.pid}-x"
    left.mkdir()
    others = counts.MEMORY / f"{counts.PREFIX}{os.getpid()}-x"
    others.mkdir()
    try:
        with Server(tmp_path / "data", **HERE):
            assert not left.exists()
            assert others.exists(), "its server runs"
    finally:
        others.rmdir()


def test_a_killed_master_leaves_the_port_free_while_somebody_is_still_served(
    tmp_path: Path,
) -> None:
    """Issue 14: the port stayed taken as long as any connection, and nothing could be started."""
    with Server(tmp_path / "data") as server:
        assert server.process is not None
        half = socket.create_connection(("127.0.0.1", server.port))
        half.sendall(b"POST /v HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nentry")
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        began = time.monotonic()
        while not is_free(server.port) and time.monotonic() < began + 20:
            time.sleep(0.1)
        assert time.monotonic() - began < 15, "its workers look each second"
        half.sendall(b"=xxx")
        assert half.recv(100).startswith(b"HTTP/1.1 "), "and answer what they have begun"
        server.process = None


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def test_it_says_which_release_it_runs_and_that_its_files_were_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """`git checkout` under a running server mixes two releases: pages are read when first asked."""
    monkeypatch.setattr(keeper.log, "propagate", True)
    monkeypatch.setattr(logs.log, "propagate", True)
    running.announce(tmp_path, "127.0.0.1:8000", release.on_disk())
    try:
        assert not keeper._look_at_files(told=False)
        monkeypatch.setattr(release, "on_disk", lambda: "1.0-other")
        assert keeper._look_at_files(told=False)
        assert "were changed under the server that runs: restart it" in caplog.text
        caplog.clear()
        assert keeper._look_at_files(told=True), "once"
        assert not caplog.text
    finally:
        running.withdraw()
