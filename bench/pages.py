"""The patient's pages on the tablet, each against an empty page of the design system.

The control is `template.jinja` of nhsuk-frontend-jinja with nothing in it: no form, no session, no
database, no translation, no security headers, no compression; under the same gunicorn settings.
"""

import http.client
import statistics
import tempfile
import urllib.parse
from pathlib import Path

from bench.table import Figure, interleaved
from bench.wire import Browser
from harness.answers import FIELDS
from harness.client import Client
from harness.server import Server

ROUNDS = 31
TYPICAL, SLOWEST = 1.8, 3.0
BESIDE = ("/kiosk", "/journey/rules-all", "/journey/refuse")  # pages that the walk does not press


class Stopwatch(Client):
    """A browser that takes what comes as it comes, and times it."""

    def __init__(self, url: str, browser: Client | None = None) -> None:
        super().__init__(url)
        self.headers = {"Accept-Encoding": "gzip, deflate, br"}
        self.cookies = dict(browser.cookies) if browser else {}
        self.keep_cookies = False

    def seconds(self, path: str) -> float:
        """How long one page took, from the request to its last byte."""
        answer = self.get(path)
        if answer.status != 200:
            raise SystemExit(f"no page at {path}: {answer.status} {answer.location}")
        return answer.ended - answer.began

    def _text(self, _response: http.client.HTTPResponse, _body: bytes) -> str:
        return ""


def figures() -> list[Figure]:
    """How many times an empty page each takes: the median page, and the slowest."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        product = Server(Path(folder) / "product")
        bare = Server(Path(folder) / "bare", app="bench.bare:app")
        with product, bare:
            tablet = _paired(product)
            walked = _walk(tablet)
            ours, empty = Stopwatch(product.url, tablet), Stopwatch(bare.url)
            measured = {path: _measure(ours, empty, path) for path in (*walked, *BESIDE)}
            receipt = _press(tablet, walked[-1])
            ours = Stopwatch(product.url, tablet)
            measured[receipt] = _measure(ours, empty, receipt)
    return _figures(measured)


def _figures(measured: dict[str, tuple[float, float, float]]) -> list[Figure]:
    ratios = {path: ratio for path, (_ours, _empty, ratio) in measured.items()}
    slowest = max(ratios, key=lambda path: ratios[path])
    mine, theirs, _ratio = measured[slowest]
    median = statistics.median(ratios.values())
    detail = f"{slowest}: {mine * 1e3:.1f} ms against {theirs * 1e3:.1f} ms"
    count = f"{len(ratios)} pages on the tablet"
    return [
        Figure("A patient's page, times an empty page", median, TYPICAL, " ×", count, at_most=True),
        Figure(
            "The slowest of them, times an empty page",
            ratios[slowest],
            SLOWEST,
            " ×",
            detail,
            at_most=True,
        ),
    ]


def _measure(ours: Stopwatch, empty: Stopwatch, path: str) -> tuple[float, float, float]:
    for _turn in range(4):  # both workers and their threads have seen it
        ours.seconds(path)
        empty.seconds("/page")
    return interleaved(lambda: ours.seconds(path), lambda: empty.seconds("/page"), ROUNDS)


def _paired(server: Server) -> Browser:
    tablet = Browser(server.url)
    tablet.open_form("/kiosk/pair")
    tablet.post("/kiosk/pair", {"code": server.pairing_code})
    tablet.open_form("/kiosk")
    return tablet


def _walk(tablet: Browser) -> list[str]:
    """Every page from the start to the last before the receipt; from there all can be opened."""
    pages = [_press(tablet, "/kiosk/start")]
    while not pages[-1].endswith("/check"):
        pages.append(_press(tablet, pages[-1]))
    return pages


def _press(tablet: Browser, place: str) -> str:
    """Press the main button of a page; where it leads."""
    answer = tablet.post(place, {} if place == "/kiosk/start" else FIELDS)
    while answer.location:
        place = urllib.parse.urljoin(place, answer.location)
        answer = tablet.get(place)
    return place
