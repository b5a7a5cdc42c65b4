"""What `doctor` says of what surrounds a server: which run, what stands in front, clock, files."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.actions import left_over
from kiosk.operator import around, release, running
from kiosk.views.front import origin
from tests.cli.desk import Desk

DAY = 86_400


def test_a_release_is_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in release.FOLDERS:
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "7.1"\n')
    page = tmp_path / "templates" / "page.html"
    page.write_text("one")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    before = release.on_disk()
    assert before.startswith("7.1-")
    os.utime(page, (1, 1))
    assert release.on_disk() == before, "touched is not changed"
    page.write_text("two")
    assert release.on_disk() != before


HOLDS = """
import sys, time
from pathlib import Path
from kiosk.operator import running
running.announce(Path(sys.argv[1]), "127.0.0.1:8000", sys.argv[2])
print("held", flush=True)
time.sleep(60)
"""


def other_server(folder: Path, version: str) -> "subprocess.Popen[str]":
    """A process that holds the note of a server."""
    command = [sys.executable, "-c", HOLDS, str(folder), version]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_servers_are_told_from_those_that_were_killed(tmp_path: Path) -> None:
    first = other_server(tmp_path, release.on_disk())
    assert around._servers(running.servers(tmp_path)).ok
    second = other_server(tmp_path, "0.9-before")
    try:
        check = around._servers(running.servers(tmp_path))
        assert not check.ok
        assert "2 run on one data folder" in check.found
        first.kill()
        first.wait()
        check = around._servers(running.servers(tmp_path))
        assert not check.ok, "it was begun before the files were changed"
        assert f"restart process {second.pid} at 127.0.0.1:8000 (0.9-before)" in check.found
    finally:
        second.kill()
        second.wait()
    assert around._servers(running.servers(tmp_path)).found.startswith("none runs")
    assert len([*tmp_path.glob(running.NOTES)]) == 2, "whoever only looks takes nothing away"
    running.announce(tmp_path, "127.0.0.1:8001", "1.0")
    assert len([*tmp_path.glob(running.NOTES)]) == 1, "the next that starts does"
    running.withdraw()
    assert not [*tmp_path.glob(running.NOTES)]


@pytest.mark.parametrize(("ahead", "ok"), [(3600, False), (5, True), (-3600, True)])
def test_a_clock_behind_its_own_files_is_found(tmp_path: Path, ahead: int, *, ok: bool) -> None:
    file = tmp_path / "askfirst.db"
    file.touch()
    os.utime(file, (time.time() + ahead,) * 2)
    check = around._file_times(tmp_path)
    assert check.ok is ok
    assert ok or "askfirst.db is 3" in check.found


def test_a_file_of_another_user_is_found(tmp_path: Path) -> None:
    for name in ("askfirst.db", "secret-key.txt"):
        (tmp_path / name).touch()
    assert around._owners(tmp_path).ok
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(tmp_path / "secret-key.txt", 12345, 12345)
    check = around._owners(tmp_path)
    assert not check.ok
    assert "secret-key.txt. chown" in check.found


@pytest.mark.sqlite("copies its file")
def test_what_a_restore_left_is_named_and_goes_in_its_time(desk: Desk, tmp_path: Path) -> None:
    """Issue 14: it stayed for ever, with every name in it."""
    desk.ok("backup", tmp_path / "b.db")
    desk.ok("restore", tmp_path / "b.db")
    (left,) = [path for path, _at in left_over.kept_aside()]
    other = left.with_name(f"{left.name}.mine")
    other.touch()
    said = around._left_over().found
    assert f"{left.name} (until 2026-12-11)" in said
    desk.clock.forward(hours=24 * 29)
    desk.ok("purge")
    assert left.exists()
    desk.clock.forward(hours=25)
    desk.ok("purge")
    assert not left.exists()
    assert other.exists(), "of another name, so somebody else's"
    assert around._left_over().found == "no restore has left one"


@pytest.mark.parametrize("said", [{}, {"alive": True}, {"reached": "elsewhere"}])
def test_something_else_at_the_public_address_is_found(
    said: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "_ask", lambda _url: said)
    assert around._public("https://ask.example.org").found == "it is no Ask First"


def test_each_word_of_how_it_came_has_what_mends_it() -> None:
    words = {*origin.Reached.__args__}  # type: ignore[attr-defined]
    assert words == {"as configured", *around.MENDED}
