"""What the one box may hold: a token, alone or in a whole address, as scanners and people enter it.

A USB scanner is a keyboard. If it is set to another layout than the computer, or Caps Lock is on,
other characters arrive than were meant. Each mix-up below can be undone exactly, and the signature
tells which one it was: a wrong guess is never genuine. A scanner that makes every letter a capital
cannot be undone, because base64url (RFC 4648 §5) tells capitals from small letters.
"""

import re
from collections.abc import Iterator
from itertools import permutations

MAX_ENTRY = 4096  # characters of an entry that are looked at
MAX_CODE = 64  # a code, and what was typed around it

# The same keys of each layout, row by row: plain, then with Shift. Keys with accents that wait for
# the next letter stand as they look; no address of ours needs one.
LAYOUTS = {
    "US": r"""`1234567890-=qwertyuiop[]\asdfghjkl;'zxcvbnm,./"""
    r"""~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?""",
    "UK": r"""`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./"""
    r"""¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?""",
    "German": r"""^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-"""
    r"""°!"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_""",
    "French": r"""²&é"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!"""
    r"""~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§""",
}
# For each scanner layout on each computer layout: from what arrived to what was meant. A French
# scanner presses three keys for "#", which other layouts drop, so that mix-up cannot be undone.
MIX_UPS = [
    str.maketrans(LAYOUTS[computer], LAYOUTS[scanner])
    for scanner, computer in permutations(LAYOUTS, 2)
    if "#" in LAYOUTS[scanner]
]

# One whole token: no character that could be part of it comes before, and what follows is white
# space, a tilde with the token of a decision, or the end.
TOKEN = re.compile(
    r"(?<![A-Za-z0-9_.~-])[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}(?=[\s~]|\Z)"
)
STOPS = re.compile(r"[.,;]+(?=\s|\Z)")  # of the sentence that an address was written in
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}[\s-]?[0-9A-Za-z]{4}(?![0-9A-Za-z])")


def is_token(entry: str) -> bool:
    """Whether an entry is meant as a token or an address, rather than as a code or a name."""
    if entry.count(".") >= 2 and (len(entry) > MAX_CODE or " " not in entry):
        return True
    return len(entry) > MAX_CODE and any(True for _each in tokens(entry))


def tokens(entry: str) -> Iterator[str]:
    """Every token that an entry may have meant, the likeliest first, each once.

    If there are two tokens, only the last counts: a scanner adds its text to what is in the box.
    """
    seen = set()
    for text in _meant(entry[-MAX_ENTRY:]):
        for each in (text, STOPS.sub("", text), mended(text)):
            token = next(reversed(TOKEN.findall(each)), None)
            if token is not None and token not in seen:
                seen.add(token)
                yield token


def mended(entry: str) -> str:
    """An entry as it was before it was copied: wrapped lines joined, the full stop of a sentence
    dropped, and `£` taken for `#`, as keyboards mix them up. No token has any of these.
    """
    return STOPS.sub("", "".join(entry.split())).replace("£", "#")


def receipt_and_decision(entry: str) -> tuple[str, str]:
    """The tokens in a whole address, in `receipt~decision`, or in the text itself; "" for none."""
    receipt, _tilde, decision = mended(entry[:MAX_ENTRY]).rpartition("#")[2].partition("~")
    return receipt, decision


def _meant(entry: str) -> Iterator[str]:
    for text in (entry, entry.swapcase()):
        yield text
        for mix_up in MIX_UPS:
            yield text.translate(mix_up)


def has_one_case(entry: str) -> bool:
    """Whether a token has lost the difference between capitals and small letters."""
    found = next(tokens(entry), "")
    return bool(found) and (found == found.upper() or found == found.lower())


def codes(entry: str) -> Iterator[str]:
    """Every text in an entry that may be a code: the whole, then what looks like one in it."""
    yield entry
    if len(entry) <= MAX_CODE:
        yield from CODE.findall(entry)
