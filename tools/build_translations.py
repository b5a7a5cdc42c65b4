"""Compile kiosk/translations: `python -m tools.build_translations`.

`--update` first looks through the sources for sentences and brings every messages.po up to date;
what has no translation yet is left empty there, and a test says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "kiosk" / "translations"
# Where sentences stand: gettext in templates, say() in Python.
SOURCES = (("kiosk", "**.py", "python"), ("templates", "**.html", "jinja2"))
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None}


def sentences() -> set[str]:
    """Every sentence of the sources that is shown in the patient's language."""
    found = (
        extract_from_dir(str(ROOT / folder), method_map=[(pattern, method)], keywords=KEYWORDS)
        for folder, pattern, method in SOURCES
    )
    return {text for each in found for _file, _line, text, *_rest in each if isinstance(text, str)}


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every messages.po with its path."""
    for path in _paths():
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parent.parent.name)


def _paths() -> list[Path]:
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def update(path: Path, catalogue: Catalog) -> None:
    """Bring one catalogue up to date with the sources; what nobody says any more goes."""
    fresh = Catalog(locale=catalogue.locale, fuzzy=False)
    for text in sorted(sentences()):
        known = catalogue.get(text)
        fresh.add(text, known.string if known else "")
    with path.open("wb") as file:
        write_po(file, fresh, width=100, omit_header=False, sort_output=True)


def build() -> int:
    """Compile each catalogue that changed since it was compiled; returns how many."""
    changed = [path for path in _paths() if _newer(path, path.with_suffix(".mo"))]
    for path in changed:
        with path.open("rb") as file, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(file, locale=path.parent.parent.name))
    return len(changed)


def _newer(path: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


if __name__ == "__main__":
    if "--update" in sys.argv:
        for each, held in catalogues():
            update(each, held)
    if build():
        print("Built the translations", flush=True)
