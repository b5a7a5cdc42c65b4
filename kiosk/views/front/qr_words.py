"""The codewords of a QR code in byte mode at level L (ISO/IEC 18004 §7.4 to §7.6).

`qrcode` works out the same by polynomials of Python lists: most of what a code costs. What this
gains: bench/README.md.
"""

from functools import lru_cache
from itertools import zip_longest

from qrcode.base import EXP_TABLE, LOG_TABLE, rs_blocks
from qrcode.constants import ERROR_CORRECT_L

BYTE_MODE = 4
LONG_FROM = 10  # the version from which the length takes 16 bits
PADDING = bytes((0xEC, 0x11))


def codewords(data: bytes, version: int) -> bytes:
    """Data and error correction, in the order in which they are drawn."""
    blocks = rs_blocks(version, ERROR_CORRECT_L)
    words = _data_words(data, version, sum(each.data_count for each in blocks))
    parts, checks, start = [], [], 0
    for each in blocks:
        part = words[start : start + each.data_count]
        start += each.data_count
        parts.append(part)
        checks.append(_correction(part, each.total_count - each.data_count))
    return _in_turn(parts) + _in_turn(checks)


def _data_words(data: bytes, version: int, room: int) -> bytes:
    """Mode, length, data and an end of four zero bits, filled up to the room there is."""
    length_bits = 8 if version < LONG_FROM else 16
    head = BYTE_MODE << length_bits | len(data)
    bits = (head << 8 * len(data) | int.from_bytes(data, "big")) << 4
    words = bits.to_bytes((4 + length_bits + 4) // 8 + len(data), "big")
    return words + (PADDING * room)[: room - len(words)]


def _in_turn(parts: list[bytes]) -> bytes:
    """The first of each part, then the second of each; a part may be shorter."""
    return bytes(each for turn in zip_longest(*parts) for each in turn if each is not None)


def _correction(part: bytes, count: int) -> bytes:
    """The remainder by the generator of that many words (Reed-Solomon, §7.5.2): byte by byte."""
    table, low = _multiples(count), (1 << 8 * (count - 1)) - 1
    rest = 0
    for word in part:
        rest = (rest & low) << 8 ^ table[rest >> 8 * (count - 1) ^ word]
    return rest.to_bytes(count, "big")


@lru_cache(16)
def _multiples(count: int) -> tuple[int, ...]:
    """The generator polynomial without its first term, times each of the 256 words, as numbers."""
    generator = [1]
    for power in range(count):
        shifted = [*generator, 0]
        for place, term in enumerate(generator, 1):
            shifted[place] ^= _times(term, EXP_TABLE[power])
        generator = shifted
    return tuple(
        int.from_bytes(bytes(_times(term, word) for term in generator[1:]), "big")
        for word in range(256)
    )


def _times(one: int, other: int) -> int:
    """The product in GF(256)."""
    return EXP_TABLE[(LOG_TABLE[one] + LOG_TABLE[other]) % 255] if one and other else 0
