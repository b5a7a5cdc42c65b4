"""Slow clients, on real sockets and a real gunicorn: nobody else waits for them."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving import worker
from tests.unit.test_gunicorn import ROOT, ask, get, served

HALF = b"POST /told HTTP/1.1\r\nHost: x\r\n"
BODY = HALF + b"Content-Length: 100\r\n\r\nabc"
# Seconds. Whoever waits for a slow client waits 4 and more; on a busy machine anybody may wait 1.
PROMPT = 3
PLAIN = ("--worker-class", "gthread")  # the control: gunicorn's own


@contextmanager
def sockets(port: int, count: int, said: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections, each of which has sent this and no more."""
    held = []
    try:
        for _number in range(count):
            held.append(socket.create_connection(("127.0.0.1", port), timeout=40))
            held[-1].sendall(said)
        time.sleep(0.3)
        yield held
    finally:
        for each in held:
            each.close()


def slowest(port: int) -> float:
    """Seconds of the slowest of ten requests; 4 where one is not answered at all."""
    spent = []
    for _number in range(10):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=4) as asking:
            asking.sendall(b"GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            try:
                assert asking.recv(100).startswith(b"HTTP/1.1 200")
            except TimeoutError:
                return 4
        spent.append(time.monotonic() - began)
    return max(spent)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory.mktemp("slow")) as port:
        yield port


@pytest.mark.parametrize(("count", "said"), [(8, HALF), (8, BODY), (199, b""), (99, HALF)])
def test_others_are_answered_meanwhile(port: int, count: int, said: bytes) -> None:
    with sockets(port, count, said):
        assert slowest(port) < PROMPT


@pytest.mark.parametrize(("count", "said"), [(8, HALF), (8, BODY), (199, b"")])
def test_gunicorns_own_worker_would_stop(tmp_path: Path, count: int, said: bytes) -> None:
    """The control, once it has taken them all up: on a busy machine that takes a moment."""
    with served(tmp_path, *PLAIN) as port, sockets(port, count, said):
        time.sleep(1)
        assert slowest(port) > 3


def test_a_header_that_drips_is_ended_in_time(port: int) -> None:
    with sockets(port, 1, HALF) as (dripping,):
        began = time.monotonic()
        dripping.settimeout(0.5)
        answer = b""
        while not answer and time.monotonic() - began < 20:
            dripping.sendall(b"X: y\r\n")
            try:
                answer = dripping.recv(100)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert worker.HEAD_SECONDS - 1 < time.monotonic() - began < worker.HEAD_SECONDS + 8


def test_one_that_says_nothing_is_ended_without_a_word(port: int) -> None:
    with sockets(port, 1) as (silent,):
        assert silent.recv(100) == b""


def test_one_address_holds_a_part_of_the_room_and_its_idle_ones_give_way(port: int) -> None:
    """A guest network has hundreds of patients behind one address, most of them idle."""
    with sockets(port, 2 * worker.MAX_PER_ADDRESS + 50) as idle:
        assert slowest(port) < PROMPT
        idle[-1].sendall(b"GET /alive HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle[-1].recv(100).startswith(b"HTTP/1.1 200")
        gone = 0
        for each in idle:
            each.setblocking(False)
            try:
                gone += each.recv(1) == b""
            except BlockingIOError:
                continue
        assert 50 <= gone <= 160  # as the two workers happened to share them
        assert slowest(port) < PROMPT


def test_a_reader_who_takes_nothing_holds_no_thread(tmp_path: Path) -> None:
    big = """
def app(environ, start_response):
    size = 4_000_000 if environ["PATH_INFO"] == "/big" else 2
    start_response("200 OK", [("Content-Length", str(size))])
    return [b"x" * size]
"""
    with served(tmp_path, code=big) as port:
        asked = b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        with sockets(port, 12, asked) as lazy:
            assert slowest(port) < PROMPT
            answer = b""
            while part := lazy[0].recv(1 << 16):
                answer += part
            assert answer.endswith(b"x" * 4_000_000)
    with served(tmp_path, *PLAIN, code=big) as port, sockets(port, 12, asked):
        # They are taken in one by one: it takes a moment until the last holds a thread.
        assert any(slowest(port) == 4 for _try in range(5)), "the control"


def test_whatever_is_sent_in_order_is_answered(port: int) -> None:
    """In pieces, one after the other at once, in chunks, asking first whether to go on."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        for byte in b"GET /alive HTTP/1.1\r\nHost: x\r\n\r\n":
            link.sendall(bytes([byte]))
        assert link.recv(1000).endswith(b"ok")
        link.sendall(b"GET /alive HTTP/1.1\r\nHost: x\r\n\r\n" * 2 + b"GET /told HTTP/1.1\r\n")
        link.sendall(b"Host: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while part := link.recv(1000):
            answer += part
        assert answer.count(b"HTTP/1.1 200 OK") == 3
    chunks = (
        "POST /told HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    assert b" 200 " in ask(port, f"{chunks}3\r\nabc\r\n0\r\n\r\n")
    assert b" 200 " in ask(port, f"{chunks}0\r\n\r\n")
    with sockets(port, 1, HALF + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n") as (polite,):
        assert polite.recv(100).startswith(b"HTTP/1.1 100 ")
        polite.sendall(b"abc")
        assert b"200 OK" in polite.recv(1000)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HALF + b"Content-Length: 2000000\r\n\r\n", b"413"),
        (HALF + b"X: " + b"y" * 70_000, b"431"),
        (HALF + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"\r\n\r\n", b"400"),
        (HALF + b"Content-Length: many\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused_at_once(port: int, sent: bytes, status: bytes) -> None:
    with sockets(port, 1, sent) as (odd,):
        answer = odd.recv(1000)
    assert answer.startswith(b"HTTP/1.1 " + status) or (status == b"400" and answer == b"")
    assert (b"1 MB is the most" in answer) is (status == b"413"), "a person may have sent it"


def test_it_stops_in_order_while_clients_hang_on(tmp_path: Path) -> None:
    """Within the time of a restart, not theirs."""
    with served(tmp_path) as port:
        hanging = sockets(port, 5, HALF)
        hanging.__enter__()
        get(port, "/alive")
        began = time.monotonic()
    assert time.monotonic() - began < 8


def test_the_room_is_counted_by_line_and_not_behind_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert worker._network(("203.0.113.9", 1)) == "203.0.113.9"
    assert worker._network(("::ffff:203.0.113.9", 1, 0, 0)) == "203.0.113.9"
    one, other = (worker._network((f"2001:db8:0:{each}::9", 1, 0, 0)) for each in (1, 2))
    assert one == "2001:db8:0:1::/64" != other
    assert (ROOT / "gunicorn.conf.py").read_text().count("serving.worker.Worker") == 1
