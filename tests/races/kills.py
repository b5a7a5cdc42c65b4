"""Load while something dies, and what is asked of the data afterwards."""

import json
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.server import Server
from kiosk.links import token_hash
from tests.races.helpers import loader, prepare, told
from tests.races.ledger import Ledger

LOADERS = 6


@dataclass(frozen=True)
class Aftermath:
    """What the clients were told, beside what the database holds."""

    done: list[dict[str, Any]]
    retries: int
    writes: int  # changes that were acknowledged: answers, signatures, decisions and so on
    ledger: Ledger
    server: Server


def kill_under_load(data_dir: Path, kills: int, load: tuple[int, int] = (5, 25)) -> Aftermath:
    """Kill after each so many entries in the trail, a number between the two of `load`."""
    server = Server(data_dir)

    def kill() -> None:
        server.stop(9)
        server.start()

    return under_load([server], [kill] * kills, load)


def under_load(
    servers: list[Server], blows: list[Callable[[], None]], load: tuple[int, int] = (5, 25)
) -> Aftermath:
    """Patients and clinicians at all these servers, which are on one database, while blow after
    blow falls; each once the load goes on again.
    """
    server = servers[0]
    people = prepare(server, "clinicians", 2)
    with ExitStack() as running:
        for each in servers:
            running.enter_context(each)
        way = prepare(server, "handoffs", 1)[0]["path"]  # one QR, which all of them scan
        loaders = [
            loader(told(servers[number % len(servers)], people[number % 2], way))
            for number in range(LOADERS)
        ]
        try:
            for blow in blows:
                _wait_for_load(server, random.randint(*load))
                blow()
            finished = [
                json.loads(loader.communicate("end\n", timeout=60)[0]) for loader in loaders
            ]
        finally:
            for each in loaders:
                each.kill()
                each.communicate()
    done = [each for one in finished for each in one["done"]]
    retries, writes = (sum(one[name] for one in finished) for name in ("retries", "writes"))
    return Aftermath(done, retries, writes, Ledger(server.data_dir), server)


def _wait_for_load(server: Server, wanted: int) -> None:
    """Until this start has written for a moment, another one each time: then it may die."""
    with Ledger(server.data_dir) as ledger:
        before = ledger.count("SELECT count(*) FROM audit_entry")
        deadline = time.monotonic() + 60
        while ledger.count("SELECT count(*) FROM audit_entry") < before + wanted:
            assert time.monotonic() < deadline, "the load has stopped"
            time.sleep(0.01)


def assert_nothing_lost(after: Aftermath) -> None:
    rows = after.ledger.rows("SELECT page_hash, id, state FROM consent")
    kept = {page: (number, state) for page, number, state in rows}
    for each in after.done:
        number, state = kept[token_hash(each["page"])]  # a KeyError is a lost consent
        assert each["card"] == after.ledger.card(number)
        assert state == ("withdrawn" if each["withdrawn"] else "signed")
    assert len(kept) == len(after.done), "a consent came twice of one journey"


def assert_nothing_twice(after: Aftermath) -> None:
    numbers = [number for (number,) in after.ledger.rows("SELECT id FROM consent ORDER BY id")]
    assert sorted(map(after.ledger.card, numbers)) == sorted(each["card"] for each in after.done)
    for table in ("verification", "decision"):
        found = after.ledger.rows(f"SELECT consent_id FROM {table} ORDER BY consent_id")
        assert [number for (number,) in found] == numbers, f"{table}: not one for each key"
    verbs = dict(after.ledger.rows("SELECT verb, count(*) FROM audit_entry GROUP BY verb"))
    withdrawn = sum(each["withdrawn"] for each in after.done)
    assert (
        verbs["consent.sign"] == verbs["receipt.verify"] == verbs["decision.decide"] == len(numbers)
    )
    assert verbs.get("consent.withdraw", 0) == withdrawn
    journeys = after.ledger.count("SELECT count(*) FROM journey WHERE signed_at IS NULL")
    assert journeys == 0, "a journey began twice under one key"
