"""Two servers on one PostgreSQL, which is killed and restarted under load: nothing acknowledged is
lost or doubled, pages say so in words meanwhile, and all goes on by itself.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import databases
from harness.client import Client
from harness.postgres import Postgres
from harness.server import Server
from tests.races.helpers import prepare, without
from tests.races.kills import LOADERS, assert_nothing_lost, assert_nothing_twice, under_load
from tests.races.ledger import Ledger

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not databases.ON_POSTGRES, reason="it is about a database server"),
]
ENOUGH = 40  # requests, which meet every connection of a server


@pytest.fixture
def postgres(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server of this test's own, on which what is acknowledged is on the disk."""
    with Postgres(durable=True) as own:
        monkeypatch.setenv("ASKFIRST_TEST_SERVER", own.url())
        yield own


def statuses(server: Server, path: str) -> list[int]:
    """What many at once are answered."""
    found: list[int] = []

    def ask() -> None:
        for _turn in range(ENOUGH // 8):
            found.append(Client(server.url, timeout=30).get(path).status)

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


@pytest.mark.parametrize("blows", [1, pytest.param(10, marks=pytest.mark.long)])
def test_nothing_is_lost_or_doubled_whatever_dies(
    postgres: Postgres, tmp_path: Path, blows: int
) -> None:
    first = Server(tmp_path / "data", new=True)
    second = first.twin()

    def kill_the_database() -> None:
        postgres.kill()
        postgres.start()

    def restart_the_database() -> None:
        postgres.stop()
        postgres.start()

    def kill_a_server() -> None:
        second.stop(9)
        second.start()

    each = [kill_the_database, kill_a_server, restart_the_database]
    after = under_load([first, second], each * blows)
    assert len(after.done) >= LOADERS
    assert after.retries > 0, "nothing met a request"
    assert_nothing_lost(after)
    assert_nothing_twice(after)
    assert after.ledger.broken_entry() is None
    assert "The trail is whole" in first.flask("audit", "verify")
    assert "Nothing was due" in first.flask("purge")
    assert "not ok" not in first.flask("doctor")
    with first:
        assert {
            Client(first.url).get(f"/r/{each['page']}/status").status for each in after.done
        } == {200}


def test_a_restart_is_a_page_in_words_and_then_over(postgres: Postgres, tmp_path: Path) -> None:
    with Server(tmp_path / "data", new=True) as server:
        assert set(statuses(server, "/")) == {200}
        postgres.stop()
        assert set(statuses(server, "/staff/sign-in")) == {503}
        page = Client(server.url).get("/staff/sign-in")
        assert "Nothing was lost" in page.text
        assert Client(server.url).get("/readyz").status == 503
        assert Client(server.url).get("/healthz").status == 200
        postgres.start()
        assert set(statuses(server, "/staff/sign-in")) == {200}
        assert Client(server.url).get("/readyz").status == 200


def test_connections_that_are_not_looked_at_fail_after_a_restart(
    postgres: Postgres, tmp_path: Path
) -> None:
    """The control: the database is back, and pages are not."""
    with without("dead_connections", tmp_path / "data", new=True) as server:
        assert set(statuses(server, "/staff/sign-in")) == {200}
        postgres.stop()
        postgres.start()
        assert 503 in statuses(server, "/staff/sign-in")


def sign_at_once(servers: list[Server], walks: int) -> tuple[list[int], int | None]:
    """Sign at all servers at one moment; what was answered, and where the trail is broken."""
    journeys = prepare(servers[0], "journeys", walks)
    start = threading.Barrier(walks)
    found: list[int] = []

    def sign(turn: int) -> None:
        phone = Client(servers[turn % len(servers)].url, timeout=30)
        phone.cookies["journey"] = journeys[turn]["cookie"]
        phone.open_form("/journey/check")
        start.wait(timeout=60)
        found.append(phone.post("/journey/check", {}).status)

    threads = [threading.Thread(target=sign, args=(turn,)) for turn in range(walks)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with Ledger(servers[0].data_dir) as ledger:
        return found, ledger.broken_entry()


def test_signers_at_two_servers_get_a_number_each(tmp_path: Path) -> None:
    first = Server(tmp_path / "data")
    with first, first.twin() as second:
        found, broken = sign_at_once([first, second], 24)
    assert found == [303] * 24
    assert broken is None


def test_without_the_lock_two_get_one_number(tmp_path: Path) -> None:
    """The control: PostgreSQL refuses the second of them, which is lost."""
    first = without("lock", tmp_path / "data")
    with first, first.twin() as second:
        for _try in range(5):
            found, _broken = sign_at_once([first, second], 24)
            if set(found) != {303}:
                return
    raise AssertionError("nobody met anybody: the control proves nothing")


def test_a_hung_writer_lets_the_others_go_on(postgres: Postgres, tmp_path: Path) -> None:
    """Whoever holds the lock and does nothing costs a page in words, and no more than a minute."""
    with Server(tmp_path / "data", new=True) as server:
        walk = prepare(server, "journeys", 1)[0]
        phone = Client(server.url, timeout=30)
        phone.cookies["journey"] = walk["cookie"]
        phone.open_form("/journey/check")
        hung = databases.Outsider(server.data_dir)
        hung.lock()
        began = time.monotonic()
        assert phone.post("/journey/check", {"once": "x" * 22}).status == 503
        assert time.monotonic() - began < 10
        hung.close()
        assert phone.post("/journey/check", {"once": "x" * 22}).status == 303
