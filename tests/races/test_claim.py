"""Eight phones open one code at one moment: one of them begins a walk, and only one (K13)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.client import Client
from harness.racer import Field
from harness.server import Server
from tests.faults.scale import at_length
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(1800)  # generous: the races share the machine with others

PHONES = 8
# How many phones want each code, and how many codes.
CROWDS = ((PHONES, 25), pytest.param((32, at_length(1000)), marks=pytest.mark.long))
CONTROL_CODES = 25


@dataclass(frozen=True)
class Outcome:
    """What the phones were told of each code, and what the database says."""

    begun: list[int]  # phones that were led on, one number for each code
    statuses: set[int]
    walks: int
    audited: int
    broken_entry: int | None


def all_open_each(server: Server, codes: int, phones: int = PHONES) -> Outcome:
    """Half of the phones ask a second server on the same folder, which knows nothing of this one:
    started twice by mistake, or one for each of two addresses.
    """
    made, half = prepare(server, "codes", codes), phones // 2
    with (
        server.twin() as twin,
        server,
        Field(server.url, half) as field,
        Field(twin.url, half) as others,
    ):
        field.racers += others.racers
        try:
            return _race(server, field, made)
        finally:
            del field.racers[half:]  # they are ended by their own


def _race(server: Server, field: Field, made: list[dict[str, Any]]) -> Outcome:
    begun, statuses, phones = [], set(), len(field.racers)
    field.race([_phone(server, made[0]["path"]) for _each in range(phones)])
    for code in made:
        request = {"do": "post", "path": code["path"], "fields": {}}
        answers = [each["status"] for each in field.race([request] * phones)]
        begun.append(answers.count(303))
        statuses |= set(answers)
    with Ledger(server.data_dir) as ledger:
        walks = ledger.rows("SELECT count(*) FROM journey")[0][0]
        claims = "SELECT count(*) FROM audit_entry WHERE verb = 'handoff.claim'"
        return Outcome(begun, statuses, walks, ledger.rows(claims)[0][0], ledger.broken_entry())


def _phone(server: Server, path: str) -> dict[str, object]:
    """A browser that has looked at a code, and has a session of its own."""
    phone = Client(server.url)
    phone.open_form(path)
    phone.close()
    return {"do": "become", "cookies": phone.cookies, "csrf": phone.csrf}


@pytest.fixture(scope="module", params=CROWDS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    phones, codes = request.param
    return all_open_each(Server(tmp_path_factory.mktemp("claim") / "data"), codes, phones)


def test_exactly_one_of_all_phones_begins(outcome: Outcome) -> None:
    assert outcome.begun == [1] * len(outcome.begun)
    assert outcome.walks == len(outcome.begun)


def test_the_others_are_told_that_it_was_used(outcome: Outcome) -> None:
    assert outcome.statuses == {303, 410}


def test_each_claim_has_its_one_entry(outcome: Outcome) -> None:
    assert outcome.audited == len(outcome.begun)
    assert outcome.broken_entry is None


def test_without_the_conditional_update_two_phones_begin(tmp_path: Path) -> None:
    """The control: the same race finds the fault when the guard is taken out."""
    unguarded = all_open_each(without("claim", tmp_path / "data"), CONTROL_CODES)
    assert max(unguarded.begun) > 1
