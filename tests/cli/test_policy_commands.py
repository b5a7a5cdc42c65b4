"""`policy import` and `policy publish` (M1)."""

import shutil
from pathlib import Path

import pytest

from kiosk.store.models import AuditEntry, Consent, Policy
from kiosk.store.packs import default_pack
from kiosk.store.queries import published_policy
from tests.cli.desk import Desk


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The shipped pack under a new version."""
    folder = tmp_path / "pack"
    shutil.copytree(default_pack(), folder)
    structure = (folder / "pack.toml").read_text()
    version = Policy.get().version
    assert version in structure
    (folder / "pack.toml").write_text(structure.replace(version, "2027-1"))
    return folder


@pytest.fixture
def imported(desk: Desk, pack: Path) -> Desk:
    desk.ok("policy", "import", pack)
    return desk


def test_an_imported_version_is_not_yet_what_patients_read(imported: Desk) -> None:
    assert published_policy(imported.world.here).version != "2027-1"


def test_publishing_makes_it_what_patients_read(imported: Desk) -> None:
    imported.ok("policy", "publish", "2027-1")
    assert published_policy(imported.world.here).version == "2027-1"


def test_publishing_says_how_many_patients_are_asked_again(imported: Desk) -> None:
    consent = imported.world.signed()
    assert "Asked to sign again: 1" in imported.ok("policy", "publish", "2027-1")
    assert Consent.get_by_id(consent.id).state == "superseded"


def test_both_are_audited_to_the_operator(imported: Desk) -> None:
    imported.ok("policy", "publish", "2027-1")
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).limit(2)
    assert [(row.verb, row.actor) for row in last] == [
        ("policy.publish", "operator"),
        ("policy.import", "operator"),
    ]


def test_a_version_is_imported_once(imported: Desk, pack: Path) -> None:
    assert "2027-1 is here already" in imported.refused("policy", "import", pack)


def test_a_version_is_published_once(imported: Desk) -> None:
    imported.ok("policy", "publish", "2027-1")
    assert "published before" in imported.refused("policy", "publish", "2027-1")


def test_an_unknown_version_is_refused(desk: Desk) -> None:
    assert "import it first" in desk.refused("policy", "publish", "2031-7")


def test_a_folder_without_a_pack_is_refused(desk: Desk, tmp_path: Path) -> None:
    assert "pack.toml" in desk.refused("policy", "import", tmp_path)


@pytest.mark.parametrize("junk", [b"not = = toml", b"\xff\xfe", b"version = 3"])
def test_a_broken_pack_is_refused_and_leaves_nothing(desk: Desk, pack: Path, junk: bytes) -> None:
    (pack / "pack.toml").write_bytes(junk)
    desk.refused("policy", "import", pack)
    assert not Policy.select().where(Policy.version == "2027-1").exists()


def test_a_pack_with_one_language_twice_is_refused(desk: Desk, pack: Path) -> None:
    shutil.copy(pack / "en.toml", pack / "english.toml")
    assert "'en' twice" in desk.refused("policy", "import", pack)
