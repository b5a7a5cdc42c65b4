"""One language of a version beside its English: a row for each sentence (M3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.domain.draft_parts import Part, fields, parts
from kiosk.domain.translation import missing_from, older_than
from kiosk.domain.wording import sentences

Fit = Literal["fits", "missing", "older"]
DUE: Mapping[Fit, str] = {"fits": "", "missing": "missing", "older": "older than the English"}


@dataclass(frozen=True)
class Beside:
    """A sentence in English and in another language; `what` names it, in English."""

    path: str
    what: str
    english: str
    own: str
    fit: Fit

    @property
    def due(self) -> str:
        """What is to be done about it, in English; "" for nothing."""
        return DUE[self.fit]


def beside_english(
    pack: Mapping[str, Any],
    english: Mapping[str, Any],
    words: Mapping[str, Any],
    follows: Mapping[str, str],
) -> list[tuple[Part, list[Beside]]]:
    """Every sentence of a version in two languages, under its part, in reading order."""
    said, own = sentences(english, pack), sentences(words, pack)
    missing = {*missing_from(said, own)}
    older = {*older_than(said, own, follows)}
    return [
        (
            part,
            [
                Beside(
                    field.path,
                    field.words,
                    said[field.path],
                    own.get(field.path, ""),
                    _fit(field.path, missing, older),
                )
                for field in fields(part.paths, said)
            ],
        )
        for part in parts(pack, english)
    ]


def _fit(path: str, missing: set[str], older: set[str]) -> Fit:
    return "missing" if path in missing else "older" if path in older else "fits"
