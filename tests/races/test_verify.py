"""Sixteen clinicians check one receipt at one moment: one of them is the first, and only one."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.racer import Field
from harness.server import Server
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others

RACERS = 16
RECEIPTS = (15, pytest.param(200, marks=pytest.mark.long))
CONTROL_RECEIPTS = 25


@dataclass(frozen=True)
class Outcome:
    """What sixteen racers and the database say of each receipt."""

    statuses: set[int]
    firsts: list[int]  # "first" verifications, one number for each receipt
    checks: list[int]  # all verifications of each receipt
    audited_firsts: list[int]
    broken_entry: int | None


def all_verify_each(server: Server, receipts: int) -> Outcome:
    people, made = prepare(server, "clinicians", 2), prepare(server, "consents", receipts)
    with server, Field(server.url, RACERS) as field:
        field.sign_in(people)
        statuses = {
            answer["status"]
            for consent in made
            for answer in field.race([_check(consent)] * RACERS)
        }
    with Ledger(server.data_dir) as ledger:
        return _outcome(ledger, statuses, [each["id"] for each in made])


def _check(consent: dict[str, Any]) -> dict[str, Any]:
    """The tap that says that this is the person."""
    return {"do": "post", "path": f"{consent['card']}/verify", "fields": {}}


def _outcome(ledger: Ledger, statuses: set[int], ids: list[int]) -> Outcome:
    rows = ledger.rows("SELECT consent_id, first FROM verification")
    firsts = [sum(1 for consent, first in rows if consent == each and first) for each in ids]
    checks = [sum(1 for consent, _first in rows if consent == each) for each in ids]
    audited = Counter[str]()
    entered = ledger.rows("SELECT subject, detail FROM audit_entry WHERE verb = 'receipt.verify'")
    for subject, detail in entered:
        audited[subject] += json.loads(detail)["first"]
    return Outcome(statuses, firsts, checks, [*audited.values()], ledger.broken_entry())


@pytest.fixture(scope="module", params=RECEIPTS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return all_verify_each(Server(tmp_path_factory.mktemp("verify") / "data"), request.param)


def test_sixteen_verifiers_of_one_receipt_never_meet_an_error(outcome: Outcome) -> None:
    assert outcome.statuses == {303}


def test_exactly_one_of_sixteen_verifiers_is_the_first(outcome: Outcome) -> None:
    assert outcome.firsts == [1] * len(outcome.firsts)


def test_the_other_fifteen_are_told_already(outcome: Outcome) -> None:
    assert outcome.checks == [RACERS] * len(outcome.checks)


def test_the_audit_trail_of_the_race_is_whole(outcome: Outcome) -> None:
    assert outcome.broken_entry is None
    assert outcome.audited_firsts == [1] * len(outcome.firsts)


def test_without_the_conditional_update_there_is_more_than_one_first(tmp_path: Path) -> None:
    """The control: the same race finds the fault when the guard is taken out."""
    unguarded = all_verify_each(without("first", tmp_path / "data"), CONTROL_RECEIPTS)
    assert max(unguarded.firsts) > 1
