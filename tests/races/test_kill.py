"""The server dies under load, again and again: what was acknowledged holds, and once only."""

from pathlib import Path

import pytest

from tests.faults.scale import at_length
from tests.races.kills import (
    LOADERS,
    Aftermath,
    assert_nothing_lost,
    assert_nothing_twice,
    kill_under_load,
)

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others


@pytest.fixture(scope="module")
def two_kills(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return kill_under_load(tmp_path_factory.mktemp("kill") / "data", 2)


def test_no_acknowledged_consent_is_lost_when_the_server_is_killed(two_kills: Aftermath) -> None:
    assert len(two_kills.done) >= LOADERS
    assert_nothing_lost(two_kills)


def test_no_retry_is_a_duplicate_when_the_server_is_killed(two_kills: Aftermath) -> None:
    assert two_kills.retries > 0, "the kills met no request"
    assert_nothing_twice(two_kills)


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
    assert_nothing_lost(after)
    assert_nothing_twice(after)
    assert after.ledger.broken_entry() is None
    assert after.server.flask("audit", "verify")
