"""Writes `bench/RESULTS.md`: what was measured, when, on what, and what falls short.

Each kind of run has a section of its own and writes that alone, so that a quick one leaves what a
long one found.
"""

import datetime
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.table import Figure, asked, machine, shown

FILE = Path(__file__).with_name("RESULTS.md")
HEAD = """# What was measured

Written by the commands named below, each its own section. Read the ratios, not the times: each
is against a control of the same run (`bench/README.md`).
"""
COMMANDS = {
    "Speed": "make bench",
    "On PostgreSQL": "make bench-postgres",
    "Many consents": "make bench-million",
    "Many consents on PostgreSQL": "make bench-million-postgres",
    "A busy morning": "make bench-morning",
    "A busy morning on PostgreSQL": "make bench-morning-postgres",
    "Memory": "make bench-memory",
}


def record(section: str, figures: Sequence[Figure], file: Path = FILE) -> None:
    """Put the section of this name in place of the one before."""
    sections = _sections(file)
    sections[section] = _section(section, figures)
    told = [sections[name] for name in COMMANDS if name in sections]
    file.write_text("\n".join([HEAD, *told]), encoding="utf-8")


def _sections(file: Path) -> dict[str, str]:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    found = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    kept = (each.rstrip("\n") + "\n" for each in found)
    return {each.partition("\n")[0].removeprefix("## "): each for each in kept}


def _section(section: str, figures: Sequence[Figure]) -> str:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    short = [each for each in figures if not each.holds]
    rows = [
        f"| {each.promise} | {shown(each)} | {asked(each)} | {_verdict(each)} | {each.detail} |"
        for each in figures
    ]
    lines = [
        f"## {section}",
        "",
        f"`{COMMANDS[section]}`, {today}, release {_release()}, on {machine()}.",
        "",
        "| what | measured | promised | | how |",
        "|---|---|---|---|---|",
        *rows,
        "",
        _short(short),
        "",
    ]
    return "\n".join(lines)


def _verdict(each: Figure) -> str:
    return "holds" if each.holds else "**falls short**"


def _short(figures: Sequence[Figure]) -> str:
    if not figures:
        return "Nothing falls short."
    named = "; ".join(f"{each.promise} ({shown(each)}, {asked(each)})" for each in figures)
    return f"Falls short: {named}."


def _release() -> str:
    """The commit, and whether the files are those of it."""
    command = ["git", "describe", "--always", "--dirty=, with changes of its own"]
    done = subprocess.run(command, cwd=FILE.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
