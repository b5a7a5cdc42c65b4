"""Words for the months, as people write them in a date, in every language of the pages (CLDR)."""

import unicodedata
from functools import cache

from babel import Locale

# Every language that a patient may read here, whichever one this page is in: people write a date
# as they always have. Of Arabic also the names that Iraq and the Levant use. The tests take the
# product's languages from here: one that stands in the packs alone makes them fail.
SPOKEN = ("en", "en_GB", "cy", "ur", "bn", "pl", "ar", "ar_IQ", "pa", "ro")
VIRAMA = 9  # a combining class: this sign is part of an Indic word, not an accent on it
MIN_LETTERS = 3  # of a word cut short: "Sept", "Mawr"


def number(word: str) -> int | None:
    """Which month a word means, 1 to 12, or None: `March`, `mar.`, `Mawrth`, `marca`, `مارچ`."""
    asked = _folded(word)
    if not asked:
        return None
    if asked in _words():
        return _words()[asked]
    begun = {month for known, month in _words().items() if known.startswith(asked)}
    return begun.pop() if len(begun) == 1 and len(asked) >= MIN_LETTERS else None


@cache
def _words() -> dict[str, int]:
    """Every word with its month. One that means two months, in two languages, means none."""
    found: dict[str, set[int]] = {}
    for month, word in _named():
        found.setdefault(_folded(word), set()).add(month)
    return {word: months.pop() for word, months in found.items() if word and len(months) == 1}


def _named() -> list[tuple[int, str]]:
    return [
        (month, word)
        for code in SPOKEN
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, word in Locale.parse(code).months[form][width].items()
    ]


def _folded(word: str) -> str:
    """Small letters without accents, points or spaces, so that `Październik` is `pazdziernik`.

    The vowel signs of Indic scripts stay: they are letters there.
    """
    apart = unicodedata.normalize("NFKD", word.casefold()).replace("ł", "l")
    return "".join(each for each in apart if each.isalpha() or _is_vowel_sign(each))


def _is_vowel_sign(character: str) -> bool:
    is_mark = unicodedata.category(character)[0] == "M"
    return is_mark and unicodedata.combining(character) in (0, VIRAMA)
