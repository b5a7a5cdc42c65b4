"""Two managers make the same step of a concern at the same moment (M4)."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.racer import Field
from harness.server import Server
from tests.faults.scale import at_length
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(600)  # generous: the races share the machine with others

TRIALS = (15, pytest.param(at_length(500), marks=pytest.mark.long))
CONTROL_TRIALS = 40  # at most: a control ends with the first fault that it finds
READ = {"step": "told", "answer": "done", "words": "", "seen": "0"}


@dataclass(frozen=True)
class Outcome:
    """What came of all trials."""

    answers: Counter[tuple[int, ...]]  # the statuses of the two, in order of size
    twice: int  # concerns in which the step was made twice
    broken_entry: int | None


def race(server: Server, trials: int, until_twice: bool = False) -> Outcome:
    """So many concerns, of each of which both managers make the first step."""
    made = prepare(server, "concerns", trials)
    answers: Counter[tuple[int, ...]] = Counter()
    twice = 0
    with server, Field(server.url, 2) as field, Ledger(server.data_dir) as ledger:
        field.sign_in([{"username": "manager", "password": server.password}])
        for each in made:
            path = f"/manage/concerns/{each['id']}"
            sent = [
                {"do": "post", "path": path, "fields": READ, "delay": random.uniform(0, 0.004)}
                for _manager in range(2)
            ]
            answers[tuple(sorted(one["status"] for one in field.race(sent)))] += 1
            steps = ledger.rows("SELECT step FROM concern_step WHERE concern_id = ?", each["id"])
            twice += len(steps) != 1
            if until_twice and twice:
                break
        return Outcome(answers, twice, ledger.broken_entry())


@pytest.fixture(scope="module", params=TRIALS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return race(Server(tmp_path_factory.mktemp("steps") / "data"), request.param)


def test_each_step_is_made_once_and_the_other_manager_is_told(outcome: Outcome) -> None:
    assert outcome.twice == 0
    assert set(outcome.answers) == {(303, 409)}


def test_the_audit_trail_of_steps_is_whole(outcome: Outcome) -> None:
    assert outcome.broken_entry is None


def test_a_step_that_looks_before_its_transaction_is_made_twice(tmp_path: Path) -> None:
    """The control."""
    unguarded = race(without("step", tmp_path / "data"), CONTROL_TRIALS, until_twice=True)
    assert unguarded.twice > 0
