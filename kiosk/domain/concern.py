"""A concern as anyone who is signed in raises it (M4): words and links, and no pictures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.form import Form
from kiosk.domain.long_text import clean_text
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import clean_line
from kiosk.domain.vocabulary import AFFECTED, CONCERN_KINDS, Affected, ConcernKind, one_of

KINDS: Mapping[ConcernKind, str] = {
    "covert": "A recording was found that nobody asked about",
    "post": "A post online",
    "shared": "Filming in a shared place",
    "risk": "Someone is at risk",
    "threat": "A threat",
    "worry": "I was recorded, openly or not, and it worries me",
}
# The same in a list and a heading, where it is not the person's own who reads it.
SHORT: Mapping[ConcernKind, str] = {
    "covert": "A recording found",
    "post": "A post online",
    "shared": "Filming in a shared place",
    "risk": "Someone at risk",
    "threat": "A threat",
    "worry": "A worried colleague",
}
WHO: Mapping[Affected, str] = {"staff": "Someone who works here", "patients": "A patient"}
MAX_HAPPENED = 2000  # characters: so much is also kept over the idle limit
MAX_ADDRESS = 300
MAX_NAMED = 300
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):(?!\d)")  # and no port, as in host:443
# A name before the host (RFC 3986 §3.2.1) makes https://known.example@evil.example look known.
_WEB = re.compile(r"https?://[^\s<>\"/?#@\\]+(?:[/?#][^\s<>\"\\]*)?")


@dataclass(frozen=True)
class Raised:
    """What was said of it. `address`: of a post, or where it is in words; `mine`: whoever raises
    it was recorded or named, and is offered support (M5).
    """

    kind: ConcernKind
    happened: str
    address: str = ""
    named: str = ""
    affects: tuple[Affected, ...] = ()
    mine: bool = False


def parse(form: Form) -> Raised:
    """The concern that a form describes.

    Raises:
        InvalidInput: under `kind`, `happened`, `address` or `named`.
    """
    errors: dict[str, str] = {}
    kind = one_of(CONCERN_KINDS, form.get("kind", ""))
    if kind is None:
        errors["kind"] = "Choose what it is about"
    happened = address = named = ""
    try:
        happened = clean_text(
            form.get("happened", ""), "happened", "what happened", most=MAX_HAPPENED
        )
    except InvalidInput as wrong:
        errors |= wrong.errors
    try:
        address = read_address(form.get("address", ""))
    except InvalidInput as wrong:
        errors |= wrong.errors
    try:
        named = clean_line(
            form.get("named", ""), "named", "who it is", most=MAX_NAMED, required=False
        )
    except InvalidInput as wrong:
        errors |= wrong.errors
    if kind is None or errors:
        raise InvalidInput(errors)
    affects = tuple(each for each in AFFECTED if each in form.getlist("affects"))
    mine = kind == "worry" or form.get("mine", "") == "yes"
    return Raised(kind, happened, address, named, affects, mine)


def read_address(typed: str) -> str:
    """Where a post is: a web address, or words such as “on TikTok”.

    Raises:
        InvalidInput: under `address`: an address that is no web page, such as a picture as text.
    """
    line = clean_line(typed, "address", "the address of the post", most=MAX_ADDRESS, required=False)
    scheme = _SCHEME.match(line)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise InvalidInput({"address": "Enter an address that begins with https://, or say where"})
    return line


def is_web(address: str) -> bool:
    """Whether it may stand as a link."""
    return _WEB.fullmatch(address) is not None
