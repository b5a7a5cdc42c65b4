"""docs/threat-model.md names tests for what it claims: each of them is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`(?:tests/)?((?:[a-z_]+/)*test_[a-z_0-9]+\.py)(?:::(test_[a-z_0-9]+))?`")
ALONE = ("test_edits.py",)  # named again, shorter, beside its whole name


def named(text: str) -> list[tuple[str, str]]:
    return [(file, test) for file, test in NAMED.findall(text) if file not in ALONE]


def missing(text: str) -> list[str]:
    """What is named there, and is not here."""
    gone = []
    for file, test in named(text):
        path = ROOT / "tests" / file
        if not path.exists() or (test and f"def {test}(" not in path.read_text(encoding="utf-8")):
            gone.append(f"{file}::{test}" if test else file)
    return gone


def test_every_test_that_the_threat_model_names_is_there() -> None:
    assert missing(MODEL.read_text(encoding="utf-8")) == []


def test_a_control_without_its_test_is_found() -> None:
    """The control, and that nothing which names a test is passed over."""
    text = MODEL.read_text(encoding="utf-8")
    assert missing(text.replace("::test_five_of_eight", "::test_six_of_eight")) != []
    assert len(named(text)) > 60
    assert text.count("::test_") == sum(1 for _file, test in named(text) if test)


def test_every_line_of_a_table_of_controls_names_one() -> None:
    for line in MODEL.read_text(encoding="utf-8").split("## Evidence at rest")[0].splitlines():
        controls = line.startswith("| ") and "---" not in line and line.count("|") == 4
        if controls and not line.endswith((" test |", " cost |")) and "would cost" not in line:
            assert named(line) or is_asset(line), line


def is_asset(line: str) -> bool:
    """What is worth protecting has no test of its own: the tables after it have."""
    assets = MODEL.read_text(encoding="utf-8").split("## A stranger")[0]
    return line in assets
