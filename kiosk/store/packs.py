"""Policy packs: the folders that rules are brought in from, one TOML file for each language."""

import tomllib
from pathlib import Path
from typing import Any

from kiosk.domain.policy import load
from kiosk.domain.policy_check import PolicyError

PACKS = Path(__file__).parent.parent / "packs"


def default_pack() -> Path:
    """The folder of the pack that a new site starts with."""
    return PACKS / "default"


def read_pack(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A pack's structure and its words, one per language.

    Raises:
        PolicyError: a file is missing, is not TOML, does not fit the structure, or has a
            language that another one has.
    """
    try:
        pack = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        files = sorted(file for file in folder.glob("*.toml") if file.name != "pack.toml")
        words = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{folder}: {error}") from error
    if not words:
        raise PolicyError(f"{folder}: no words, such as en.toml")
    languages = [load(pack, each).language for each in words]
    for language in languages:
        if languages.count(language) > 1:
            raise PolicyError(f"{folder}: the language {language!r} twice")
    return pack, words
