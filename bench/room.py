"""The clinician's ten seconds: from scan to card, and what today's list costs while many watch."""

import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.server import prepare
from bench.table import Figure
from harness.client import Client
from harness.server import Server

SCANS = 100
CONSENTS = 500
SCREENS = 20
EVERY = 3.0  # seconds between two polls of a screen
WATCHED = 45  # seconds
CHANGE = 5.0  # seconds between two changes at the site: a busy one
TICKS = 100  # of the kernel, a second (`man 5 proc`)


def figures() -> list[Figure]:
    """Scan to card, and the list."""
    return [*_scan_to_card(), _list()]


def _scan_to_card() -> list[Figure]:
    """One clinician, on a connection that is kept, turn by turn: the POST that comes back with the
    card, as a browser asks for it, and the bare one, which only says where the card is.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = Server(Path(folder) / "data")
        alice = prepare(server, "clinicians", 1)[0]
        consents = prepare(server, "consents", 2 * (SCANS + 5))
        with server:
            desk = Client(server.url).sign_in(alice["username"], alice["password"])
            times = [
                _scan(desk, *pair) for pair in zip(consents[::2], consents[1::2], strict=True)
            ][5:]
    posts, wholes = zip(*times, strict=True)
    ninety_five = statistics.quantiles(wholes, n=20)[-1]
    ratio = statistics.median(wholes) / statistics.median(posts)
    median = f"median {1000 * statistics.median(wholes):.1f} ms"
    post = f"POST alone {1000 * statistics.median(posts):.1f} ms"
    return [
        Figure("Scan to card, 95th percentile", 1000 * ninety_five, 150, " ms", median, True),
        Figure("Scan to card, times the verify POST alone", ratio, 2, " x", post, True),
    ]


def _scan(desk: Client, one: dict[str, Any], other: dict[str, Any]) -> tuple[float, float]:
    began = time.perf_counter()
    bare = desk.post("/staff/verify", {"entry": one["token"]})
    between = time.perf_counter()
    card = desk.post("/staff/verify", {"entry": other["token"], "at_once": "yes"})
    ended = time.perf_counter()
    if (bare.status, card.status) != (303, 200):
        raise SystemExit(f"no card: {bare.status}, {card.status}")
    return between - began, ended - between


def _list() -> Figure:
    """The processor time of the server while 20 screens watch 500 consents, changes included."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = Server(Path(folder) / "data")
        alice = prepare(server, "clinicians", 1)[0]
        consents = prepare(server, "consents", CONSENTS)
        with server:
            first = Client(server.url).sign_in(alice["username"], alice["password"])
            screens = [_Screen(server.url, first) for _screen in range(SCREENS)]
            for screen in screens * 2:  # every worker has seen the list before it counts
                screen.poll()
            before = _spent(server)
            _watch(screens, first, consents)
            spent = _spent(server) - before
    share = 100 * spent / WATCHED
    detail = f"{CONSENTS} consents, {SCREENS} screens, a change each {CHANGE:g} s"
    return Figure("Today's list, part of one core", share, 10, " %", detail, at_most=True)


def _watch(screens: list["_Screen"], desk: Client, consents: list[dict[str, Any]]) -> None:
    """Let the screens poll in turn, evenly; now and then a receipt is verified."""
    began, changes, polls = time.monotonic(), 0, 0
    while (passed := time.monotonic() - began) < WATCHED:
        if passed >= changes * CHANGE:
            desk.post(f"{consents[changes]['card']}/verify", {})
            changes += 1
        screens[polls % len(screens)].poll()
        polls += 1
        time.sleep(max(0.0, began + polls * EVERY / len(screens) - time.monotonic()))


class _Screen:
    """A browser that shows today's list and asks for it again."""

    def __init__(self, url: str, signed_in: Client) -> None:
        self.client = Client(url)
        self.client.cookies = dict(signed_in.cookies)
        self.path = "/staff/list"

    def poll(self) -> None:
        answer = self.client.get(self.path)
        if answer.status == 200:
            found = re.search(r'hx-get="([^"]+)"', answer.text)
            if found is None:
                raise SystemExit("the list does not say where to ask again")
            self.path = found.group(1).replace("&amp;", "&")
        elif answer.status != 204:
            raise SystemExit(f"the list answered {answer.status}")


def _spent(server: Server) -> float:
    """Seconds of processor time that gunicorn and its workers have used (`/proc/PID/stat`)."""
    if server.process is None:
        raise SystemExit("the server does not run")
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for pid in [str(parent), *children]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS
