"""Eight browsers guess a birth date at one moment: five are looked at, and no more (M7)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.client import Client
from harness.racer import Field
from harness.server import Server
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others

GUESSERS = 8
RECEIPTS = (10, pytest.param(100, marks=pytest.mark.long))
CONTROL_RECEIPTS = 25


@dataclass(frozen=True)
class Outcome:
    """What the browsers were told of each receipt, and what the database says."""

    looked_at: list[int]  # wrong guesses counted, one number for each receipt
    told: set[str]  # where the wrong ones were led
    afterwards: set[str]  # where the right date was led then
    entries: int
    broken_entry: int | None


def all_guess(server: Server, receipts: int) -> Outcome:
    made = prepare(server, "consents", receipts)
    told, looked_at, afterwards = set(), [], set()
    with server, Field(server.url, GUESSERS) as field, Ledger(server.data_dir) as ledger:
        browsers = [_browser(server, made[0]["page"]) for _each in range(GUESSERS)]
        field.race(browsers)
        before = 0
        for each in made:
            path = f"/r/{each['page']}/birth-date"
            wrong = [_guess(path, day) for day in range(1, GUESSERS + 1)]
            told |= {_end(answer) for answer in field.race(wrong)}
            count = ledger.rows("SELECT count(*) FROM attempt")[0][0]
            looked_at.append(count - before)
            before = count
            right = [_guess(path, 27)] * GUESSERS
            afterwards |= {_end(answer) for answer in field.race(right)}
        shut = "SELECT count(*) FROM audit_entry WHERE verb = 'receipt.no_tries_left'"
        entries = ledger.rows(shut)[0][0]
        return Outcome(looked_at, told, afterwards, entries, ledger.broken_entry())


def _browser(server: Server, page: str) -> dict[str, object]:
    """A browser that has been asked, and has a session of its own."""
    stranger = Client(server.url)
    stranger.open_form(f"/r/{page}/birth-date")
    stranger.close()
    return {"do": "become", "cookies": stranger.cookies, "csrf": stranger.csrf}


def _end(answer: dict[str, Any]) -> str:
    return str(answer["location"]).rpartition("/")[2]


def _guess(path: str, day: int) -> dict[str, object]:
    typed = {"day": str(day), "month": "3", "year": "1948"}
    return {"do": "post", "path": path, "fields": typed}


@pytest.fixture(scope="module", params=RECEIPTS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return all_guess(Server(tmp_path_factory.mktemp("guesses") / "data"), request.param)


def test_five_of_eight_are_looked_at(outcome: Outcome) -> None:
    assert outcome.looked_at == [5] * len(outcome.looked_at)
    assert outcome.told == {"birth-date?wrong=yes"}


def test_then_the_right_one_is_refused_whoever_gives_it(outcome: Outcome) -> None:
    assert outcome.afterwards == {"birth-date?wrong=yes"}  # the right one led to "again"


def test_that_no_try_is_left_is_one_entry_a_receipt(outcome: Outcome) -> None:
    assert outcome.entries == len(outcome.looked_at)
    assert outcome.broken_entry is None


def test_counted_before_the_transaction_more_are_looked_at(tmp_path: Path) -> None:
    """The control: the same race finds the fault when the guard is taken out."""
    unguarded = all_guess(without("guesses", tmp_path / "data"), CONTROL_RECEIPTS)
    assert max(unguarded.looked_at) > 5
