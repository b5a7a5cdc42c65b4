"""A gunicorn worker whose threads never wait for anybody's network.

Gunicorn's own hands a connection to a thread at once, and the thread waits for what the client
sends: eight sockets that drip a header stop the server for as long as they like. Here the worker's
loop, which waits for all sockets together, reads each request whole, within a time, before a thread
is given it; and what a client does not take at once, the loop sends on. One address may hold only a
part of the room. With a proxy in front all come from one address, and the proxy does the counting.
"""

import io
import ipaddress
import os
import re
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from serving.outbox import Outbox

HEAD_SECONDS = 10  # from the first byte of a request to the end of its headers
BODY_SECONDS = 30  # and from there to its last byte
SEND_SECONDS = 60  # for an answer that does not fit into the socket
LINGER_SECONDS = 2  # for a client to close after the last answer
MAX_HEAD = 64 * 1024  # bytes; gunicorn's own limits are tighter, and say which was passed
MAX_BODY = 1280 * 1024  # bytes: over what the application takes, which says so in words of its own
MAX_PER_ADDRESS = 100  # connections that one address may hold in one worker, of 1000
READ = 64 * 1024  # bytes at a time
REFUSAL = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
TOO_BIG = b"That was too big to send: 1 MB is the most. None of it is kept. Go back, and send less."

# Who watches the server has threads of their own: an answer that waits behind those who write says
# nothing of whether the server is alive, and takes it away when it is only busy.
PROBES = (b"GET /healthz", b"HEAD /healthz", b"GET /readyz", b"HEAD /readyz", b"GET /metrics")
PROBE_THREADS = 2

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)


