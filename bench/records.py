"""List, search, sheet and numbers with two hundred thousand consents over two years, against two
hundred.
"""

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.pages import Stopwatch
from bench.table import Figure, interleaved
from harness.client import Client
from harness.many import Place
from harness.server import Server

SMALL = 200
LARGE = int(os.environ.get("BENCH_CONSENTS", "200000"))
TODAY = 50  # of them, in both
ROUNDS = 9
TURNS = 20  # of each in a round
BOUND = 3


def figures() -> list[Figure]:
    """The four, each as many times its own with two hundred."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        small, large = (Place(Path(folder) / f"{each}", each, TODAY) for each in (SMALL, LARGE))
        return [
            _figure("Today's list", large, small, Place.list_of_today),
            _figure("Search", large, small, Place.search),
            _figure("A person's sheet", large, small, Place.sheet),
            _numbers(large, small),
        ]


def _figure(what: str, large: Place, small: Place, run: Callable[[Place], None]) -> Figure:
    mine, theirs, ratio = interleaved(
        lambda: _timed(large, run), lambda: _timed(small, run), ROUNDS
    )
    promise = f"{what} of {LARGE:,}, times that of {SMALL}"
    detail = f"{1000 * mine:.2f} ms against {1000 * theirs:.2f} ms"
    return Figure(promise, ratio, BOUND, " x", detail, at_most=True)


def _numbers(large: Place, small: Place) -> Figure:
    """The page itself, in a manager's browser, of the newest month and of one filter."""
    for place in (large, small):
        with place:
            place.count_numbers()
    with large.server, small.server:
        ours, other = _manager(large.server), _manager(small.server)
        mine, theirs, ratio = interleaved(partial(_page, ours), partial(_page, other), ROUNDS)
    promise = f"The numbers of a month, of {LARGE:,}, times those of {SMALL}"
    detail = f"{1000 * mine:.2f} ms against {1000 * theirs:.2f} ms"
    return Figure(promise, ratio, BOUND, " x", detail, at_most=True)


def _manager(server: Server) -> Stopwatch:
    return Stopwatch(server.url, Client(server.url).sign_in("manager", server.password))


def _page(browser: Stopwatch) -> float:
    pages = ("/manage/numbers", "/manage/numbers?only=type:sound")
    return sum(browser.seconds(path) for _turn in range(TURNS // 4) for path in pages)


def _timed(place: Place, run: Callable[[Place], None]) -> float:
    with place:
        run(place)  # what a worker keeps is read
        began = time.perf_counter()
        for _turn in range(TURNS):
            run(place)
        return (time.perf_counter() - began) / TURNS
