"""Finding a person on a list by part of a name, in any script."""

import unicodedata
from collections.abc import Iterable

_VIRAMA = 9  # a combining class: this sign is part of an Indic word, not an accent on it
# Letters whose stroke or tail Unicode does not separate (NFKD), and letters for which Arabic,
# Persian and Urdu keyboards type different characters.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ة": "ه"}
)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʹ`´"))
MAX_FOLDED = 120  # characters of a name, taken apart, that are looked at
MAX_NAME = 80  # characters of a name that is searched for
_NEVER_IN_NAMES = frozenset("/\\:#@=_<>")


def may_be_name(text: str) -> bool:
    """Whether this may be part of a name: letters, no digit, no part of an address."""
    letters = any(character.isalpha() for character in text)
    others = any(each.isdecimal() or each in _NEVER_IN_NAMES for each in text)
    return letters and not others and len(text) <= MAX_NAME


# Letters of other scripts that look like Latin ones, small (Unicode TR 39 has them all).
_LOOK_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁһԛԝαβεικνορτυχ01|", "abekmhopctyxijsdhqwabeikvoptuxoll"
)


def look_alike(name: str, other: str) -> bool:
    """Whether two names read as the same person's: in another script's letters, another order,
    with other case, accents, dots or spaces.
    """
    one, two = (sorted(_words(_skeleton(each))) for each in (name, other))
    return bool(one) and (one == two or "".join(one) == "".join(two))


def _skeleton(name: str) -> str:
    return _folded(name).translate(_APOSTROPHES).translate(_LOOK_ALIKE)


def matches(name: str, wanted: str) -> bool:
    """Whether every word of `wanted` begins some word of `name`.

    Case, accents and apostrophes make no difference: "o'n", "on" and "nei" all find O'Neill.
    """
    folded = _folded(name)
    starts = {*_words(folded), *_words(folded.translate(_APOSTROPHES))}
    asked = _words(_folded(wanted).translate(_APOSTROPHES))
    return bool(asked) and all(any(each.startswith(part) for each in starts) for part in asked)


def parts(name: str) -> list[str]:
    """The words of a name as they are compared, each once: small, without accents, whole."""
    return list(dict.fromkeys(_words(_folded(name).translate(_APOSTROPHES))))


def unlike(name: str, other: str) -> bool:
    """Whether two names have no word in common, in whatever order; case and accents aside."""
    one, two = (set(_words(_folded(each).translate(_APOSTROPHES))) for each in (name, other))
    return bool(one and two) and not one & two


def _folded(text: str) -> str:
    """Small letters without accents; vowel signs of Indic scripts stay.

    Of a name made of signs that stand for many (U+FDFA for eighteen), what nobody searches for is
    left out: taking it apart costs by its length.
    """
    apart = unicodedata.normalize("NFKD", text[:MAX_FOLDED])[:MAX_FOLDED].casefold()
    kept = (each for each in apart if unicodedata.combining(each) in (0, _VIRAMA))
    return "".join(kept).translate(_PLAIN)


def _words(text: str) -> Iterable[str]:
    return "".join(each if _is_in_word(each) else " " for each in text).split()


def _is_in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
