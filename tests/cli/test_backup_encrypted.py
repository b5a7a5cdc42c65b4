"""`backup --to`, `backup --passphrase-file`, and what `restore` needs to open them again."""

from pathlib import Path

import pyrage
import pytest

from kiosk.config import KEY_FILES
from kiosk.operator import encrypted
from kiosk.store import database
from kiosk.store.models import Consent
from tests.cli.desk import Desk

pytestmark = pytest.mark.sqlite("copies its file")

PHRASE = "rain on the tin roof at noon"


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    file = tmp_path / "phrase.txt"
    file.write_text(f"{PHRASE}\n")
    return file


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, Path]:
    made = pyrage.x25519.Identity.generate()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: today\n{made}\n")
    return str(made.to_public()), file


def scraps(desk: Desk) -> list[str]:
    return [each.name for each in desk.folder.iterdir() if each.name.endswith(".part")]


def test_a_passphrase_closes_and_opens_it(desk: Desk, phrase: Path, tmp_path: Path) -> None:
    desk.world.signed()
    sealed = tmp_path / "b.age"
    assert "encrypted" in desk.ok("backup", sealed, "--passphrase-file", phrase)
    desk.world.signed()
    database.database.close()
    assert "give --identity or --passphrase-file" in desk.refused("restore", sealed)
    desk.ok("restore", sealed, "--passphrase-file", phrase)
    assert Consent.select().count() == 1
    assert Consent.get().patient_name == "Margaret O'Neill"
    assert scraps(desk) == []


def test_a_passphrase_that_takes_more_memory_than_there_is_is_refused_in_time(
    desk: Desk,
    keys: tuple[str, Path],
    phrase: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The kernel would end the command, or the server beside it; a key takes no memory."""
    sealed, again = tmp_path / "b.age", tmp_path / "again.age"
    desk.ok("backup", sealed, "--passphrase-file", phrase)
    crowded = tmp_path / "meminfo"
    crowded.write_text("MemTotal:  2097152 kB\nMemFree:  1000000 kB\nMemAvailable:  200 kB\n")
    monkeypatch.setattr(encrypted, "MEMORY", crowded)
    said = desk.refused("backup", again, "--passphrase-file", phrase)
    assert "MB of memory here, and 0 MB are free: encrypt it for a public key (--to)" in said
    assert "a machine with more" in desk.refused("restore", sealed, "--passphrase-file", phrase)
    assert not again.exists()
    assert scraps(desk) == []
    desk.ok("backup", again, "--to", keys[0])


def test_another_key_or_passphrase_opens_nothing(
    desk: Desk, keys: tuple[str, Path], phrase: Path, tmp_path: Path
) -> None:
    sealed, other = tmp_path / "b.age", tmp_path / "other.txt"
    desk.ok("backup", sealed, "--to", keys[0])
    other.write_text(str(pyrage.x25519.Identity.generate()))
    for words in (("--identity", other), ("--passphrase-file", phrase)):
        assert "cannot be decrypted" in desk.refused("restore", sealed, *words)
    assert "cannot be decrypted" in desk.refused("restore", sealed, "--identity", phrase)
    assert scraps(desk) == []
    desk.ok("restore", sealed, "--identity", keys[1])


def test_one_byte_of_it_changed_is_found(
    desk: Desk, keys: tuple[str, Path], tmp_path: Path
) -> None:
    sealed = tmp_path / "b.age"
    desk.ok("backup", sealed, "--to", keys[0])
    whole = bytearray(sealed.read_bytes())
    whole[len(whole) // 2] ^= 1
    sealed.write_bytes(whole)
    assert "cannot be decrypted" in desk.refused("restore", sealed, "--identity", keys[1])
    assert scraps(desk) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "age1nothing"), "no public key of age"),
        (("--to", "AGE-SECRET-KEY-1"), "no public key of age"),
        (("--passphrase-file", "nowhere.txt"), "No such file"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    desk: Desk, tmp_path: Path, words: tuple[str, str], said: str
) -> None:
    line = desk.refused("backup", tmp_path / "b.age", *words)
    assert said in line
    assert not (tmp_path / "b.age").exists()


def test_a_short_passphrase_is_refused_and_not_repeated(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("hush-hush")
    line = desk.refused("backup", tmp_path / "b.age", "--passphrase-file", tmp_path / "p.txt")
    assert "16 characters" in line
    assert "hush" not in line


def test_it_never_writes_over_a_file(desk: Desk, keys: tuple[str, Path], tmp_path: Path) -> None:
    (tmp_path / "b.age").write_text("last week's")
    assert "not written over" in desk.refused("backup", tmp_path / "b.age", "--to", keys[0])
    assert (tmp_path / "b.age").read_text() == "last week's"


def test_no_key_of_the_data_folder_is_in_it(
    desk: Desk, keys: tuple[str, Path], tmp_path: Path
) -> None:
    """Opened: it is the database alone."""
    sealed = tmp_path / "b.age"
    desk.ok("backup", sealed, "--to", keys[0])
    mine = pyrage.x25519.Identity.from_str(keys[1].read_text().splitlines()[1])
    opened = pyrage.decrypt(sealed.read_bytes(), [mine])
    assert opened.startswith(b"SQLite format 3")
    for name in KEY_FILES.values():
        held = (desk.folder / name).read_bytes().strip()
        assert held not in opened
        assert held[20:40] not in opened
