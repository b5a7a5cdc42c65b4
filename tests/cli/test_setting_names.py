"""A misspelt setting is never passed over; and the README names those that there are."""

import re
from pathlib import Path

import pytest

from harness.server import ROOT
from kiosk import settings
from kiosk.config import Config, ConfigError
from kiosk.operator import doctor
from tests.cli.test_settings import started

TEXT = (ROOT / "README.md").read_text()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("ASKFIRST_PUBLIC_URLS", "ASKFIRST_PUBLIC_URL"),
        ("ASKFIRST_PUBIC_URL", "ASKFIRST_PUBLIC_URL"),
        ("ASK_FIRST_PUBLIC_URL", "ASKFIRST_PUBLIC_URL"),
        ("askfirst_public_url", "ASKFIRST_PUBLIC_URL"),
        ("ASKFIRST_PUBLICURL", "ASKFIRST_PUBLIC_URL"),
        ("ASKFIRST_TRUSTED_HOP", "ASKFIRST_TRUSTED_HOPS"),
        ("ASKFIRST_DATADIR", "ASKFIRST_DATA_DIR"),
        ("ASKFIRST_BUDGET", "ASKFIRST_BUDGETS"),
        ("ASKFIRST_PORTS", "ASKFIRST_PORT"),
        ("ASKFIRST_FIELD_KEYS", "ASKFIRST_FIELD_KEY"),
        ("ASKFIRST_FIELD_KEY_FILES", "ASKFIRST_FIELD_KEY_FILE"),
        ("ASKFIRST_LOGS_FORMAT", "ASKFIRST_LOG_FORMAT"),
    ],
)
def test_a_slip_stops_the_start_and_names_what_was_meant(
    tmp_path: Path, slip: str, meant: str
) -> None:
    """Issue 14: it was ignored, and the QR codes of a whole place led to 127.0.0.1."""
    with pytest.raises(ConfigError, match=f"^{slip}: there is no such setting. Is {meant} meant"):
        Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path), slip: "x"})


def test_one_of_another_release_is_warned_of_and_starts(tmp_path: Path) -> None:
    """As after a rollback: the settings of the release that was taken back are still there."""
    config = Config.from_env({"ASKFIRST_DATA_DIR": str(tmp_path), "ASKFIRST_MOON_PHASE": "full"})
    (check,) = [doctor._settings(config)]
    assert not check.ok
    assert check.found.endswith("so nothing comes of it: ASKFIRST_MOON_PHASE")


def test_names_of_others_are_none_of_our_business(tmp_path: Path) -> None:
    given = {"ASKFIRST_DATA_DIR": str(tmp_path), "ASKED": "x", "PORT": "x", "FIRST_PORT": "x"}
    assert Config.from_env(given).unknown == ()


def test_a_command_says_it_in_one_line(tmp_path: Path) -> None:
    done = started(tmp_path, "flask", "--app", "wsgi", "doctor", ASKFIRST_PUBIC_URL="x")
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.endswith("Is ASKFIRST_PUBLIC_URL meant?")


def test_the_readme_names_each_setting_and_no_other() -> None:
    cells = re.findall(r"^\| (`ASKFIRST_[^|]+) \|", TEXT, re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(settings.SETTINGS)


def test_what_the_code_reads_is_on_the_list() -> None:
    """A new setting that is not on it would stop its own start."""
    files = [*ROOT.glob("kiosk/**/*.py"), *ROOT.glob("serving/*.py")]
    files += [ROOT / "gunicorn.conf.py", ROOT / "wsgi.py"]
    text = "".join(file.read_text() for file in files)
    read = {*re.findall(r"\bASKFIRST_[A-Z_]*[A-Z]\b", text)}
    assert read - settings.KNOWN == set()
