"""Short codes for typing and reading aloud: seven symbols and a check symbol (K12).

Crockford's base 32 leaves out I, L, O and U. A code is read as a polynomial over
GF(32) that must be zero at a generator of the field: the eight weights are then
eight different powers of it, so that any one wrong symbol and any two swapped
symbols, neighbours or not, always show.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from signing.errors import BadCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

_RANDOM_BITS = 35
_MATERIAL_BYTES = 5
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_LONGEST_INPUT = 64

# The spelling alphabet of the International Telecommunication Union (Radio Regulations, app. 14).
_WORDS = """
    alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november
    oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu
"""
PHONETIC = {word[0].upper(): word for word in _WORDS.split()}
# Symbols that are taken for each other on the telephone, as the English say them.
SOUND_ALIKE = ("BCDEGPTV3", "AHJK8", "FSX", "MN", "Q2", "59")

_VALUES = {
    **{symbol: value for value, symbol in enumerate(ALPHABET)},
    **{symbol.lower(): value for value, symbol in enumerate(ALPHABET)},
    **dict.fromkeys("Oo", 0),
    **dict.fromkeys("IiLl", 1),
}


def code_from_bytes(material: bytes) -> str:
    """Make the code of 35 of these bits; ``material`` is 5 random bytes or more.

    Raises ValueError for fewer bytes.
    """
    if len(material) < _MATERIAL_BYTES:
        raise ValueError("a short code takes at least 5 bytes")
    number = int.from_bytes(material[:_MATERIAL_BYTES], "big")
    number >>= 8 * _MATERIAL_BYTES - _RANDOM_BITS
    values = [number >> shift & 31 for shift in range(_RANDOM_BITS - 5, -1, -5)]
    # Whatever the seven symbols come to, the eighth takes it back to zero.
    check = _sum([*values, 0])
    return "".join(ALPHABET[value] for value in [*values, check])


def normalise(text: str) -> str:
    """Turn what was typed or scanned into the eight symbols of a code.

    Case does not matter, O is 0, I and L are 1, and digits may be of any script; spaces,
    dashes and invisible marks (a code copied from a right-to-left page has some) are
    ignored. Raises BadCode.
    """
    if len(text) > _LONGEST_INPUT:
        raise BadCode("length")
    typed = [_plain(character) for character in text if not _is_ignored(character)]
    if len(typed) != LENGTH:
        raise BadCode("length")
    if any(character not in _VALUES for character in typed):
        raise BadCode("symbol")
    values = [_VALUES[character] for character in typed]
    if _sum(values) != 0:
        raise BadCode("check")
    return "".join(ALPHABET[value] for value in values)


def display(code: str) -> str:
    """Write a code as people see it: ``XXXX-XXXX``. Raises BadCode."""
    symbols = normalise(code)
    return f"{symbols[:4]}-{symbols[4:]}"


def spell(text: str) -> list[str]:
    """Each symbol of what was typed as it is said aloud: "K for kilo", "7" (K12).

    O, I and L are the digits that they are taken for; what belongs to no code stays as it is.
    """
    typed = (_plain(each).upper() for each in text if not _is_ignored(each))
    symbols = (ALPHABET[_VALUES[each]] if each in _VALUES else each for each in typed)
    return [f"{each} for {PHONETIC[each]}" if each in PHONETIC else each for each in symbols]


def misheard(text: str) -> list[tuple[str, str]]:
    """The symbols of what was typed that sound like others, each once: ("M", "N")."""
    said = dict.fromkeys(phrase[0] for phrase in spell(text))
    return [
        (each, alike.replace(each, "")) for each in said for alike in SOUND_ALIKE if each in alike
    ]


def _sum(values: Iterable[int]) -> int:
    """Weigh the symbols by falling powers of x (Horner), in GF(32)."""
    total = 0
    for value in values:
        total = _times_x(total) ^ value
    return total


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


def _plain(character: str) -> str:
    """A digit of any script (Unicode's category Nd) as 0 to 9; all else as it is."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _is_ignored(character: str) -> bool:
    category = unicodedata.category(character)
    # Pd dashes, Cf soft hyphen and direction marks; the minus sign is mathematics.
    return character.isspace() or category in ("Pd", "Cf") or character == "\N{MINUS SIGN}"
