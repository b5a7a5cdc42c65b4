"""What the second step of signing in is made of: secrets, recovery codes and two signed notes.

All of it is derived from the key of this installation, so that nothing is kept before it is used.
"""

import base64
import hmac

from kiosk.links import MARK_LENGTH, Secrets
from signing import codes
from signing.errors import BadLink, LinkExpired
from signing.tokens import LinkSigner, derive

HALF_WAY_LIFE = 5 * 60  # seconds between the password and the code
SET_UP_LIFE = 60 * 60  # seconds for which the page that sets codes up is good
SECRET_BYTES = 20  # 160 bits (RFC 4226 §4, R6)
RECOVERY_SYMBOLS = 10  # 50 bits


def secret_of(secrets: Secrets, person: int, drawn: str) -> str:
    """The secret of the codes that somebody is setting up, base32."""
    raw = derive(secrets.key, "one-time-codes", str(person), drawn)[:SECRET_BYTES]
    return base64.b32encode(raw).decode("ascii")


def recovery_code(secrets: Secrets, drawn: str, turn: int) -> str:
    """The recovery code of this turn, `XXXXX-XXXXX`, of what was drawn for all ten."""
    raw = int.from_bytes(derive(secrets.key, "recovery-code", drawn, str(turn)), "big")
    symbols = "".join(codes.ALPHABET[raw >> 5 * each & 31] for each in range(RECOVERY_SYMBOLS))
    return f"{symbols[:5]}-{symbols[5:]}"


def recovery_hash(secrets: Secrets, person: int, code: str) -> str:
    """The keyed hash under which somebody's recovery code is kept and looked up."""
    return secrets.keyed_hash("recovery-code", str(person), code)


# --- signed notes ---


def to_half_way(secrets: Secrets, person: int, password_hash: str, now: int) -> str:
    """What says that this person's password was right; worth nothing once that is changed."""
    return _half_way(secrets).make(f"{person:x}-{_mark(secrets, password_hash)}", now)


def read_half_way(secrets: Secrets, note: str, now: int) -> tuple[int, str]:
    """Whose password was right a moment ago, by their number, and its mark; (0, "") for any other
    note.
    """
    try:
        subject = _read(secrets, "half-way", note, now, HALF_WAY_LIFE)
        person, _, mark = subject.partition("-")
        return int(person, 16), mark
    except (BadLink, LinkExpired, ValueError):
        return 0, ""


def is_mark_of(secrets: Secrets, mark: str, password_hash: str) -> bool:
    """Whether such a note was made for the password that somebody has now."""
    marks = [_mark(each, password_hash) for each in secrets.each]
    return any(hmac.compare_digest(mark, each) for each in marks)


def to_set_up(secrets: Secrets, person: int, drawn: bytes, now: int) -> str:
    """What a form of codes to be set up carries: the same secret comes of it until it is sent."""
    return _set_up(secrets).make(f"{person:x}-{drawn.hex()}", now)


def read_set_up(secrets: Secrets, note: str, person: int, now: int) -> str:
    """What was drawn for the codes that this person is setting up; "" for any other note."""
    try:
        subject = _read(secrets, "set-up-codes", note, now, SET_UP_LIFE)
        whose, _, drawn = subject.partition("-")
    except (BadLink, LinkExpired):
        return ""
    return drawn if whose == f"{person:x}" else ""


def _read(secrets: Secrets, kind: str, note: str, now: int, life: int) -> str:
    """What such a note says, whichever key signed it."""
    for each in secrets.each[:-1]:
        try:
            return LinkSigner(each.key, kind).read(note, now, life)
        except BadLink:
            continue
    return LinkSigner(secrets.each[-1].key, kind).read(note, now, life)


def _half_way(secrets: Secrets) -> LinkSigner:
    return LinkSigner(secrets.key, "half-way")


def _set_up(secrets: Secrets) -> LinkSigner:
    return LinkSigner(secrets.key, "set-up-codes")


def _mark(secrets: Secrets, password_hash: str) -> str:
    return secrets.keyed_hash("half-way", password_hash)[:MARK_LENGTH]
