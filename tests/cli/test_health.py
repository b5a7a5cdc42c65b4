"""`doctor`: each thing that can be out of order is found, and named; `/readyz`: test_ready.py."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from kiosk import create_app
from kiosk.actions import keys
from kiosk.config import Config
from kiosk.lookups import health, server_figures, trail
from kiosk.lookups.trail import TrailBroken
from kiosk.operator import doctor
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit
from signing.keys import KeyRing
from tests.cli.desk import Desk, one_line, run


def examined(desk: Desk) -> dict[str, tuple[bool, str]]:
    """What `doctor` prints, by name: whether it is ok, and the words."""
    lines = desk.type("doctor").stdout.splitlines()
    found = {}
    for line in lines:
        if line.startswith("to do   "):  # what the manager's page says too
            continue
        verdict, name, words = line[:6].strip(), *line[8:].split(": ", 1)
        assert verdict in ("ok", "not ok")
        found[name] = (verdict == "ok", words)
    return found


def amiss(desk: Desk) -> dict[str, str]:
    """The checks that are not ok, with their words."""
    return {name: words for name, (ok, words) in examined(desk).items() if not ok}


def set_up(desk: Desk, **settings: str) -> Desk:
    """The same data folder under other settings."""
    database.database.close()
    app = create_app(Config.from_env({**desk.environ, **settings}))
    app.config["CLOCK"] = desk.clock
    return Desk(app, desk.folder)


def test_all_is_well_on_a_good_day(desk: Desk) -> None:
    desk.world.signed()
    desk.ok("doctor")
    assert set(examined(desk)) == {
        "settings",
        "public address",
        "in front",
        "servers",
        "owners of files",
        "file times",
        "databases of before",
        "static files",
        "private files",
        "receipt keys",
        "database",
        "database settings",
        "database file",
        "migrations",
        "audit trail",
        "keys of this database",
        "field keys",
        "disk space",
        "clock",
    }


def test_doctor_says_what_the_managers_page_says(desk: Desk) -> None:
    """Issue 12 §1: one list, the same sentences; what wants attention is no fault of the server."""
    desk = set_up(desk, ASKFIRST_PUBLIC_URL="http://clinic.example:8000")
    page = desk.world.signed_in("mo").get("/manage/")
    said = [
        line.removeprefix("to do   ")
        for line in desk.type("doctor").stdout.splitlines()
        if line.startswith("to do")
    ]
    hart = [line.removeprefix("Hart Street: ") for line in said if "Hart Street: " in line]
    assert hart
    assert [line for line in hart if line not in page.text] == []
    assert len(hart) == page.html.count("todo__one")


def test_one_fault_makes_it_fail_in_one_line(desk: Desk) -> None:
    desk.clock.forward(hours=-48)
    assert desk.refused("doctor") == "1 of these are not ok"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ASKFIRST_PUBLIC_URL": "http://clinic.example"}, "not https"),
        ({"ASKFIRST_HOST": "0.0.0.0"}, "nowhere from a phone"),
        ({"ASKFIRST_HOST": "::", "ASKFIRST_PUBLIC_URL": "http://localhost:8000"}, "nowhere"),
    ],
)
def test_an_address_that_phones_cannot_use_is_found(
    desk: Desk, settings: dict[str, str], words: str
) -> None:
    assert words in amiss(set_up(desk, **settings))["public address"]


@pytest.mark.parametrize(
    "settings",
    [
        {
            "ASKFIRST_PUBLIC_URL": "https://clinic.example",
            "ASKFIRST_HOST": "0.0.0.0",
            "ASKFIRST_TRUSTED_HOPS": "1",
        },
        {"ASKFIRST_PUBLIC_URL": "http://localhost:8000"},
        {"ASKFIRST_PUBLIC_URL": "http://[::1]:8000"},
    ],
)
def test_an_address_that_works_is_ok(desk: Desk, settings: dict[str, str]) -> None:
    assert amiss(set_up(desk, **settings)) == {}


def test_a_server_open_to_a_network_without_a_proxy_is_found(desk: Desk) -> None:
    public = {"ASKFIRST_PUBLIC_URL": "https://clinic.example"}
    for host in ("0.0.0.0", "::", "192.0.2.7"):
        found = amiss(set_up(desk, **public, ASKFIRST_HOST=host))
        assert list(found) == ["in front"]
        assert "deploy/" in found["in front"]
    assert amiss(set_up(desk, **public)) == {}, "on loopback it is a proxy's to open"


@pytest.mark.sqlite("its file")
@pytest.mark.parametrize("name", ["askfirst.db", "field-keys.txt", "receipt-keys.json"])
def test_a_file_that_others_can_open_is_found(desk: Desk, name: str) -> None:
    (desk.folder / name).chmod(0o640)
    assert name in amiss(desk)["private files"]


def test_a_static_file_that_is_gone_is_found(desk: Desk) -> None:
    desk.app.extensions["assets"] = desk.app.extensions["assets"] | {"app.css": "app.0.css"}
    assert "app.0.css" in amiss(desk)["static files"]


def test_the_static_files_are_looked_for_where_they_are_served_from() -> None:
    assert (doctor.DIST / "manifest.json").exists()


def test_a_ring_that_can_only_check_is_found(desk: Desk) -> None:
    """As when the published keys were put where the private ones belong."""
    public = KeyRing(tuple(key.retired() for key in desk.world.secrets.receipt_keys.keys))
    held = set_up(desk, ASKFIRST_RECEIPT_KEY=public.to_json())
    assert "no key on this ring has a private part" in amiss(held)["receipt keys"]


def test_field_keys_that_do_not_fit_are_found(desk: Desk) -> None:
    desk.world.signed()
    held = set_up(desk, ASKFIRST_FIELD_KEY=Fernet.generate_key().decode())
    assert "does not fit" in amiss(held)["field keys"]
    assert "1 receipts" in amiss(held)["keys of this database"]


def test_one_field_key_missing_of_two_is_found(desk: Desk) -> None:
    """Every row is read, not the newest alone."""
    old = (desk.folder / "field-keys.txt").read_text()
    new = Fernet.generate_key().decode()
    desk.world.signed()
    rotated = set_up(desk, ASKFIRST_FIELD_KEY=f"{new} {old}")
    keys.note(rotated.world.context())  # as a server does that starts
    rotated.world.signed()
    assert amiss(rotated) == {}
    assert "does not fit" in amiss(set_up(desk, ASKFIRST_FIELD_KEY=new))["field keys"]


@pytest.mark.sqlite("its triggers")
@pytest.mark.parametrize(
    "instead", ["", "CREATE TRIGGER {} BEFORE {} ON attempt BEGIN SELECT 1; END"]
)
def test_triggers_that_are_gone_or_empty_are_found(desk: Desk, instead: str) -> None:
    """Issue 11: one of the same name that does nothing was taken for the one that guards."""
    for trigger in ("update", "delete", "replace"):
        name, verb = f"audit_entry_no_{trigger}", trigger.replace("replace", "insert").upper()
        with database.database.atomic() as fault:
            database.database.execute_sql(f"DROP TRIGGER {name}")
            if instead:
                database.database.execute_sql(instead.format(name, verb))
            with pytest.raises(TrailBroken, match=f"trigger {name}"):
                trail.verify(desk.world.secrets)
            fault.rollback()
    assert trail.verify(desk.world.secrets)


@pytest.mark.sqlite("its triggers")
def test_a_trigger_of_somebody_elses_is_found(desk: Desk) -> None:
    database.database.execute_sql(
        "CREATE TRIGGER more AFTER INSERT ON consent BEGIN DELETE FROM consent; END"
    )
    assert "trigger more" in amiss(desk)["audit trail"]


def test_a_clock_behind_the_last_entry_is_found(desk: Desk) -> None:
    desk.ok("kiosk", "pair", "Room 2")
    desk.clock.forward(minutes=-5)
    assert "before 1 audit entries, from number" in amiss(desk)["clock"]
    assert "2026-11-11 10:00:00 UTC" in amiss(desk)["clock"]


def test_a_clock_that_was_ahead_is_found_behind_later_entries(desk: Desk) -> None:
    """It was put right, and entries went on: the last one alone looks well."""
    desk.clock.forward(hours=24)
    desk.ok("kiosk", "pair", "Room 2")
    desk.clock.forward(hours=-24)
    desk.ok("kiosk", "pair", "Room 3")
    assert "before 1 audit entries" in amiss(desk)["clock"]
    desk.clock.forward(hours=25)
    said = examined(desk)["clock"]
    assert said[0], "that day has come: nothing is ahead any more"
    assert "it went back by 86400 s at audit entry" in said[1]


@pytest.mark.sqlite("its pragmas")
@pytest.mark.parametrize(
    "setting", ["synchronous = normal", "foreign_keys = 0", "secure_delete = 0"]
)
def test_a_setting_that_is_not_in_force_is_found(desk: Desk, setting: str) -> None:
    database.database.execute_sql(f"PRAGMA {setting}")
    with pytest.raises(DatabaseUnfit, match=setting.split()[0]):
        health._settings()


def fuller_disk(_path: object) -> SimpleNamespace:
    return SimpleNamespace(free=server_figures.MIN_FREE - 1)


@pytest.mark.sqlite("the disk of its file")
def test_a_disk_nearly_full_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", fuller_disk)
    assert "only 49 MB free" in amiss(desk)["disk space"]


def with_step(folder: Path) -> Path:
    shutil.copytree(database.MIGRATIONS, folder)
    (folder / "0002_later.py").write_text("def up(migrator, db):\n    pass\n")
    return folder


def test_a_migration_still_to_come_is_found(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MIGRATIONS", with_step(tmp_path / "migrations"))
    assert "0002_later" in amiss(desk)["migrations"]


def test_a_database_of_a_newer_release_is_found(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", with_step(tmp_path / "migrations"))
        database.migrate()
    assert "newer release" in amiss(desk)["migrations"]


@pytest.mark.sqlite("damages its file")
def test_a_damaged_database_is_found(desk: Desk) -> None:
    leaves = "SELECT pageno FROM dbstat WHERE name = 'policy_text' AND pagetype = 'leaf'"
    page = database.database.execute_sql(leaves).fetchone()[0]
    size = database.database.execute_sql("PRAGMA page_size").fetchone()[0]
    database.database.close()
    with desk.file.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert "damaged" in amiss(desk)["database file"]


def test_before_init_the_database_is_what_is_missing(bare: Flask) -> None:
    done = run(bare, "doctor")
    assert one_line(done) == "1 of these are not ok"
    assert "not ok  database: there is no site yet" in done.stdout
    assert "run `init`" in done.stdout
    assert not (Path(bare.config["ASKFIRST"].data_dir) / "askfirst.db").exists()


@pytest.mark.sqlite("damages its file")
def test_what_is_no_database_is_found(desk: Desk) -> None:
    database.database.close()
    desk.file.write_bytes(b"rubbish" * 999)
    assert "not ok  database: file is not a database" in run(desk.app, "doctor").stdout
