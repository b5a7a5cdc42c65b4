"""What goes over the wire: the bytes of pages as they are sent, headers included."""

import gzip
import http.client
import re
import tempfile
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import brotli

from bench.server import prepare
from bench.table import Figure
from harness.answers import FIELDS
from harness.client import Client
from harness.server import Server

ASSET = re.compile(r'(?:href|src|content)="(/static/[^"]+)"')
# Asked for by who puts the page on a home screen, and by nobody else.
HOME_SCREEN = re.compile(r'<link rel="apple-touch-icon"[^>]*>')
KB = 1000
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "": lambda body: body,
}


class Browser(Client):
    """A client that says it can unpack, keeps what it has, and counts what comes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.received = 0
        self.kept: set[str] = set()
        self.headers = {"Accept-Encoding": "gzip, deflate, br"}

    def weigh(self, work: Callable[[], str]) -> int:
        """The bytes that one step of the patient costs, with whatever its page asks for."""
        before = self.received
        for asset in ASSET.findall(HOME_SCREEN.sub("", work())):
            if asset not in self.kept:
                self.kept.add(asset)
                self.get(asset)
        return self.received - before

    def _text(self, response: http.client.HTTPResponse, body: bytes) -> str:
        lines = [
            f"HTTP/1.1 {response.status} {response.reason}",
            *map(": ".join, response.getheaders()),
        ]
        self.received += sum(len(line) + 2 for line in lines) + 2 + len(body)
        return UNPACK[response.getheader("Content-Encoding", "")](body).decode()


def figures() -> list[Figure]:
    """The first page, on the tablet and on a phone, and the heaviest step after it."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Server(Path(folder) / "data") as server,
    ):
        tablet = Browser(server.url)
        tablet.open_form("/kiosk/pair")
        tablet.post("/kiosk/pair", {"code": server.pairing_code})
        tablet.received = 0
        first = tablet.weigh(lambda: tablet.open_form("/kiosk").text)
        handoff = prepare(server, "handoffs", 1)[0]["path"]
        phone = Browser(server.url)
        landing = phone.weigh(lambda: phone.open_form(handoff).text)
        steps = _journey(tablet)
    heaviest = max(steps, key=lambda step: steps[step])
    listed = f"{heaviest}; median {sorted(steps.values())[len(steps) // 2] / KB:.1f} kB"
    return [
        Figure(
            "First page on the tablet, with all it needs", first / KB, 65, " kB", "", at_most=True
        ),
        Figure(
            "First page on a phone, with all it needs", landing / KB, 65, " kB", "", at_most=True
        ),
        Figure("Heaviest further step", steps[heaviest] / KB, 8, " kB", listed, at_most=True),
    ]


def _journey(tablet: Browser) -> dict[str, int]:
    """The bytes of every step from the start button to the receipt, redirects included."""
    steps: dict[str, int] = {}
    place = "/kiosk/start"
    while "/receipt" not in place:
        landed: list[str] = []
        weight = tablet.weigh(lambda: _go(tablet, place, landed))  # noqa: B023  # called at once
        place = landed[0]
        steps[place] = weight
    return steps


def _go(tablet: Browser, place: str, landed: list[str]) -> str:
    """Press the main button of a page and follow where it leads."""
    answer = tablet.post(place, {} if place == "/kiosk/start" else FIELDS)
    target = place
    while answer.location:
        target = urllib.parse.urljoin(target, answer.location)
        answer = tablet.get(target)
    landed.append(target)
    return answer.text
