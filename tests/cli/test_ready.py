"""`/readyz`: whether this server can serve, in JSON whatever fails."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest
from cryptography.fernet import Fernet
from flask import Flask

from kiosk.links import Secrets
from kiosk.lookups import health
from kiosk.store import database, database_file
from kiosk.store.database import DatabaseUnfit
from kiosk.store.sealing import set_field_keys
from signing.keys import KeyRing
from tests.cli.desk import Desk
from tests.cli.test_health import amiss, fuller_disk, with_step

ORDERLY: dict[str, list[str]] = {"faults": [], "warnings": []}


def full_disk(_path: object) -> SimpleNamespace:
    return SimpleNamespace(free=health.MUST_FREE - 1)


def test_ready_means_no_faults(desk: Desk) -> None:
    desk.world.signed()
    assert health.faults(desk.world.secrets) == []
    answer = desk.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, **ORDERLY})


def without_signing_key(secrets: Secrets) -> Secrets:
    ring = KeyRing(tuple(key.retired() for key in secrets.receipt_keys.keys))
    return Secrets(secrets.key, ring, secrets.issuer)


def with_other_field_key(secrets: Secrets) -> Secrets:
    set_field_keys([Fernet.generate_key().decode()])
    return secrets


@pytest.mark.parametrize("lose", [without_signing_key, with_other_field_key])
def test_keys_that_do_not_fit_are_a_fault(desk: Desk, lose: Callable[[Secrets], Secrets]) -> None:
    desk.world.signed()
    assert health.faults(lose(desk.world.secrets)) == ["keys"]


@pytest.mark.sqlite("the disk of its file")
def test_a_full_disk_is_a_fault_that_readyz_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", full_disk)
    answer = desk.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (
        503,
        {"ready": False, **ORDERLY, "faults": ["disk"]},
    )


@pytest.mark.sqlite("the disk of its file")
def test_a_disk_that_fills_up_is_a_warning_and_takes_no_server_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 14: below 50 MB the last server went, with room for hundreds of signatures."""
    monkeypatch.setattr(shutil, "disk_usage", fuller_disk)
    answer = desk.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"ready": True, **ORDERLY, "warnings": ["disk"]},
    )


@pytest.mark.parametrize(
    "error", [OSError(5, "gone"), apsw.CantOpenError("unable to open"), DatabaseUnfit("not ours")]
)
def test_whatever_fails_readyz_answers_in_json(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """It was a page of HTML."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(database, "open_here", fail)
    answer = desk.app.test_client().get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/json")
    assert answer.json["faults"] == ["database"]


@pytest.mark.sqlite("the disk of its file")
def test_a_disk_that_can_only_be_read_is_a_fault_that_readyz_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a system mounts it anew after an error; reading goes on as ever."""
    monkeypatch.setattr(database_file.os, "access", lambda path, mode: path != desk.folder)
    assert desk.app.test_client().get("/readyz").json["faults"] == ["disk"]
    assert f"{desk.folder} cannot be written to" in amiss(desk)["database"]


@pytest.mark.sqlite("its file is not there")
def test_a_database_not_set_up_is_a_fault(bare: Flask) -> None:
    answer = bare.test_client().get("/readyz")
    assert (answer.status_code, answer.json["faults"]) == (503, ["database"])
    assert not bare.config["ASKFIRST"].data_dir.exists(), "asking makes nothing"


def test_a_database_of_another_release_is_not_ready(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either way: it would answer until a patient's last tap needs what is not there."""
    later = with_step(tmp_path / "migrations")
    with monkeypatch.context() as newer:
        newer.setattr(database, "MIGRATIONS", later)
        assert health.faults(desk.world.secrets) == ["migrations"], "code is newer"
        database.migrate()
        assert health.faults(desk.world.secrets) == []
    assert health.faults(desk.world.secrets) == ["migrations"], "code is older"


def test_a_database_without_its_tables_is_a_fault(desk: Desk) -> None:
    database.database.execute_sql("ALTER TABLE consent RENAME TO lost")
    assert health.faults(desk.world.secrets) == ["database"]
