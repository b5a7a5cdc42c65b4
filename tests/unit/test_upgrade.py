"""deploy/upgrade and deploy/rollback, with stand-ins for what they call: what fails half way."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.server import ROOT

STAND_IN = """#!/bin/sh
echo "$(basename "$0") $*" >>"$TOLD"
case " $FAILS " in *" $1 "*) exit 1 ;; esac
"""


@dataclass
class Machine:
    """Two releases, the first of which serves."""

    base: Path
    told: list[str] = field(default_factory=list)

    def run(
        self, script: str, *words: object, fails: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Type it as root; commands whose first word is in `fails` fail."""
        log = self.base / "told"
        log.unlink(missing_ok=True)
        env = {
            "PATH": f"{self.base / 'bin'}:{os.environ['PATH']}",
            "ASKFIRST_BASE": str(self.base),
            "TOLD": str(log),
            "FAILS": fails,
        }
        words = ("sh", str(ROOT / "deploy" / script), *map(str, words))
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=30)
        lines = log.read_text().splitlines() if log.exists() else []
        self.told = [line for line in lines if not line.startswith("id ")]
        return done

    @property
    def serves(self) -> str:
        return (self.base / "current").resolve().name


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for number in ("1", "2"):
        release = tmp_path / "releases" / number
        (release / ".venv/bin").mkdir(parents=True)
        (release / ".venv/bin/gunicorn").touch()
        (release / "static/dist").mkdir(parents=True)
    (tmp_path / "current").symlink_to("releases/1")
    (tmp_path / "bin").mkdir()
    for name in ("systemctl", "askfirst", "install"):
        (tmp_path / "bin" / name).write_text(STAND_IN)
    (tmp_path / "bin/id").write_text("#!/bin/sh\necho 0\n")
    for each in (tmp_path / "bin").iterdir():
        each.chmod(0o755)
    return Machine(tmp_path)


def verbs(told: list[str]) -> list[str]:
    return [" ".join(line.split()[:2]) for line in told if not line.startswith("install")]


def test_it_backs_up_before_it_migrates(machine: Machine) -> None:
    done = machine.run("upgrade", machine.base / "releases/2")
    assert done.returncode == 0, done.stderr
    assert machine.serves == "2"
    stop, backup, migrate, reload, start = verbs(machine.told)
    assert (stop, start, reload) == ("systemctl stop", "systemctl start", "systemctl daemon-reload")
    assert (backup, migrate) == ("askfirst backup", "askfirst migrate")
    copy = machine.told[1].split()[-1]
    assert f"rollback {machine.base}/releases/1 {copy}" in done.stdout


def test_without_a_backup_nothing_is_changed_and_the_old_release_serves(machine: Machine) -> None:
    done = machine.run("upgrade", machine.base / "releases/2", fails="backup")
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert machine.serves == "1"
    assert verbs(machine.told) == ["systemctl stop", "askfirst backup", "systemctl start"]


def test_one_that_cannot_migrate_says_how_to_go_back(machine: Machine) -> None:
    done = machine.run("upgrade", machine.base / "releases/2", fails="migrate")
    assert done.returncode == 1
    assert f"rollback {machine.base}/releases/1 /var/backups" in done.stderr
    assert "systemctl start" not in verbs(machine.told)


@pytest.mark.parametrize("lost", [".venv/bin/gunicorn", "static/dist"])
def test_a_release_that_is_not_whole_stops_nothing(machine: Machine, lost: str) -> None:
    (machine.base / "releases/2" / lost).rename(machine.base / "gone")
    done = machine.run("upgrade", machine.base / "releases/2")
    assert "run make setup" in done.stderr
    assert machine.told == []


def test_neither_the_same_release_nor_one_from_elsewhere(machine: Machine) -> None:
    assert "already" in machine.run("upgrade", machine.base / "releases/1").stderr
    assert "is not in" in machine.run("upgrade", ROOT).stderr
    assert "is not in" in machine.run("rollback", ROOT, ROOT / "README.md").stderr
    assert machine.told == []


def test_a_backup_made_elsewhere_is_taken_at_its_word(machine: Machine) -> None:
    done = machine.run("upgrade", machine.base / "releases/2", "--backed-up")
    assert done.returncode == 0, done.stderr
    assert "askfirst backup" not in verbs(machine.told)


def test_going_back_restores_with_the_old_release(machine: Machine) -> None:
    machine.run("upgrade", machine.base / "releases/2")
    (machine.base / "before.db").touch()
    done = machine.run("rollback", machine.base / "releases/1", machine.base / "before.db")
    assert done.returncode == 0, done.stderr
    assert machine.serves == "1"
    assert verbs(machine.told)[:2] == ["systemctl stop", "askfirst restore"]


def test_a_backup_that_cannot_be_restored_changes_nothing(machine: Machine) -> None:
    machine.run("upgrade", machine.base / "releases/2")
    (machine.base / "before.db").touch()
    done = machine.run(
        "rollback", machine.base / "releases/1", machine.base / "before.db", fails="restore"
    )
    assert "nothing was changed" in done.stderr
    assert machine.serves == "2"
    assert verbs(machine.told)[-1] == "systemctl start"
