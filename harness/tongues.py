"""A language as patients read it (M3), so that one walk can be walked in any of them."""

import gettext
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.domain.months import SPOKEN
from kiosk.domain.readers import worded_for
from kiosk.domain.vocabulary import Reader

ROOT = Path(__file__).resolve().parent.parent
CODES = (*(each for each in SPOKEN if "_" not in each), "en-easy")


@dataclass(frozen=True, eq=False)
class Tongue:
    """The policy's words and the pages' sentences in one language."""

    code: str
    words: dict[str, Any] = field(repr=False)
    catalogue: gettext.NullTranslations = field(repr=False)

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(self.words["name"])

    @property
    def lang(self) -> str:
        """The page's `lang`: Easy Read is English."""
        return self.code.partition("-")[0]

    @property
    def dir(self) -> str:
        """The page's `dir`."""
        return str(self.words.get("direction", "ltr"))

    def say(self, text: str, **values: object) -> str:
        """A sentence of the pages, by its English."""
        found = self.catalogue.gettext(text)
        return found % values if values else found

    def told_to(self, reader: Reader) -> "Tongue":
        """The same in the words for who answers: the patient, or who signs for them."""
        return replace(self, words=worded_for(reader, self.words))

    def option(self, step: str, answer: str) -> str:
        """The words on the button of one answer."""
        return str(self.words["questions"][step]["options"][answer]["label"])


@cache
def tongue(code: str) -> Tongue:
    """A language that the product ships."""
    words = tomllib.loads((ROOT / f"kiosk/packs/default/{code}.toml").read_text("utf-8"))
    folder, locale = ROOT / "kiosk/translations", code.partition("-")[0]
    held = gettext.translation("messages", folder, [locale], fallback=locale == "en")
    return Tongue(code, words, held)


ENGLISH = tongue("en")
