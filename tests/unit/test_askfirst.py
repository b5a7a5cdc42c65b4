"""`askfirst COMMAND`: on the service's data folder, as its user, whoever types it, and where."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from harness.server import ROOT

SCRIPT = ROOT / "deploy" / "askfirst.py"


@pytest.fixture
def askfirst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, which looks for its settings in this test's folder."""
    spec = importlib.util.spec_from_file_location("askfirst", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "SETTINGS", tmp_path / "askfirst.env")
    return module


def typed(askfirst: ModuleType, monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, str]:
    """The environment that a command is run in."""
    run: list[tuple[str, list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda *given: run.append(given))
    monkeypatch.setattr(sys, "argv", ["askfirst", *words])
    monkeypatch.setattr(askfirst, "become", lambda name: name)
    askfirst.main()
    ((program, said, env),) = run
    assert said[-len(words) :] == list(words)
    assert said[-len(words) - 1] == str(ROOT / "wsgi.py")
    assert program == str(ROOT / ".venv/bin/python")
    return env


def test_the_settings_are_those_of_the_file_alone(
    askfirst: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A command typed with another folder in the environment would act on that one."""
    askfirst.SETTINGS.write_text(
        "# ours\n; and this\n\nASKFIRST_DATA_DIR=/var/lib/askfirst\n"
        'ASKFIRST_BUDGETS="address=120 poster=600"\nASKFIRST_FORMER_URLS = \n'
    )
    monkeypatch.setenv("ASKFIRST_DATA_DIR", "/home/somebody/instance")
    monkeypatch.setenv("ASKFIRST_PORT", "9000")
    monkeypatch.setenv("PYTHONPATH", "/home/somebody")
    env = typed(askfirst, monkeypatch, "doctor")
    ours = {name: value for name, value in env.items() if name not in askfirst.KEPT}
    assert ours == {
        "ASKFIRST_DATA_DIR": "/var/lib/askfirst",
        "ASKFIRST_BUDGETS": "address=120 poster=600",
        "ASKFIRST_FORMER_URLS": "",
    }
    said = capsys.readouterr().err
    assert said == (
        f"askfirst: data folder /var/lib/askfirst, settings of {askfirst.SETTINGS}, as askfirst\n"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "set ASKFIRST_DATA_DIR"),
        ("ASKFIRST_DATA_DIR=instance\n", "the whole path"),
        ("export ASKFIRST_DATA_DIR=/x\n", "line 1"),
        ("ASKFIRST_DATA_DIR\n", "line 1"),
        ("ASKFIRST_DATA_DIR=/x\nASKFIRST_HOST='::1' \\\n", "line 2"),
        ("ASKFIRST_DATA_DIR='/x\n", "line 1"),
    ],
)
def test_what_systemd_would_read_otherwise_is_refused(
    askfirst: ModuleType, monkeypatch: pytest.MonkeyPatch, text: str, why: str
) -> None:
    askfirst.SETTINGS.write_text(text)
    with pytest.raises(SystemExit, match=why):
        typed(askfirst, monkeypatch, "doctor")


def test_in_a_container_the_settings_are_those_around_it(
    askfirst: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASKFIRST_DATA_DIR", "/data")
    monkeypatch.setenv("SOMETHING", "else")
    env = typed(askfirst, monkeypatch, "backup", "x.db")
    assert env["ASKFIRST_DATA_DIR"] == "/data"
    assert "SOMETHING" not in env
    assert capsys.readouterr().err == "askfirst: data folder /data\n"


def test_somebody_else_is_turned_away(
    askfirst: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(PermissionError, match="sudo"):
        askfirst.become("daemon")
    with pytest.raises(ValueError, match="no user"):
        askfirst.become("nobody-of-this-name")


def test_files_are_named_from_where_it_is_typed(
    first_morning: tuple[Flask, Path], tmp_path: Path
) -> None:
    """A real command, in a real process, that makes a file in the folder at hand."""
    shutil.copytree(first_morning[1].parent, tmp_path / "data")
    env = {"ASKFIRST_DATA_DIR": str(tmp_path / "data"), "PATH": os.environ["PATH"]}
    words = [sys.executable, str(SCRIPT), "backup", "here.db"]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
    assert done.stderr == f"askfirst: data folder {tmp_path / 'data'}\n"
    assert (tmp_path / "here.db").exists()
