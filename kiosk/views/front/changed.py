"""What changed in a version of the rules, in the language of a page, or marked as another (M1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from kiosk.domain.announced import in_language
from kiosk.views.front.language import language, locale_of, runs


@dataclass(frozen=True)
class Changed:
    """A sentence of the manager's, and what it is in; `mark` names that where it is not the
    language of the page.
    """

    text: str
    spoken: str
    direction: str
    mark: str


def changed(said: Mapping[str, str]) -> Changed | None:
    """What changed, for this page; None where nobody said."""
    code, text = in_language(said, language())
    if not text:
        return None
    spoken = locale_of(code)
    other = spoken != locale_of(language())
    mark = str(Locale.parse(spoken).get_language_name(spoken)) if other else ""
    return Changed(text, spoken, runs(code), mark)
