"""What a worker holds after a hundred thousand requests of every kind.

`make bench-memory`, or `python -m bench.memory [REQUESTS]`. A worker's own share of the memory is
counted (`Pss` of `/proc/PID/smaps_rollup`): what workers share counts once between them.
"""

import http.client
import itertools
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.results import record
from bench.server import prepare
from bench.table import Figure, machine, show
from harness.client import Client
from harness.server import Server

REQUESTS = 100_000
BOUND = 90
HANDS = 4  # who ask at the same time
WARM = 400
CONSENTS = 40
RARE = 50  # of so many requests one makes a sheet


class Hand(Client):
    """A browser that takes sheets and pictures as well: it reads neither."""

    def _text(self, _response: http.client.HTTPResponse, body: bytes) -> str:
        return body.decode(errors="replace")


def figures(requests: int = REQUESTS) -> list[Figure]:
    """Megabytes of the larger worker, and how many of them came after the first requests."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = Server(Path(folder) / "data")
        people = prepare(server, "clinicians", 2)
        consents = prepare(server, "consents", CONSENTS)
        with server:
            hands = [Hand(server.url) for _hand in range(HANDS)]
            for hand, person in zip(hands, itertools.cycle(people), strict=False):
                hand.sign_in(person["username"], person["password"])
            _ask(hands, consents, WARM)
            first = max(_held(server))
            _ask(hands, consents, requests)
            held = _held(server)
    after = f"after {requests:,} requests; {first:.0f} MB after {WARM}"
    workers = " and ".join(f"{each:.0f}" for each in held)
    detail = f"{after}; the workers: {workers} MB"
    return [Figure("Memory of a worker", max(held), BOUND, " MB", detail, at_most=True)]


def _ask(hands: list[Hand], consents: list[dict[str, Any]], count: int) -> None:
    """So many requests, by all hands at once."""
    faults: list[str] = []

    def work(hand: Hand, start: int) -> None:
        for turn in range(start, count, len(hands)):
            if fault := _one(hand, consents[turn % len(consents)], turn):
                faults.append(fault)
                return

    threads = [
        threading.Thread(target=work, args=(hand, start)) for start, hand in enumerate(hands)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if faults:
        raise SystemExit(faults[0])


def _one(hand: Hand, consent: dict[str, Any], turn: int) -> str:
    """One request of the day; what was wrong with its answer, or ""."""
    page, card = f"/r/{consent['page']}", consent["card"]
    asked = [
        *(f"{page}/status", f"{page}/status?seen={turn}", page, card, f"{card}/live"),
        *("/staff/", "/staff/list", "/staff/list?seen=0", "/privacy", "/v"),
        *("/.well-known/jwks.json", "/.well-known/recording-consent-status"),
        f"/verifier/?lang={('en', 'ur', 'pl')[turn % 3]}",
    ]
    if turn % RARE == 0:
        answer = hand.get(f"{page}/receipt.{('pdf', 'png')[turn // RARE % 2]}").status
    elif turn % 7 == 0:
        fields = {"entry": (consent["code"], consent["token"], "Margaret")[turn % 3]}
        answer = hand.post("/staff/verify", fields).status
    elif turn % 11 == 0:
        answer = hand.post(f"{card}/verify", {}).status
    else:
        answer = hand.get(asked[turn % len(asked)]).status
    return "" if answer in (200, 204, 303, 409, 422) else f"request {turn}: {answer}"


def workers(server: Server) -> Iterator[int]:
    """The process ids of gunicorn's workers."""
    if server.process is None:
        raise SystemExit("the server does not run")
    parent = server.process.pid
    yield from map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())


def _held(server: Server) -> list[float]:
    return [_megabytes(pid) for pid in workers(server)]


def _megabytes(pid: int) -> float:
    """What a process holds, with its share of what it holds together with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split()[0]: line.split()[1] for line in lines[1:]}
    return int(kilobytes["Pss:"]) / 1024


def main() -> None:
    requests = int(sys.argv[1]) if sys.argv[1:] else REQUESTS
    print(f"Ask First, measured on {machine()}\n")
    found = figures(requests)
    show(found)
    record("Memory", found)


if __name__ == "__main__":
    main()
