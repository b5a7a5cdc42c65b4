"""The patient changes their mind while the clinician presses start (R16)."""

import random
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

TRIALS = (15, pytest.param(at_length(1000), marks=pytest.mark.long))
CONTROL_TRIALS = 40  # at most: a control ends with the first fault that it finds
STARTERS = 2  # Alice and Bob, each with the card open


@dataclass(frozen=True)
class Outcome:
    """What came of all trials."""

    statuses: set[int]
    late_starts: int  # began after the acknowledged withdrawal, and succeeded all the same
    early_starts: int  # came before it, and succeeded
    never_started: int  # trials in which the withdrawal came first
    inconsistent: int  # trials after which a withdrawn consent had an open recording, or worse
    broken_entry: int | None


def withdraw_against_start(server: Server, trials: int, until: str = "") -> Outcome:
    """So many trials, or fewer: the first `late` start or `wrong` row is the last, if asked for."""
    people, made = prepare(server, "clinicians", 2), prepare(server, "agreed", trials)
    statuses: set[int] = set()
    late = early = never = wrong = 0
    with server, Field(server.url, 1 + STARTERS) as field, Ledger(server.data_dir) as ledger:
        _take_places(server, field, people, made[0])
        for consent in made:
            withdrawn, *starts = field.race([_withdraw(consent), *_starts(consent, STARTERS)])
            # Again, now certainly after the patient was told that recording ends.
            starts += field.race([_withdraw(consent), *_starts(consent, STARTERS)])[1:]
            statuses |= {withdrawn["status"], *(each["status"] for each in starts)}
            began = [each for each in starts if each["status"] == 303]
            after = [each for each in began if each["began"] > withdrawn["ended"]]
            late, early = late + len(after), early + len(began) - len(after)
            never += not began
            wrong += _inconsistent(ledger, consent["id"])
            if {"late": late, "wrong": wrong}.get(until):
                break
        broken = ledger.broken_entry()
    return Outcome(statuses, late, early, never, wrong, broken)


def _take_places(
    server: Server, field: Field, people: list[dict[str, Any]], consent: dict[str, Any]
) -> None:
    """The first racer is the patient's phone, the others are signed in."""
    phone = Client(server.url)
    phone.open_form(f"/r/{consent['page']}/withdraw")
    patient = {"do": "become", "cookies": phone.cookies, "csrf": phone.csrf}
    field.race([patient, *({"do": "sign_in", **person} for person in people)])


def _withdraw(consent: dict[str, Any]) -> dict[str, Any]:
    return {
        "do": "post",
        "path": f"/r/{consent['page']}/withdraw",
        "fields": {},
        "delay": random.uniform(0, 0.006),  # so that either side can be first
    }


def _starts(consent: dict[str, Any], count: int) -> list[dict[str, Any]]:
    path = f"{consent['card']}/start"
    fields = {"seen": consent["revision"]}
    return [
        {"do": "post", "path": path, "fields": fields, "delay": random.uniform(0, 0.006)}
        for _starter in range(count)
    ]


def _inconsistent(ledger: Ledger, consent: int) -> bool:
    ((state,),) = ledger.rows("SELECT state FROM consent WHERE id = ?", consent)
    sessions = ledger.rows("SELECT stopped_at FROM recording WHERE consent_id = ?", consent)
    still_open = [each for each in sessions if each == (None,)]
    return state != "withdrawn" or len(still_open) > 0 or len(sessions) > 1


@pytest.fixture(scope="module", params=TRIALS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    data = tmp_path_factory.mktemp("withdraw") / "data"
    return withdraw_against_start(Server(data), request.param)


def test_no_start_that_began_after_an_acknowledged_withdrawal_succeeds(outcome: Outcome) -> None:
    """R16."""
    assert outcome.late_starts == 0


def test_after_withdrawal_no_recording_is_open(outcome: Outcome) -> None:
    """R16: whichever came first, the recording has ended with the consent."""
    assert outcome.inconsistent == 0


def test_the_race_is_a_race(outcome: Outcome) -> None:
    """Both sides win some: otherwise the trials above would prove nothing."""
    assert outcome.early_starts > 0
    assert outcome.never_started > 0


def test_every_answer_is_a_page_or_a_named_refusal(outcome: Outcome) -> None:
    assert outcome.statuses == {303, 409}


def test_the_audit_trail_of_withdrawals_and_starts_is_whole(outcome: Outcome) -> None:
    assert outcome.broken_entry is None


def test_a_start_that_asks_before_its_transaction_leaves_a_recording_open(tmp_path: Path) -> None:
    """The control of the race."""
    server = without("start_read", tmp_path / "data")
    unguarded = withdraw_against_start(server, CONTROL_TRIALS, until="wrong")
    assert unguarded.inconsistent > 0


def test_a_start_that_trusts_the_page_succeeds_after_the_withdrawal(tmp_path: Path) -> None:
    """The control of the order."""
    server = without("start_shown", tmp_path / "data")
    unguarded = withdraw_against_start(server, CONTROL_TRIALS, until="late")
    assert unguarded.late_starts > 0
