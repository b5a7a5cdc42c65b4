"""The shipped policy, and copies of it to break."""

import copy
import tomllib
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from kiosk.domain.policy import Policy, load

FOLDER = Path(__file__).parents[2] / "kiosk" / "packs" / "default"


def parts() -> tuple[dict[str, Any], dict[str, Any]]:
    """The shipped pack and its English words, fresh copies."""
    pack = tomllib.loads((FOLDER / "pack.toml").read_text(encoding="utf-8"))
    words = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))
    return copy.deepcopy(pack), copy.deepcopy(words)


def shipped() -> Policy:
    return load(*parts())


def form(**fields: str | list[str]) -> MultiDict[str, str]:
    """A posted form."""
    return MultiDict(fields)