class Link(TConn):  # type: ignore[misc]
    """One connection: what has come of its next request, and what is left to send of an answer."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.address = _network(self.client)
        self.arrived = bytearray()
        self.searched = 0  # so much of it holds no end of the headers
        self.whole = 0  # bytes of the request under way, once its headers are there
        self.chunked = False
        self.left = b""
        self.keep = False
        self.watched = False
        self.probe = False  # its request is one of PROBES

    @property
    def idle(self) -> bool:
        """Whether it waits for a request of which nothing has come."""
        return self.watched and not self.arrived and not self.left


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker with threads, and a loop that reads and sends for them."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.links: dict[str, set[Link]] = {}
        self.counts = os.environ.get("ASKFIRST_TRUSTED_HOPS", "0") == "0"
        self.looked = 0.0
        self.told = -60.0

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """TLS ends at the proxy in front: these sockets are read as they are."""
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise RuntimeError("TLS belongs to the reverse proxy in front, not to gunicorn")

    def init_process(self) -> None:
        """As gunicorn's, with the threads for probes."""
        self.probes = ThreadPoolExecutor(PROBE_THREADS, thread_name_prefix="probe")
        super().init_process()

    def enqueue_req(self, conn: Link) -> None:
        """Give a request to the threads that it is for."""
        if not conn.probe:
            super().enqueue_req(conn)
            return
        answered = self.probes.submit(self.handle, conn)
        done = partial(self.method_queue.defer, self.finish_request, conn)
        answered.add_done_callback(done)

    def is_parent_alive(self) -> bool:
        """As gunicorn's; and without a parent the port is free at once, for the next server, while
        those who are being answered still are.
        """
        alive = bool(super().is_parent_alive())
        if not alive:
            self.set_accept_enabled(False)
            while self.sockets:
                self.sockets.pop().close()
        return alive

    # --- a connection comes, and a request of it ---

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and wait for its request without a thread."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        link = Link(self.cfg, client, address, listener.getsockname())
        if not self._has_room(link.address):
            client.close()
            return
        self.nr_conns += 1
        self.links.setdefault(link.address, set()).add(link)
        self._await(link, HEAD_SECONDS)

    def _has_room(self, address: str) -> bool:
        """Whether one more may come of an address; one that only waits gives way to it."""
        held = self.links.get(address, set())
        if not self.counts or len(held) < MAX_PER_ADDRESS:
            return True
        idle = min((each for each in held if each.idle), key=lambda e: e.timeout, default=None)
        if idle is not None:
            self._drop(idle)
            return True
        if time.monotonic() - self.told > 60:
            self.told = time.monotonic()
            self.log.warning("One address holds %s connections: more are refused", len(held))
        return False

    def _await(self, link: Link, seconds: float) -> None:
        """Wait for the rest of a request, or take it up if it is here already."""
        link.timeout = time.monotonic() + seconds
        link.searched = link.whole = 0
        if not self._take_up(link):
            self._watch(link, selectors.EVENT_READ, self._arrives)

    def _arrives(self, link: Link, wire: socket.socket) -> None:
        try:
            part = wire.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self._drop(link)
            return
        if not link.arrived:
            link.timeout = time.monotonic() + HEAD_SECONDS
        link.arrived += part
        self._take_up(link)

    def _take_up(self, link: Link) -> bool:
        """Give the request to a thread once it is whole; says whether it is waited for no more."""
        if not link.whole and not self._head_is_here(link):
            if len(link.arrived) <= MAX_HEAD:
                return False
            self._refuse(link, b"431 Request Header Fields Too Large")
        elif link.whole > MAX_BODY or (link.chunked and len(link.arrived) > MAX_BODY):
            self._refuse(link, b"413 Content Too Large", TOO_BIG)
        elif _is_whole(link):
            self._unwatch(link)
            data, link.arrived = bytes(link.arrived), bytearray()
            link.probe = data.startswith(PROBES)
            # From bytes, not from the socket: no thread can wait for a client to send more.
            link.parser = http.get_parser(self.cfg, iter([data]), link.client)
            link.initialized = True
            self.enqueue_req(link)
        else:
            return False
        return True

    def _head_is_here(self, link: Link) -> bool:
        end = link.arrived.find(b"\r\n\r\n", link.searched)
        if end < 0:
            link.searched = max(0, len(link.arrived) - 3)
            return False
        head = bytes(link.arrived[: end + 2])
        link.chunked = _CHUNKED.search(head) is not None
        length = None if link.chunked else _LENGTH.search(head)
        link.whole = end + 4 + (int(length.group(1)) if length else 0)
        link.timeout = time.monotonic() + BODY_SECONDS
        if _EXPECTS.search(head) and len(link.arrived) < link.whole <= MAX_BODY:
            _send(link.sock, b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    # --- a thread answers ---

    def handle(self, conn: Link) -> Any:
        """Answer a request that is here whole, then send as much as the socket takes."""
        wire, box = conn.sock, Outbox()
        conn.sock = box
        try:
            keep = super().handle(conn)
        finally:
            conn.sock = wire
        try:
            conn.left = _send(wire, bytes(box.data))
        except OSError:  # the client has gone
            return False
        return keep

    def handle_request(self, req: Any, conn: Link) -> Any:
        """Read the body first: a bad chunk is a 400, and no fault of the application."""
        req.body = io.BytesIO(req.body.read())
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: Outbox, addr: Any, exc: BaseException) -> None:
        """Answer with the status alone: gunicorn would say back what it could not read."""
        said = Outbox()
        super().handle_error(req, said, addr, exc)
        status = bytes(said.data).split(b"\r\n", 1)[0].removeprefix(b"HTTP/1.1 ")
        client.sendall(REFUSAL % (status, 0, b""))

    def finish_request(self, conn: Link, fs: "Future[Any]") -> None:
        """Send on what is left of the answer, then wait for the next request, or close."""
        conn.keep = not fs.cancelled() and fs.exception() is None and bool(fs.result())
        conn.timeout = time.monotonic() + SEND_SECONDS
        if conn.left:
            self._watch(conn, selectors.EVENT_WRITE, self._goes)
        else:
            self._answered(conn)

    def _goes(self, link: Link, wire: socket.socket) -> None:
        try:
            link.left = _send(wire, link.left)
        except OSError:
            self._drop(link)
            return
        if not link.left:
            self._unwatch(link)
            self._answered(link)

    def _answered(self, link: Link) -> None:
        if not link.keep:
            self._close_in_order(link)
            return
        link.arrived = bytearray(link.parser.unreader.take_buffered())
        self._await(link, HEAD_SECONDS if link.arrived else self.cfg.keepalive)

    # --- and the end ---

    def _refuse(self, link: Link, status: bytes, words: bytes = b"") -> None:
        self._unwatch(link)
        try:
            _send(link.sock, REFUSAL % (status, len(words), words))
        except OSError:
            self._drop(link)
            return
        self._close_in_order(link)

    def _close_in_order(self, link: Link) -> None:
        """Say that nothing more is sent, and let the client close (RFC 9112 §9.6), for a while."""
        link.timeout = time.monotonic() + LINGER_SECONDS
        link.arrived = bytearray()
        try:
            link.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(link)
            return
        self._watch(link, selectors.EVENT_READ, self._ends)

    def _ends(self, link: Link, wire: socket.socket) -> None:
        try:
            gone = not wire.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            self._drop(link)

    def murder_pending(self) -> None:
        """Close what has been waited for long enough; asked after every event, done each second."""
        now = time.monotonic()
        if now - self.looked < 1:
            return
        self.looked = now
        for link in [each for held in self.links.values() for each in held if each.watched]:
            if not self.alive and not link.whole and not link.left:  # no request of it is here
                link.timeout = min(link.timeout, now + LINGER_SECONDS)
            if link.timeout > now:
                continue
            if link.arrived:
                self._refuse(link, b"408 Request Timeout")
            else:
                self._drop(link)

    def _drop(self, link: Link) -> None:
        self._unwatch(link)
        held = self.links[link.address]
        held.discard(link)
        if not held:
            del self.links[link.address]
        self.nr_conns -= 1
        link.close()

    def _watch(self, link: Link, event: int, then: Callable[[Link, Any], None]) -> None:
        link.watched = True
        self.poller.register(link.sock, event, partial(self._happens, link, then))

    def _happens(self, link: Link, then: Callable[[Link, Any], None], wire: socket.socket) -> None:
        if link.watched:  # else it was dropped for another event of the same round
            then(link, wire)

    def _unwatch(self, link: Link) -> None:
        if link.watched:
            link.watched = False
            self.poller.unregister(link.sock)


def _is_whole(link: Link) -> bool:
    """Whether all of a request has come. Of chunks, the last one without trailers ends it."""
    if not link.chunked:
        return len(link.arrived) >= link.whole
    return link.arrived.endswith(b"\r\n0\r\n\r\n", link.whole - 2)


def _send(wire: socket.socket, data: bytes) -> bytes:
    """Send as much as the socket takes without waiting; returns the rest."""
    sent = 0
    try:
        while sent < len(data):
            sent += wire.send(data[sent:] if sent else data)
    except BlockingIOError:
        pass
    return data[sent:]


def _network(client: Any) -> str:
    """Whom connections are counted for: an IPv4 address, or the 64 bits that one line is given."""
    try:
        address = ipaddress.ip_address(client[0])
    except (ValueError, IndexError):
        return ""
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.ip_network((address, 64), strict=False))
