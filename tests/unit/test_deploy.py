"""What operators install: units that systemd takes, hardened alike; a guide of what is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from harness.server import ROOT
from tools.operating import GUIDE, sections

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [each for each in UNITS if each.suffix == ".service"]
EXPOSED = 15  # tenths: what `systemd-analyze security` may say at most, of 100
HARDENED = re.compile(r"^NoNewPrivileges.*?^SystemCallErrorNumber=.*?$", re.DOTALL | re.MULTILINE)
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze comes with systemd"
)


def test_every_service_is_hardened_alike() -> None:
    server, *others = (HARDENED.findall(each.read_text()) for each in reversed(SERVICES))
    assert len(server) == 1
    assert others == [server, server]


@needs_systemd
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    """With a command in the place of ours, which is not installed here."""
    for unit in UNITS:
        text = re.sub(r"^(Exec\w+)=.*", r"\1=/bin/true", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text.replace("file:/opt", "file:/"))
    files = sorted(tmp_path.iterdir())
    words = ["systemd-analyze", "verify", "--man=no", *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    said = [line for line in done.stderr.splitlines() if "askfirst" in line]
    assert said == []


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_none_is_more_exposed_than_the_guide_says(unit: Path) -> None:
    words = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED}", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-300:]


def test_a_killed_master_takes_its_workers_along() -> None:
    """Else they hold the port, and no other can start."""
    text = (DEPLOY / "systemd/askfirst.service").read_text()
    assert {"KillMode=mixed", "Restart=always", "StartLimitIntervalSec=0"} <= {*text.splitlines()}


def test_the_service_installs_and_migrates_nothing() -> None:
    text = (DEPLOY / "systemd/askfirst.service").read_text()
    commands = re.findall(r"^Exec\w+=(.*)", text, re.MULTILINE)
    assert commands == [
        "/opt/askfirst/current/.venv/bin/gunicorn --config gunicorn.conf.py wsgi:app"
    ]


def test_the_guide_names_files_that_are_there() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    inside = set(re.findall(r"/opt/askfirst/(?:current|releases/\d)/([\w./-]+\w)", text))
    inside |= set(re.findall(r"`(deploy/[\w./-]+)`", text))
    assert len(inside) > 5
    assert [name for name in inside if not (ROOT / name).exists()] == []


def test_every_command_of_the_guide_is_followed() -> None:
    """A block of another language, or an indented one that is lost, would be followed by nobody."""
    text = GUIDE.read_text(encoding="utf-8")
    parts = list(sections(text))
    assert [each.number for each in parts] == list(range(1, len(parts) + 1))
    found = sum(len(each.blocks) for each in parts)
    assert found == len(re.findall(r"^ *```sh$", text, re.MULTILINE)) > 15
    assert set(re.findall(r"^ *```(\w+)$", text, re.MULTILINE)) <= {"sh", "text"}
    assert not [block for each in parts for block in each.blocks if block.startswith(" ")]


def test_the_guides_commands_are_commands() -> None:
    told = re.findall(r"^askfirst ([a-z]+)", "\n".join(_all_blocks()), re.MULTILINE)
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("### Commands")[2]
    assert told
    assert [word for word in told if f"`{word}" not in table] == []


def _all_blocks() -> list[str]:
    parts = sections(GUIDE.read_text(encoding="utf-8"))
    return [block for each in parts for block in each.blocks]


def test_the_containers_are_those_of_the_guide() -> None:
    """No root, no privilege, no place to write but the data; nothing that migrates by itself."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    server = compose["services"]["server"]
    assert (server["read_only"], server["cap_drop"]) == (True, ["ALL"])
    assert server["ports"] == ["127.0.0.1:8000:8000"]
    assert set(server["secrets"]) <= set(compose["secrets"])
    container = (DEPLOY / "Containerfile").read_text()
    assert "\nUSER askfirst\n" in container
    assert "migrate" not in container.rpartition("CMD")[2]
    for line in (ROOT / ".gitignore").read_text().splitlines()[:4]:
        assert line.strip("/") in (ROOT / ".dockerignore").read_text() or line.startswith("#")
