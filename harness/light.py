"""A browser that costs next to nothing, for hundreds at a time in one process: HTTP/1.1 on an
asyncio stream, keep-alive, cookies, a form's token and hidden fields; times every answer.
"""

import asyncio
import contextlib
import gzip
import re
import secrets
import time
import urllib.parse
from collections.abc import Callable, Mapping

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
IDLE = 3.0  # seconds after which a kept connection may have been closed at the other end
FAILURES = (OSError, asyncio.IncompleteReadError, ValueError)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Note = Callable[[str, float, int], None]  # what was asked for, seconds, and the status; 0: none


class Page:
    """An answer: its status, where it leads, and its words once they are asked for."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.location = headers.get("location", "")
        self._packed = headers.get("content-encoding") == "gzip"
        self._body = body

    @property
    def text(self) -> str:
        """The page, unpacked now."""
        return (gzip.decompress(self._body) if self._packed else self._body).decode()

    def form(self, action: str) -> dict[str, str]:
        """The hidden fields of the form with this action."""
        part = self.text.partition(f'action="{action}"')[2].partition("</form>")[0]
        return dict(HIDDEN.findall(part))


class Light:
    """One browser; `address` is what the proxy in front says of it, `host` what it asked for."""

    def __init__(self, port: int, host: str, address: str, note: Note) -> None:
        self.port, self.host, self.address, self.note = port, host, address, note
        self.cookies: dict[str, str] = {}
        self.csrf = ""
        self._idle: list[tuple[Streams, float]] = []

    async def get(self, path: str, what: str) -> Page:
        """Ask for a page; `what` is its kind, by which it is counted."""
        return await self._send("GET", path, b"", what)

    async def post(self, path: str, fields: Mapping[str, str], what: str) -> Page:
        """Send a form, with its token and a fresh key unless one is given."""
        form = {"csrf_token": self.csrf, "once": secrets.token_urlsafe(16), **fields}
        return await self._send("POST", path, urllib.parse.urlencode(form).encode(), what)

    async def open_form(self, path: str, what: str) -> Page:
        """Get a page and remember the token of its form."""
        page = await self.get(path, what)
        found = TOKEN.search(page.text)
        if found:
            self.csrf = found[1]
        return page

    async def _send(self, method: str, path: str, body: bytes, what: str) -> Page:
        began = time.perf_counter()
        try:
            page = await self._exchange(method, path, body)
        except FAILURES:
            self.note(what, time.perf_counter() - began, 0)
            return Page(0, {}, b"")
        self.note(what, time.perf_counter() - began, page.status)
        return page

    async def _exchange(self, method: str, path: str, body: bytes) -> Page:
        streams = await self._connected()
        reader, writer = streams
        writer.write(self._head(method, path, body) + body)
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = self._headers(lines)
            received = await reader.readexactly(int(headers.get("content-length", "0")))
        except FAILURES:
            writer.close()
            raise
        if headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append((streams, time.monotonic()))
        return Page(int(first.split()[1]), headers, received)

    async def _connected(self) -> Streams:
        """A connection that waits for the next request; else one more, as browsers do."""
        while self._idle:
            streams, used = self._idle.pop()
            if time.monotonic() - used < IDLE:
                return streams
            streams[1].close()
        return await asyncio.open_connection("127.0.0.1", self.port)

    def _headers(self, lines: list[str]) -> dict[str, str]:
        """By their names in small letters; cookies are kept."""
        headers = {}
        for line in lines:
            name, _colon, value = line.partition(": ")
            headers[name.lower()] = value
            if name == "Set-Cookie":
                self._take(value)
        return headers

    def _head(self, method: str, path: str, body: bytes) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}",
            f"X-Forwarded-For: {self.address}",
            "Accept-Encoding: gzip",
            *([f"Cookie: {cookies}"] if cookies else []),
        ]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode()

    def _take(self, line: str) -> None:
        pair, _semicolon, how = line.partition(";")
        name, _equals, value = pair.partition("=")
        if "Max-Age=0" in how:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


async def every(seconds: float, until: float, do: Callable[[], object], first: float = 0) -> None:
    """Do something again and again, in its time, until that moment (of `time.monotonic`)."""
    await asyncio.sleep(first)
    with contextlib.suppress(asyncio.CancelledError):
        while time.monotonic() < until:
            began = time.monotonic()
            made = do()
            if asyncio.iscoroutine(made):
                await made
            await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
