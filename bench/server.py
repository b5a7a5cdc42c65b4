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
SIGNS = 8

Request = dict[str, Any]


def figures() -> list[Figure]:
    """The verify POST and the status poll."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        product = Server(Path(folder) / "product")
        bare = Server(Path(folder) / "bare", app="bench.bare:app")
        people = prepare(product, "clinicians", 2)
        consents = prepare(product, "consents", ROUNDS * RACERS * VERIFIES + 1)
        journeys = prepare(product, "journeys", ROUNDS * RACERS * SIGNS)
        with product, bare, Field(product.url, RACERS) as ours, Field(bare.url, RACERS) as control:
            ours.sign_in(people)
            return [
                *_verify(ours, control, consents[1:]),
                *_status(ours, control, product, consents[0]),
                _sign(ours, control, [_opened(product, each["cookie"]) for each in journeys]),
            ]


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
            "Verify POST, new receipt, part of a bare insert", 55, ours, fresh, control, inserts
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
            "Status poll, nothing new, part of a bare SELECT", 80, ours, same, control, selects
        ),
        _figure(
            "Status poll, whole part, part of a bare SELECT", 65, ours, whole, control, selects
        ),
    ]


def _opened(product: Server, cookie: str) -> Request:
    """A phone with the last page before the receipt open: a racer becomes it, and signs."""
    phone = Client(product.url)
    phone.cookies = {"journey": cookie}
    phone.open_form("/journey/check")
    phone.close()
    return {"do": "become", "cookies": phone.cookies, "csrf": phone.csrf}


def _sign(ours: Field, control: Field, phones: Sequence[Request]) -> Figure:
    """Each phone once: to become it costs a racer nothing."""
    check: Request = {"do": "post", "path": "/journey/check", "fields": {}}
    inserts = [_post("/insert", "a receipt")] * (RACERS * SIGNS)
    waiting = iter(phones)

    def sign() -> float:
        these = list(islice(waiting, len(inserts)))
        told = [
            [each for phone in these[number::RACERS] for each in (phone, check)]
            for number in range(RACERS)
        ]
        return _timed(ours, told, len(these))

    fast, bare, ratio = interleaved(sign, lambda: per_second(control, inserts), ROUNDS)
    detail = f"{fast:.0f} a second against {bare:.0f}"
    return Figure("Sign POST, part of a bare insert", 100 * ratio, 30, " %", detail)


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
    return _timed(field, [requests[number::RACERS] for number in range(RACERS)], len(requests))


def _timed(field: Field, told: Sequence[Sequence[Request]], count: int) -> float:
    """How many of these are answered in a second, where each racer is told its own."""
    field.race([{"do": "reconnect"}] * RACERS)
    began = time.perf_counter()
    for racer, requests in zip(field.racers, told, strict=True):
        racer.tell(*requests)
    answers = [answer for racer in field.racers for answer in racer.answers()]
    spent = time.perf_counter() - began
    statuses = {answer["status"] for answer in answers if answer}
    if not statuses <= {200, 204, 303}:
        raise SystemExit(f"a request failed: {statuses}")
    return count / spent


def _post(path: str, entry: str) -> Request:
    return {"do": "post", "path": path, "fields": {"entry": entry}}


def _tap(consent: dict[str, Any]) -> Request:
    """The clinician says that this is the person."""
    return _post(f"{consent['card']}/verify", "")


def forever(path: str) -> Iterator[Request]:
    while True:
        yield {"do": "get", "path": path}
