"""A wrong setting stops the start, in one line that says which and why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT, free_port
from kiosk.config import Config, ConfigError
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit

WRONG = [
    ("ASKFIRST_PORT", "abc"),
    ("ASKFIRST_PORT", "0"),
    ("ASKFIRST_PORT", "65536"),
    ("ASKFIRST_PORT", "-1"),
    ("ASKFIRST_TRUSTED_HOPS", "6"),
    ("ASKFIRST_TRUSTED_HOPS", "²"),
    ("ASKFIRST_LOG_FORMAT", "xml"),
    ("ASKFIRST_GUEST_NETWORKS", "guest"),
    ("ASKFIRST_GUEST_NETWORKS", "10.20.0.1/16"),
    ("ASKFIRST_GUEST_NETWORKS", "10.20.0.0/16, 0.0.0.0/0"),
    ("ASKFIRST_BUDGETS", "address"),
    ("ASKFIRST_BUDGETS", "address=9"),
    ("ASKFIRST_BUDGETS", "address=601"),
    ("ASKFIRST_BUDGETS", "address=\u0661\u0662"),
    ("ASKFIRST_BUDGETS", "guesses=20"),
    ("ASKFIRST_BUDGETS", "poster=300 poster=400"),
    ("ASKFIRST_PUBLIC_URL", "clinic.example"),
    ("ASKFIRST_PUBLIC_URL", "ftp://clinic.example"),
    ("ASKFIRST_PUBLIC_URL", "https://"),
    ("ASKFIRST_PUBLIC_URL", "https://clinic.example/app"),
    ("ASKFIRST_PUBLIC_URL", "https://clinic.example?x"),
    ("ASKFIRST_PUBLIC_URL", "https://user@clinic.example"),
    ("ASKFIRST_PUBLIC_URL", "https://[::1"),
    ("ASKFIRST_PUBLIC_URL", "https://clinic.example:abc"),
    ("ASKFIRST_PUBLIC_URL", "https://clinic.example:99999"),
    ("ASKFIRST_PUBLIC_URL", "https://clínic.example"),
    ("ASKFIRST_PUBLIC_URL", 'https://clinic"example'),
    ("ASKFIRST_PUBLIC_URL", "https://" + "c" * 100),
    ("ASKFIRST_FORMER_URLS", "clinic.example"),
    ("ASKFIRST_FORMER_URLS", "https://old.example, ftp://older.example"),
    ("ASKFIRST_SECRET_KEY", "too short"),
    ("ASKFIRST_RECEIPT_KEY", "not json"),
    ("ASKFIRST_RECEIPT_KEY", '{"keys":[]}'),
    ("ASKFIRST_FIELD_KEY", "not a key"),
    ("ASKFIRST_FIELD_KEY", "é"),
    ("ASKFIRST_FIELD_KEY", ","),
    ("ASKFIRST_FIELD_KEY_FILE", "/nowhere/at/all"),
    ("ASKFIRST_METRICS", "on"),
    ("ASKFIRST_METRICS_TOKEN", "too short"),
    ("ASKFIRST_METRICS_TOKEN", "a token with an é in it, and long"),
    ("ASKFIRST_DATA_DIR", "/dev/null/folder"),
    ("ASKFIRST_DATA_DIR", "~no-such-user-here/folder"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path / "data"), name: value})
    assert str(caught.value).startswith(name.removesuffix("_FILE"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["SECRET_KEY", "RECEIPT_KEY", "FIELD_KEY"])
def test_a_secret_is_never_repeated_in_the_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path), f"ASKFIRST_{name}": "hush-hush"})
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("name", ["secret-key.txt", "field-keys.txt", "receipt-keys.json"])
@pytest.mark.parametrize("junk", [b"", b"\xff\xfe\x00"])
def test_a_key_file_full_of_junk_is_named(tmp_path: Path, name: str, junk: bytes) -> None:
    (tmp_path / name).write_bytes(junk)
    with pytest.raises(ConfigError):
        Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path)})


def test_a_setting_and_its_file_at_once_are_refused(tmp_path: Path) -> None:
    both = {"ASKFIRST_SECRET_KEY": "x" * 40, "ASKFIRST_SECRET_KEY_FILE": "/somewhere"}
    with pytest.raises(ConfigError, match="not both"):
        Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path), **both})


@pytest.mark.parametrize(
    "url",
    ["bogus", "mongo://u:hush@host/name", "postgresql://u:hush@host", "postgresql://u:hush@h:x/n"],
)
def test_a_database_address_of_no_known_kind_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUnfit, match="ASKFIRST_DATABASE_URL") as caught:
        database.connect(url)
    assert "hush" not in str(caught.value)


def started(tmp_path: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("ASKFIRST_")}
    env |= {"ASKFIRST_DATA_DIR": str(tmp_path), "ASKFIRST_PORT": str(free_port()), **settings}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("command", [["doctor"], ["init"], ["--help"]])
def test_a_command_ends_in_one_line_and_no_traceback(tmp_path: Path, command: list[str]) -> None:
    done = started(tmp_path, "flask", "--app", "wsgi", *command, ASKFIRST_LOG_FORMAT="xml")
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("Ask First cannot start: ASKFIRST_LOG_FORMAT: 'xml' is not one of")


def test_the_server_stops_with_that_line_and_no_traceback_of_ours(tmp_path: Path) -> None:
    """Any other exit of a worker would have gunicorn start one after the other for ever.

    Two workers that fail at once can make gunicorn end in a traceback of its own, and in 1.
    """
    serve = ["gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    done = started(tmp_path, *serve, ASKFIRST_SECRET_KEY="too short")
    assert done.returncode in (1, 3)
    assert "Ask First cannot start: ASKFIRST_SECRET_KEY: use at least 32" in done.stderr
    assert "wsgi.py" not in done.stderr
    assert str(ROOT / "kiosk") not in done.stderr


def test_the_settings_show_no_database_password() -> None:
    """A repr ends in logs."""
    assert Config.__dataclass_fields__["database_url"].repr is False
