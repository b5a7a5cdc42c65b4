"""A disk that is full, locked, read-only or gone, under a real server (issue 11, section 2).

Each patient is told at once, in words, and the same form is good again once the fault is mended.
What each fault costs without its guard is the control beside it.
"""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.client import Client
from harness.databases import Outsider
from harness.server import Server
from tests.faults.limits import no_more_room
from tests.faults.signer import assert_said_in_words, consents, phones, signed
from tests.races.helpers import without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(120)

PATIENT = 6.0  # seconds within which everybody has an answer
READS = 1.0  # seconds that a page which only reads may take meanwhile


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("disk") / "data") as running:
        for each in phones(running, 2):  # its log of writes is longer than its log of lines
            assert signed(each.sign())
        yield running


@pytest.fixture
def lock(server: Server) -> Iterator[Outsider]:
    """Another process that can take the right to write."""
    other = Outsider(server.data_dir)
    yield other
    other.close()


def ready(server: Server) -> tuple[int, str]:
    answer = Client(server.url).get("/readyz")
    return answer.status, answer.text


@pytest.mark.sqlite("the disk of its file")
def test_a_full_disk_is_said_and_the_same_form_is_good_once_there_is_room(server: Server) -> None:
    patients, before = phones(server, 3), consents(server)
    with no_more_room(server):
        for each in patients:
            assert_said_in_words(each.sign())
        assert Client(server.url).get("/staff/sign-in").status == 200
    assert consents(server) == before
    assert all(signed(each.sign()) for each in patients)
    assert consents(server) == before + 3


@pytest.mark.sqlite("the disk of its file")
def test_with_enough_room_the_limit_itself_does_nothing(server: Server) -> None:
    """The control: it is the missing room that was said above."""
    (patient,) = phones(server, 1)
    with no_more_room(server, room=2**20):
        assert signed(patient.sign())


def test_locked_for_three_seconds_nobody_meets_an_error(server: Server, lock: Outsider) -> None:
    patients = phones(server, 4)
    lock.lock()
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(each.sign_in_time) for each in patients]
        began = time.monotonic()
        assert Client(server.url).get("/v").status == 200
        assert time.monotonic() - began < READS
        time.sleep(3)
        lock.unlock()
        answers = [each.result() for each in sent]
    assert all(signed(answer) for answer, _seconds in answers)
    assert min(seconds for _answer, seconds in answers) > 2.5, "the lock met nobody: no control"


@pytest.mark.long
def test_locked_for_ten_seconds_it_is_said_within_six(server: Server, lock: Outsider) -> None:
    patients = phones(server, 4)
    before = consents(server)
    lock.lock()
    until = time.monotonic() + 10
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: each.sign_in_time(), patients))
    for answer, seconds in answers:
        assert_said_in_words(answer)
        assert seconds < PATIENT
    time.sleep(max(0, until - time.monotonic()))
    lock.unlock()
    assert consents(server) == before
    assert all(signed(each.sign()) for each in patients)


@pytest.mark.sqlite("its file is not there")
def test_a_data_folder_moved_away_is_said_and_nothing_is_written_to_it(server: Server) -> None:
    patients, before = phones(server, 3), consents(server)
    away = server.data_dir.with_name("away")
    server.data_dir.rename(away)
    try:
        for each in patients:
            assert_said_in_words(each.sign())
        assert ready(server) == (503, '{"faults":["database"],"ready":false,"warnings":[]}\n')
        assert not server.data_dir.exists(), "nothing is made in its place"
    finally:
        away.rename(server.data_dir)
    assert ready(server)[0] == 200
    assert all(signed(each.sign()) for each in patients)
    assert consents(server) == before + 3


@pytest.mark.sqlite("replaces its file")
def test_a_database_put_in_place_of_another_is_used_from_then_on(
    server: Server, tmp_path: Path
) -> None:
    """By hand, and not by `restore`: no receipt goes to the file that was replaced."""
    before = consents(server)
    (patient,) = phones(server, 1)
    with Ledger(server.data_dir) as ledger:
        ledger.rows("VACUUM INTO ?", str(tmp_path / "c.db"))
    shutil.move(tmp_path / "c.db", server.data_dir / "askfirst.db")
    for ending in ("-wal", "-shm"):
        (server.data_dir / f"askfirst.db{ending}").unlink(missing_ok=True)
    assert signed(patient.sign())
    assert consents(server) == before + 1


@pytest.mark.long
def test_without_the_look_at_the_file_a_receipt_is_given_and_lost(tmp_path: Path) -> None:
    """The control."""
    with without("file", tmp_path / "data") as server:
        (patient,) = phones(server, 1)
        shutil.rmtree(server.data_dir)
        assert signed(patient.sign())
