"""Receipts, decisions, lists, checkpoints and codes: any bytes are read, or refused by name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT
from tests.fuzz.length import FUZZ, seconds

pytestmark = pytest.mark.timeout(4 * int(FUZZ) + 120)

# It comes for Linux on x86-64 alone (requirements-dev.in); CI is that.
pytest.importorskip("atheris", reason="atheris is not made for this machine")


def fuzz(what: str, folder: Path, *, module: str = "tests.fuzz.parsers", usual: float = 1) -> str:
    length = max(1, int(seconds(usual)))
    done = subprocess.run(
        [sys.executable, "-m", module, what, str(length), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=length + 100,
    )
    return done.stderr + done.stdout + f"\nended with {done.returncode}"


@pytest.mark.parametrize("what", ["signed", "payload", "note", "code"] if FUZZ else ["all"])
def test_any_bytes_are_read_or_refused_by_name(tmp_path: Path, what: str) -> None:
    said = fuzz(what, tmp_path, usual=2)
    assert said.endswith("ended with 0"), said[-3000:]
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    assert runs, said[-3000:]
    assert int(runs[1]) > 500, "nothing was tried"


def test_a_reader_that_forgets_a_refusal_is_found(tmp_path: Path) -> None:
    """The control."""
    said = fuzz("careless", tmp_path, module="tests.fuzz.careless", usual=5)
    assert "UnicodeEncodeError" in said or "Uncaught Python exception" in said, said[-3000:]
    assert not said.endswith("ended with 0")
