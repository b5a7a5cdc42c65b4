"""List, search and sheet with two hundred thousand consents over two years, against two hundred."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.table import Figure, interleaved
from harness.many import Place

SMALL = 200
LARGE = int(os.environ.get("BENCH_CONSENTS", "200000"))
TODAY = 50  # of them, in both
ROUNDS = 9
TURNS = 20  # of each in a round
BOUND = 3


def figures() -> list[Figure]:
    """The three, each as many times its own with two hundred."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        small, large = (Place(Path(folder) / f"{each}", each, TODAY) for each in (SMALL, LARGE))
        return [
            _figure("Today's list", large, small, Place.list_of_today),
            _figure("Search", large, small, Place.search),
            _figure("A person's sheet", large, small, Place.sheet),
        ]


def _figure(what: str, large: Place, small: Place, run: Callable[[Place], None]) -> Figure:
    mine, theirs, ratio = interleaved(
        lambda: _timed(large, run), lambda: _timed(small, run), ROUNDS
    )
    promise = f"{what} of {LARGE:,}, times that of {SMALL}"
    detail = f"{1000 * mine:.2f} ms against {1000 * theirs:.2f} ms"
    return Figure(promise, ratio, BOUND, " x", detail, at_most=True)


def _timed(place: Place, run: Callable[[Place], None]) -> float:
    with place:
        run(place)  # what a worker keeps is read
        began = time.perf_counter()
        for _turn in range(TURNS):
            run(place)
        return (time.perf_counter() - began) / TURNS
