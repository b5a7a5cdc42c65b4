"""Compile kiosk/translations, through pybabel: `python -m tools.build_translations`.

`--update` first looks through the sources for sentences and brings every messages.po up to date,
with one begun for a language that has words in the default pack alone;
what has no translation yet is left empty there, and a test says so.
"""

import functools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "kiosk" / "translations"
PACK = ROOT / "kiosk" / "packs" / "default"
# Where sentences stand: gettext in templates, say() in Python.
SOURCES = "[python: kiosk/**.py]\n[jinja2: templates/**.html]\n"
WIDTH = "--width=100"


@functools.cache
def sentences() -> frozenset[str]:
    """Every sentence of the sources that is shown in the patient's language, looked for once."""
    with tempfile.TemporaryDirectory() as folder, _extracted(Path(folder)).open("rb") as file:
        return frozenset(str(each.id) for each in read_po(file) if each.id)


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every messages.po with its path."""
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.parent.parent.name)


def update() -> None:
    """Bring the catalogues up to date with the sources; what nobody says any more goes."""
    with tempfile.TemporaryDirectory() as folder:
        kept = ("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", WIDTH)
        found, held = ("-i", str(_extracted(Path(folder)))), ("-d", str(TRANSLATIONS))
        for language in _to_begin():
            _pybabel("init", *found, *held, "-l", language, WIDTH)
        _pybabel("update", *found, *held, *kept)


def _to_begin() -> list[str]:
    """The languages of the default pack without a messages.po; English, easy or not, has none."""
    texts = {file.stem for file in PACK.glob("*.toml")} - {"pack", "en", "en-easy"}
    return sorted(texts - {path.parent.parent.name for path, _held in catalogues()})


def build() -> bool:
    """Compile the catalogues if one changed since it was compiled; whether one had."""
    changed = any(_newer(path, path.with_suffix(".mo")) for path, _held in catalogues())
    if changed:
        _pybabel("compile", "-d", str(TRANSLATIONS))
    return changed


def _extracted(folder: Path) -> Path:
    mapping, template = folder / "babel.cfg", folder / "messages.pot"
    mapping.write_text(SOURCES, encoding="utf-8")
    how = ("--keywords=say", "--no-location", "--sort-output", WIDTH)
    _pybabel("extract", "-F", str(mapping), "-o", str(template), *how, str(ROOT))
    return template


def _pybabel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])  # type: ignore[no-untyped-call]


def _newer(path: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    if build():
        print("Built the translations", flush=True)
