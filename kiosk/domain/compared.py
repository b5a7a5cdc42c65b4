"""Two texts side by side: which words of each are not in the other (M1)."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\n|[^\S\n]*\S+[^\S\n]*|[^\S\n]+")
Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    """Some words of one of the two texts: the same in both, gone from the first, or new."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Sides:
    """The two texts in pieces; the pieces of each, one after the other, are the whole of it."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compared(before: str, after: str) -> Sides:
    """Word by word: what is gone is marked in the first text, what is new in the second."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    # The space beside a word is no difference: only what is read is.
    first, second = ([word.strip() or word for word in words] for words in (old, new))
    found = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return Sides(
        tuple(_piece(code, "gone", old[a:b]) for code, a, b, _c, _d in found if a != b),
        tuple(_piece(code, "new", new[c:d]) for code, _a, _b, c, d in found if c != d),
    )


def _piece(code: str, kind: Kind, words: list[str]) -> Piece:
    return Piece("same" if code == "equal" else kind, "".join(words))
