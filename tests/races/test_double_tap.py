"""A button tapped twice: the same form, sent twice at the very same moment."""

from collections.abc import Iterator
from typing import Any

import pytest

from harness.client import Client, once
from harness.racer import Field
from harness.server import Server
from tests.races.helpers import prepare
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others

TRIALS = 50


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("taps") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def taps(server: Server) -> Iterator[Field]:
    """Two fingers, each with a connection of its own."""
    with Field(server.url, 2) as field:
        yield field


def tap_twice(taps: Field, client: Client, path: str, **fields: Any) -> list[dict[str, Any]]:
    """Send one and the same request from both racers, as one browser."""
    taps.race([{"do": "become", "cookies": client.cookies, "csrf": client.csrf}] * 2)
    return taps.race([{"do": "post", "path": path, "fields": {"once": once(), **fields}}] * 2)


def test_sign_tapped_twice_gives_one_consent_and_one_receipt_page(
    server: Server, taps: Field
) -> None:
    journeys = prepare(server, "journeys", TRIALS)
    phone = Client(server.url)
    for journey in journeys:
        phone.cookies["journey"] = journey["cookie"]
        phone.open_form("/journey/check")
        first, second = tap_twice(taps, phone, "/journey/check")
        assert (first["status"], second["status"]) == (303, 303)
        assert first["location"] == second["location"]
        assert first["location"].startswith("/r/")
    with Ledger(server.data_dir) as ledger:
        ids = [journey["journey"] for journey in journeys]
        marks = ", ".join("?" for _id in ids)
        signed = ledger.rows(f"SELECT journey FROM consent WHERE journey IN ({marks})", *ids)
        assert sorted(number for (number,) in signed) == sorted(ids)
        assert ledger.broken_entry() is None


def test_start_on_the_tablet_tapped_twice_begins_one_journey(server: Server, taps: Field) -> None:
    tablet = Client(server.url)
    tablet.open_form("/kiosk/pair")
    assert tablet.post("/kiosk/pair", {"code": server.pairing_code}).status == 303
    tablet.open_form("/kiosk")
    with Ledger(server.data_dir) as ledger:
        before = ledger.count("SELECT count(*) FROM journey")
        for _trial in range(TRIALS):
            answers = tap_twice(taps, tablet, "/kiosk/start")
            assert [each["status"] for each in answers] == [303, 303]
            first, second = (each["cookies"]["journey"] for each in answers)
            assert first == second
        # Each start deletes what the patient before left unsigned on this tablet.
        assert ledger.count("SELECT count(*) FROM journey") == before + 1
