"""Policies as they are stored, read into the domain's own."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kiosk.domain.policy import Policy, completed
from kiosk.domain.policy import load as load_policy
from kiosk.store.models import PolicyText

DEFAULT = Path(__file__).parent.parent / "packs" / "default"
MAX_READ = 64  # policy texts kept in memory, each in one language


class _Text:
    """A stored text that is known by its hash, which covers all of it: read once for each."""

    def __init__(self, text: PolicyText) -> None:
        self.text = text

    def __hash__(self) -> int:
        return hash(self.text.text_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Text) and other.text.text_hash == self.text.text_hash


def policy_of(text: PolicyText) -> Policy:
    """The policy that a stored text is the words of.

    Where it is older than a part of the default policy, that part of the default stands in.
    """
    return _read(_Text(text))


@lru_cache(MAX_READ)
def _read(held: _Text) -> Policy:
    text = held.text
    if text.words is None:  # read for a page that had no use for its words
        text = PolicyText.get_by_id(text.id)
    pack, words = text.policy.pack, text.words
    return load_policy(*completed(pack, words, _pack(), _words(str(words["language"]))))


@cache
def _pack() -> dict[str, Any]:
    return _toml(DEFAULT / "pack.toml")


@cache
def _words(language: str) -> dict[str, Any]:
    """The default's words in a language, else in English."""
    file = DEFAULT / f"{language}.toml"
    # The language is a claim's, of letters and dashes: it names no other folder.
    return _toml(file if file.is_file() else DEFAULT / "en.toml")


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
