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


# All that a reader of the file needs; babel's own names a person and a project that are not there.
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def write(path: Path, catalogue: Catalog) -> None:
    """Write one catalogue the way they all are: a short header, sentences in order."""
    with path.open("wb") as file:
        file.write(HEADER.format(language=catalogue.locale).encode())
        write_po(file, catalogue, width=100, omit_header=True, sort_output=True)


def update(path: Path, catalogue: Catalog) -> None:
    """Bring one catalogue up to date with the sources; what nobody says any more goes."""
    fresh = Catalog(locale=catalogue.locale, fuzzy=False)
    for text in sorted(sentences()):
        known = catalogue.get(text)
        fresh.add(text, known.string if known else "")
    write(path, fresh)


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
