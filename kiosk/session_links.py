"""What staff's browsers hold, signed: a session, that they are known, a passkey's question.

Nothing here asks the database or changes it, as in `links`.
"""

from dataclasses import dataclass

from kiosk.domain.refusals import SignInNeeded
from kiosk.links import Kind, Secrets
from signing.errors import BadLink, LinkExpired

MAX_IDLE = 15 * 60  # seconds after which a staff session wants its password again
MARK_LIFE = 180 * 24 * 60 * 60  # seconds for which a browser is known after a sign-in
MAX_MARKED = 64  # characters that a signed link holds
CHALLENGE_LIFE = 5 * 60  # seconds in which a passkey has to answer
_STAMP = Kind("staff-session", shown=1, life=60)
_MARK = Kind("device", shown=1, life=MARK_LIFE)
_CHALLENGE = Kind("passkey", shown=1, life=CHALLENGE_LIFE)


def stamp(secrets: Secrets, token: str, now: int) -> str:
    """A session's cookie value as of its last use, so that a GET need not write."""
    return _STAMP.make(secrets, token, now)


def read_stamp(secrets: Secrets, value: str, now: int) -> tuple[str, int | None]:
    """The session token in a cookie, and when it was stamped, if that is over a minute ago.

    Raises:
        SignInNeeded: no session, or a forged one.
    """
    try:
        return _STAMP.read(secrets, value, now), None
    except LinkExpired as old:
        return old.subject, old.made_at
    except BadLink:
        raise SignInNeeded from None


@dataclass(frozen=True)
class Mark:
    """A browser, by a number drawn for it, and the people who have signed in to it."""

    browser: str
    people: tuple[int, ...]


def challenge(secrets: Secrets, person: int, now: int, drawn: bytes) -> str:
    """What a passkey is to sign, with sixteen `drawn` bytes: to be made by this person; 0: used."""
    return _CHALLENGE.make(secrets, f"{drawn.hex()}-{person:x}", now)


def is_challenge(secrets: Secrets, text: str, person: int, now: int) -> bool:
    """Whether this is a challenge of ours, for this person, and not too old."""
    try:
        return _CHALLENGE.read(secrets, text, now).rpartition("-")[2] == f"{person:x}"
    except (BadLink, LinkExpired):
        return False


def read_mark(secrets: Secrets, value: str, now: int) -> Mark | None:
    """Whose browser this is known to be; None for no mark of ours, or an old one."""
    try:
        browser, *people = _MARK.read(secrets, value, now).split("-")
        return Mark(browser, tuple(int(each, 16) for each in people))
    except (BadLink, LinkExpired, ValueError):
        return None


def mark(secrets: Secrets, value: str, person: int, now: int, drawn: bytes) -> str:
    """The mark of a browser to which this person, too, has signed in: the last dozen or so stay.

    `drawn` are eight random bytes, for a browser without a mark.
    """
    held = read_mark(secrets, value, now) or Mark(drawn.hex(), ())
    people = [person, *(each for each in held.people if each != person)]
    subject = held.browser
    for each in people:
        if len(subject) + len(f"-{each:x}") <= MAX_MARKED:
            subject += f"-{each:x}"
    return _MARK.make(secrets, subject, now)
