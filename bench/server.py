"""Requests a second over HTTP, against a bare Flask route under the same gunicorn settings."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench.table import Figure, interleaved
from harness.client import Client
from harness.racer import Field
from harness.server import ROOT, Server

ROUNDS = 9
RACERS = 6
VERIFIES = 20  # requests of each racer in each round
POLLS = 80

Request = dict[str, Any]


def figures() -> list[Figure]:
    """The verify POST and the status poll."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        product = Server(Path(folder) / "product")
        bare = Server(Path(folder) / "bare", app="bench.bare:app")
        people = prepare(product, "clinicians", 2)
        consents = prepare(product, "consents", ROUNDS * RACERS * VERIFIES + 1)
        with product, bare, Field(product.url, RACERS) as ours, Field(bare.url, RACERS) as control:
            ours.sign_in(people)
            return _verify(ours, control, consents[1:]) + _status(
                ours, control, product, consents[0]
            )


def prepare(server: Server, what: str, count: int) -> list[dict[str, Any]]:
    """Make what is asked for in the server's data, through the product's own actions."""
    made = subprocess.run(
        [sys.executable, "-m", "harness.prepare", what, str(count)],
        cwd=ROOT,
        env=server.env,
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    found: list[dict[str, Any]] = json.loads(made.stdout)
    return found


def _verify(ours: Field, control: Field, consents: Sequence[dict[str, Any]]) -> list[Figure]:
    fresh = iter([_tap(each) for each in consents])
    again = iter([_tap(each) for each in consents])
    inserts = [_post("/insert", consents[0]["token"])] * (RACERS * VERIFIES)
    return [
        _figure(
            "Verify POST, new receipt, part of a bare insert", 40, ours, fresh, control, inserts
        ),
        _figure(
            "Verify POST, seen receipt, part of a bare insert", 40, ours, again, control, inserts
        ),
    ]


def _status(ours: Field, control: Field, product: Server, consent: dict[str, Any]) -> list[Figure]:
    path = f"/r/{consent['page']}/status"
    found = re.search(r"seen=([^\"&]+)", Client(product.url).get(path).text)
    if found is None:
        raise SystemExit("the receipt page asks for no status")
    same, whole = forever(f"{path}?seen={found.group(1)}"), forever(path)
    selects = list(islice(forever("/select/key-500"), RACERS * POLLS))
    return [
        _figure(
            "Status poll, nothing new, part of a bare SELECT", 60, ours, same, control, selects
        ),
        _figure(
            "Status poll, whole part, part of a bare SELECT", 60, ours, whole, control, selects
        ),
    ]


def _figure(
    promise: str,
    bound: float,
    ours: Field,
    mine: Iterator[Request],
    control: Field,
    theirs: Sequence[Request],
) -> Figure:
    fast, bare, ratio = interleaved(
        lambda: per_second(ours, list(islice(mine, len(theirs)))),
        lambda: per_second(control, theirs),
        ROUNDS,
    )
    return Figure(promise, 100 * ratio, bound, " %", f"{fast:.0f} a second against {bare:.0f}")


def per_second(field: Field, requests: Sequence[Request]) -> float:
    field.race([{"do": "reconnect"}] * RACERS)
    began = time.perf_counter()
    for number, racer in enumerate(field.racers):
        racer.tell(*requests[number::RACERS])
    statuses = {answer["status"] for racer in field.racers for answer in racer.answers()}
    spent = time.perf_counter() - began
    if not statuses <= {200, 204, 303}:
        raise SystemExit(f"a request failed: {statuses}")
    return len(requests) / spent


def _post(path: str, entry: str) -> Request:
    return {"do": "post", "path": path, "fields": {"entry": entry}}


def _tap(consent: dict[str, Any]) -> Request:
    """The clinician says that this is the person."""
    return _post(f"{consent['card']}/verify", "")


def forever(path: str) -> Iterator[Request]:
    while True:
        yield {"do": "get", "path": path}
