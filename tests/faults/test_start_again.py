"""What a server finds when it starts again: half a log of writes, a folder it may only read."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.server import ROOT, Server
from kiosk.links import token_hash
from tests.faults.limits import as_anybody
from tests.faults.signer import phones, signed
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(120)

SIGNED = 6


@dataclass(frozen=True)
class Crash:
    """The folder of a server that was killed, and the receipts that it had given, in order."""

    server: Server
    pages: list[str]

    def copy(self, name: str) -> Path:
        folder = self.server.data_dir.with_name(name)
        shutil.copytree(self.server.data_dir, folder)
        return folder

    def run(self, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command on another folder, for which file modes hold."""
        return subprocess.run([sys.executable, "-m", *words], **self.given(folder))

    def given(self, folder: Path) -> dict[str, Any]:
        """The settings of such a process."""
        env = {**self.server.env, "ASKFIRST_DATA_DIR": str(folder)}
        said: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60}
        return {"cwd": ROOT, "env": env, "preexec_fn": as_anybody, **said}


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Crash:
    """Six receipts given, a checkpoint made, and the plug pulled: all of it in the log alone."""
    server = Server(tmp_path_factory.mktemp("crash") / "data")
    with server:
        patients = phones(server, SIGNED)
        answers = [each.sign() for each in patients]
        assert all(signed(each) for each in answers)
        server.flask("audit", "checkpoint")
        server.stop(9)
    return Crash(server, [each.location.removeprefix("/r/") for each in answers])


def held(folder: Path, pages: list[str]) -> int:
    """How many of these receipts are there: the first so many, never one without those before."""
    with Ledger(folder) as ledger:
        assert ledger.rows("PRAGMA integrity_check") == [("ok",)]
        assert ledger.broken_entry() is None
        there = {row for (row,) in ledger.rows("SELECT page_hash FROM consent")}
        signings = ledger.count("SELECT count(*) FROM audit_entry WHERE verb = 'consent.sign'")
    found = [token_hash(page) in there for page in pages]
    assert found == sorted(found, reverse=True)
    assert signings == sum(found), "a consent without its entry, or an entry without its consent"
    return sum(found)


def cut(folder: Path, keep: float) -> None:
    log = folder / "askfirst.db-wal"
    os.truncate(log, int(log.stat().st_size * keep))


@pytest.mark.sqlite("cuts its log of writes")
def test_a_log_cut_anywhere_loses_whole_changes_from_its_end_alone(crash: Crash) -> None:
    assert held(crash.copy("uncut"), crash.pages) == SIGNED, "the control"
    kept = []
    for percent in range(0, 100, 4):
        folder = crash.copy(f"cut-{percent}")
        cut(folder, percent / 100)
        kept.append(held(folder, crash.pages))
        shutil.rmtree(folder)
    assert kept == sorted(kept)
    assert kept[0] == 0
    assert len({*kept}) > SIGNED // 2, "the cuts met nothing"


@pytest.mark.sqlite("cuts its log of writes")
def test_what_a_cut_log_has_lost_the_checkpoint_tells(crash: Crash) -> None:
    """The start is not refused: what is left is whole, and the patients are there."""
    folder = crash.copy("shorter")
    cut(folder, 0.5)
    done = crash.run(folder, "flask", "--app", "wsgi", "audit", "verify")
    assert done.returncode == 1
    assert "cut short" in done.stderr
    whole = crash.run(crash.copy("whole"), "flask", "--app", "wsgi", "audit", "verify")
    assert whole.returncode == 0, whole.stderr


@pytest.fixture
def read_only(crash: Crash) -> Iterator[Path]:
    folder = crash.copy("read-only")
    files = [each for each in folder.iterdir() if each.is_file()]
    for each in files:
        each.chmod(0o400)
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


@pytest.mark.sqlite("its file can only be read")
def test_a_folder_that_can_only_be_read_stops_the_start_in_one_line(
    crash: Crash, read_only: Path
) -> None:
    """As it was, the server said that it was ready, and failed at each patient's last tap."""
    done = crash.run(read_only, "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app")
    assert done.returncode == 3
    assert f"Ask First cannot start: {read_only / 'askfirst.db'}" in done.stderr
    assert "cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr
    doctor = crash.run(read_only, "flask", "--app", "wsgi", "doctor")
    assert "not ok  database: " in doctor.stdout


def test_keys_that_others_can_open_are_said_at_each_start(crash: Crash) -> None:
    """Not refused: whoever shut the patients out over it would leave the keys as open as before."""
    folder = crash.copy("open")
    load = ("-c", "import wsgi")
    before = subprocess.run([sys.executable, *load], **crash.given(folder))
    assert before.returncode == 0, before.stderr
    assert "chmod" not in before.stderr, "the control"
    (folder / "field-keys.txt").chmod(0o644)
    done = subprocess.run([sys.executable, *load], **crash.given(folder))
    assert done.returncode == 0
    assert "others can open field-keys.txt" in done.stderr
