"""What is forked runs as `python -m` would: words, environment, what it reads and writes."""

import os
import signal
import subprocess

import pytest

from harness import warm

ENVIRONMENT = ["timeit", "-n1", "-r1", "import os; print(sorted(os.environ.items()))"]


def test_it_reads_and_writes_and_says_how_it_ended() -> None:
    good = warm.ours().run(["json.tool", "--compact"], {}, "[1, 2]")
    assert (good.returncode, good.stdout, good.stderr) == (0, "[1,2]\n", "")
    bad = warm.ours().run(["json.tool"], {}, "[")
    assert (bad.returncode, bad.stdout, bool(bad.stderr)) == (1, "", True)


def test_it_has_the_environment_that_it_is_given_and_no_other() -> None:
    said = warm.ours().run(ENVIRONMENT, {"ASKFIRST_PORT": "1"}).stdout
    assert said.startswith("[('ASKFIRST_PORT', '1')]\n")
    assert "ASKFIRST_PORT" not in warm.ours().run(ENVIRONMENT, {}).stdout


def test_it_is_waited_for_and_can_be_ended() -> None:
    with open(os.devnull, "r+b") as nothing:
        sleeps = ["timeit", "-n1", "-r1", "import time; time.sleep(60)"]
        begun = warm.ours().start(sleeps, {}, nothing, nothing, nothing, session=True)
    assert os.getpgid(begun.pid) == begun.pid
    with pytest.raises(subprocess.TimeoutExpired):
        begun.wait(timeout=0.05)
    os.killpg(begun.pid, signal.SIGKILL)
    assert begun.wait(timeout=20) == -signal.SIGKILL
    assert begun.poll() == -signal.SIGKILL
