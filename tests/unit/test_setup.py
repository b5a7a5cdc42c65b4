"""`make setup` where Python's venv module is not whole, as on a Debian without python3-venv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT

HALF = """#!/bin/sh
[ "$1" = -c ] && exec {python} "$@"
mkdir -p .venv/bin && touch .venv/bin/python && chmod +x .venv/bin/python
echo "ensurepip is not available" >&2
exit 1
"""
WHOLE = """#!/bin/sh
[ "$1" = -c ] && exec {python} "$@"
mkdir -p .venv/bin && printf '#!/bin/sh\\n' | tee .venv/bin/pip > .venv/bin/python
chmod +x .venv/bin/*
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def made(clone: Path, python: str) -> "subprocess.CompletedProcess[str]":
    """`make` of all that comes before the first package, with this Python."""
    (clone / "python").write_text(python.format(python=sys.executable))
    (clone / "python").chmod(0o755)
    words = ["make", ".venv/.runtime", "PYTHON=./python"]
    env = {"PATH": os.environ["PATH"]}
    return subprocess.run(words, cwd=clone, env=env, capture_output=True, text=True, timeout=60)


def test_it_says_what_is_missing_and_leaves_no_half_behind(clone: Path) -> None:
    done = made(clone, HALF)
    assert done.returncode != 0
    assert "apt-get install python3-venv. Then try again." in done.stderr
    assert not (clone / ".venv").exists()


def test_a_half_that_is_there_is_mended_at_the_next_try(clone: Path) -> None:
    """One of an earlier release, which left it: `make` took it for whole, and pip was missing."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").touch()
    (clone / ".venv/old").touch()
    done = made(clone, WHOLE)
    assert done.returncode == 0, done.stderr
    assert (clone / ".venv/.runtime").exists()
    assert not (clone / ".venv/old").exists()


def test_a_whole_one_is_left_alone(clone: Path) -> None:
    made(clone, WHOLE)
    (clone / ".venv/ours").touch()
    assert made(clone, HALF).returncode == 0
    assert (clone / ".venv/ours").exists()
