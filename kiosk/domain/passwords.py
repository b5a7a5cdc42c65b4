"""Which passwords are good enough: long, not among the common ones, and about nobody here."""

import re

from zxcvbn_rs_py import zxcvbn

from kiosk.domain.refusals import InvalidInput

MIN_PASSWORD = 12
MAX_PASSWORD = 200
MIN_SCORE = 3  # of zxcvbn's 0 to 4: a hundred million guesses and more
MIN_WORD = 3  # letters of a name that count: "of" and "Dr" stand in everything
_WORD = re.compile(r"[^\W\d_]+")
HINT = f"At least {MIN_PASSWORD} characters. Three or four words that nobody would guess are good"


def check(password: str, *about: str) -> None:
    """Whether a password will do; `about` are the names of its person and of the place.

    Without every word of those names it still has to be long enough: what is built from them is
    guessed first, and no list of common passwords has it.

    Raises:
        InvalidInput: under `password`: too short or long, built from a name, or easy to guess.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise _wrong(f"Use {MIN_PASSWORD} to {MAX_PASSWORD} characters for the password")
    names = {word for name in about for word in _WORD.findall(name.casefold())}
    if len(_without(password.casefold(), names)) < MIN_PASSWORD:
        raise _wrong("Leave your name, your user name and the name of this place out of it")
    if int(zxcvbn(password, sorted(names)).score) < MIN_SCORE:
        raise _wrong("This is easy to guess: many people use it, or it repeats. Choose another")


def _without(password: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= MIN_WORD:
            password = password.replace(name, "")
    return password


def _wrong(words: str) -> InvalidInput:
    return InvalidInput({"password": words})
