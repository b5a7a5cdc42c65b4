"""`nightly FOLDER`: backups under a name of their own, and an end to those whose time is over."""

from pathlib import Path

import pyrage
import pytest

from kiosk.store import database_file
from kiosk.store.models import Site
from tests.cli.desk import Desk

pytestmark = pytest.mark.sqlite("copies its file")

DAY = 24 * 3600
TODAY = "2026-11-11T100000Z"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_it_can_be_run_every_night(desk: Desk, tmp_path: Path) -> None:
    """M7: to one name, backups failed from the second night on."""
    folder = tmp_path / "copies"
    folder.mkdir()
    for _night in range(3):
        assert "Hart Street" in desk.ok("nightly", folder)
        desk.clock.now += DAY
    assert names(folder) == [f"askfirst-2026-11-{day}T100000Z.db" for day in (11, 12, 13)]
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}


def test_a_file_of_public_keys_encrypts_it_for_each(desk: Desk, tmp_path: Path) -> None:
    first, second = (pyrage.x25519.Identity.generate() for _key in range(2))
    keys = tmp_path / "keys.txt"
    keys.write_text(f"# the safe\n{first.to_public()}\n\n{second.to_public()} # the manager\n")
    (tmp_path / "copies").mkdir()
    desk.ok("nightly", tmp_path / "copies", "--keys", keys)
    (made,) = (tmp_path / "copies").iterdir()
    assert made.name == f"askfirst-{TODAY}.age"
    for key in (first, second):
        assert pyrage.decrypt(made.read_bytes(), [key]).startswith(b"SQLite format 3")


@pytest.mark.parametrize("text", ["", "# none yet\n", "AGE-SECRET-KEY-1\n"])
def test_without_a_public_key_nothing_is_written_in_clear(
    desk: Desk, tmp_path: Path, text: str
) -> None:
    (tmp_path / "keys.txt").write_text(text)
    (tmp_path / "copies").mkdir()
    assert "public key" in desk.refused(
        "nightly", tmp_path / "copies", "--keys", tmp_path / "keys.txt"
    )
    assert names(tmp_path / "copies") == []


def test_copies_go_when_the_table_says_and_nothing_else_does(desk: Desk, tmp_path: Path) -> None:
    """M7: thirty days, or as many as the manager set; counted from the moment in the name."""
    folder = tmp_path / "copies"
    folder.mkdir()
    old = ["askfirst-2026-10-12T095959Z.db", "askfirst-2026-09-01T000000Z.age"]
    old += ["before-2-2026-10-01T000000Z.db", "before-2026-09-30-2026-10-01T000000Z.db"]
    kept = ["askfirst-2026-10-12T100001Z.db", "keys.age", "askfirst-2026.db", "askfirst.db"]
    for name in (*old, *kept):
        (folder / name).touch()
    aside = desk.folder / "askfirst.db.before-2026-10-01T000000Z"
    recent = desk.folder / "askfirst.db.before-2026-11-01T000000Z"
    for file in (aside, Path(f"{aside}-wal"), recent):
        file.touch()
    printed = desk.ok("nightly", folder)
    assert names(folder) == sorted([*kept, f"askfirst-{TODAY}.db"])
    assert printed.count("Deleted ") == len(old) + 2
    assert "copies are kept for 30 days" in printed
    assert recent.exists()
    assert not aside.exists()
    assert desk.file.exists()


def test_the_shortest_time_of_several_sites_counts(desk: Desk, tmp_path: Path) -> None:
    Site.update(retention={"backups": {"keep": 2 * DAY, "reason": ""}}).where(
        Site.id == desk.world.charlie.site_id
    ).execute()
    (tmp_path / "askfirst-2026-11-09T095959Z.db").touch()
    (tmp_path / "askfirst-2026-11-09T100001Z.db").touch()
    assert "copies are kept for 2 days" in desk.ok("nightly", tmp_path)
    assert not (tmp_path / "askfirst-2026-11-09T095959Z.db").exists()
    assert (tmp_path / "askfirst-2026-11-09T100001Z.db").exists()


def test_the_last_copy_stays_while_no_new_one_can_be_made(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month of failing nights must not end with no backup at all."""
    folder = tmp_path / "copies"
    folder.mkdir()
    for day in ("01", "02"):
        (folder / f"askfirst-2026-08-{day}T000000Z.db").touch()

    def full(_target: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(database_file, "backup", full)
    assert "No space left" in desk.refused("nightly", folder)
    assert names(folder) == ["askfirst-2026-08-02T000000Z.db"]
