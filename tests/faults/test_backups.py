"""Backups made while patients sign: each restores, verifies, and can be read (issue 11, section 2).

They are encrypted for a public key, and nothing but the key opens them.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from harness.server import ROOT, Server
from tests.faults.scale import at_length
from tests.races.helpers import loader, prepare, told
from tests.races.ledger import Ledger

pytestmark = [pytest.mark.timeout(1800), pytest.mark.sqlite("copies its file")]

BACKUPS = (1, pytest.param(at_length(50), marks=pytest.mark.long))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose patients never stop."""
    server = Server(tmp_path_factory.mktemp("backups") / "data")
    person = prepare(server, "clinicians", 1)[0]
    with server:
        load = loader(told(server, person))
        yield server
        done = json.loads(load.communicate("end\n", timeout=60)[0])
        assert len(done["done"]) > 1, "there was no load"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A public key, and the file of its secret half as `age-keygen` writes it."""
    made = pyrage.x25519.Identity.generate()
    file = tmp_path_factory.mktemp("key") / "key.txt"
    file.write_text(f"# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public()), file


def entries(folder: Path) -> int:
    with Ledger(folder) as ledger:
        assert ledger.broken_entry() is None
        return ledger.count("SELECT max(seq) FROM audit_entry")


def other_machine(server: Server, folder: Path) -> dict[str, str]:
    """The settings of a machine that has the keys, and no database yet."""
    folder.mkdir()
    for file in server.data_dir.glob("*key*"):
        shutil.copy(file, folder)
    return {**os.environ, "ASKFIRST_DATA_DIR": str(folder)}


def run(env: dict[str, str], *words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


def assert_shut(sealed: Path, plain: Path) -> None:
    """Whoever finds the file has nothing. The control: the database itself tells what it is."""
    words = (b"SQLite format 3", b"audit_entry", b"Our practice")
    assert all(each in plain.read_bytes() for each in words)
    assert not any(each in sealed.read_bytes() for each in words)
    assert sealed.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("count", BACKUPS)
def test_every_backup_under_load_restores_verifies_and_can_be_read(
    busy: Server, key: tuple[str, Path], tmp_path: Path, count: int
) -> None:
    public, secret = key
    seen = 0
    for number in range(count):
        file, folder = tmp_path / f"{number}.age", tmp_path / f"{number}"
        while entries(busy.data_dir) < seen + 5:
            time.sleep(0.05)  # it is a moment's copy: let there be something new in each
        before = entries(busy.data_dir)
        busy.flask("backup", str(file), "--to", public)
        elsewhere = other_machine(busy, folder)
        done = run(elsewhere, "restore", file, "--identity", secret)
        assert done.returncode == 0, done.stderr
        assert "Not as it was written" not in done.stdout
        doctor = run(elsewhere, "doctor").stdout
        for check in ("database file", "audit trail", "keys of this database", "field keys"):
            assert f"ok      {check}: " in doctor, doctor
        assert "not ok  " not in doctor.replace("not ok  public address", "")
        assert_shut(file, folder / "askfirst.db")
        seen = entries(folder)
        assert seen >= before, "what was acknowledged before the backup is in it"
        shutil.rmtree(folder)
    left = [each.name for each in busy.data_dir.iterdir() if each.name.endswith(".part")]
    assert left == [], "nothing in plain is left behind"
