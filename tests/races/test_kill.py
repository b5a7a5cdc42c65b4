"""The server dies under load, again and again: what was acknowledged holds, and once only."""

import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.server import Server
from kiosk.links import token_hash
from tests.faults.scale import at_length
from tests.races.helpers import loader, prepare, told
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others

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
    people = prepare(server, "clinicians", 2)
    with server:
        way = prepare(server, "handoffs", 1)[0]["path"]  # one QR, which all of them scan
        loaders = [loader(told(server, people[number % 2], way)) for number in range(LOADERS)]
        try:
            for _kill in range(kills):
                _wait_for_load(server, random.randint(*load))
                server.stop(9)
                server.start()
            finished = [
                json.loads(loader.communicate("end\n", timeout=60)[0]) for loader in loaders
            ]
        finally:
            for each in loaders:
                each.kill()
                each.communicate()
    done = [each for one in finished for each in one["done"]]
    retries, writes = (sum(one[name] for one in finished) for name in ("retries", "writes"))
    return Aftermath(done, retries, writes, Ledger(data_dir), server)


def _wait_for_load(server: Server, wanted: int) -> None:
    """Until this start has written for a moment, another one each time: then it may die."""
    with Ledger(server.data_dir) as ledger:
        before = ledger.count("SELECT count(*) FROM audit_entry")
        deadline = time.monotonic() + 60
        while ledger.count("SELECT count(*) FROM audit_entry") < before + wanted:
            assert time.monotonic() < deadline, "the load has stopped"
            time.sleep(0.01)


def _check(after: Aftermath) -> None:
    rows = after.ledger.rows("SELECT page_hash, id, state FROM consent")
    kept = {page: (number, state) for page, number, state in rows}
    for each in after.done:
        number, state = kept[token_hash(each["page"])]  # a KeyError is a lost consent
        assert each["card"] == after.ledger.card(number)
        assert state == ("withdrawn" if each["withdrawn"] else "signed")
    assert len(kept) == len(after.done), "a consent came twice of one journey"


def _assert_nothing_twice(after: Aftermath) -> None:
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


@pytest.fixture(scope="module")
def two_kills(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return kill_under_load(tmp_path_factory.mktemp("kill") / "data", 2)


def test_no_acknowledged_consent_is_lost_when_the_server_is_killed(two_kills: Aftermath) -> None:
    assert len(two_kills.done) >= LOADERS
    _check(two_kills)


def test_no_retry_is_a_duplicate_when_the_server_is_killed(two_kills: Aftermath) -> None:
    assert two_kills.retries > 0, "the kills met no request"
    _assert_nothing_twice(two_kills)


def test_the_audit_trail_is_whole_when_the_server_was_killed(two_kills: Aftermath) -> None:
    assert two_kills.ledger.broken_entry() is None


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_hundred_kills_lose_none_of_20000_writes_and_double_nothing(tmp_path: Path) -> None:
    """The load makes two and a half changes, such as an answer, for each entry in the trail."""
    after = kill_under_load(tmp_path / "data", at_length(100), load=(80, 120))
    print(f"{after.writes} writes acknowledged, {after.retries} sent again")  # noqa: T201
    assert after.writes >= at_length(20_000)
    assert after.retries >= at_length(100)
    _check(after)
    _assert_nothing_twice(after)
    assert after.ledger.broken_entry() is None
    assert after.server.flask("audit", "verify")
