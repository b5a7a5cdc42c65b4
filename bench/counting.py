"""What counting for `/metrics` costs the page that is asked for most: the receipt's status poll."""

import re
import tempfile
from itertools import islice
from pathlib import Path

from bench.server import POLLS, RACERS, ROUNDS, forever, per_second, prepare
from bench.table import Figure, interleaved
from harness.client import Client
from harness.racer import Field
from harness.server import Server

BOUND = 3.0


def figures() -> list[Figure]:
    """A poll with nothing new, of a server that counts and of one that does not, turn by turn."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        counts = Server(Path(folder) / "counts", ASKFIRST_METRICS="loopback")
        plain = Server(Path(folder) / "plain")
        with counts, plain, Field(counts.url, RACERS) as ours, Field(plain.url, RACERS) as control:
            mine, theirs = (forever(_path(each)) for each in (counts, plain))
            fast, bare, ratio = interleaved(
                lambda: per_second(ours, list(islice(mine, RACERS * POLLS))),
                lambda: per_second(control, list(islice(theirs, RACERS * POLLS))),
                3 * ROUNDS,
            )
    spent = 100 * (1 - ratio)
    detail = f"{fast:.0f} a second against {bare:.0f}"
    return [
        Figure("Counting for /metrics, part of a poll", spent, BOUND, " %", detail, at_most=True)
    ]


def _path(server: Server) -> str:
    path = f"/r/{prepare(server, 'consents', 1)[0]['page']}/status"
    found = re.search(r"seen=([^\"&]+)", Client(server.url).get(path).text)
    if found is None:
        raise SystemExit("the receipt page asks for no status")
    return f"{path}?seen={found.group(1)}"
