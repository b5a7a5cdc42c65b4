"""The second step of signing in: of whom a place requires one, and the codes (RFC 6238)."""

import hmac
import unicodedata
from collections.abc import Mapping

import pyotp

from kiosk.domain.roles import Roles
from kiosk.domain.vocabulary import RequiredOf

SECONDS = 30  # for which a code stands (RFC 6238 §4.1)
DRIFT = 1  # codes before and after that are taken too: clocks differ, and people type (§5.2)
RECOVERY_CODES = 10
SAME = str.maketrans("OIL", "011")  # letters that are read as a number, in a recovery code

REQUIRED: Mapping[RequiredOf, str] = {
    "nobody": "Nobody: whoever wants a second step makes one",
    "managers": "Managers",
    "everyone": "Everyone who signs in",
}


def is_required(required: RequiredOf, theirs: Roles) -> bool:
    """Whether a place requires a second step of somebody with these roles."""
    return required == "everyone" or (required == "managers" and "manager" in theirs)


def step_of(secret: str, typed: str, now: int, after: int) -> int | None:
    """The number of the step whose code was typed, if that is later than `after`; else None.

    `secret` is base32, `now` in seconds since 1970, UTC. A code works once: whoever saw it cannot
    use it again (RFC 6238 §5.2).
    """
    code, app = code_in(typed), pyotp.TOTP(secret)
    this = now // SECONDS
    for step in range(this - DRIFT, this + DRIFT + 1):
        if step > after and code and hmac.compare_digest(app.generate_otp(step), code):
            return step
    return None


def code_in(typed: str) -> str:
    """The six digits in what was typed or pasted, such as `123 456`; "" where there are others."""
    plain = unicodedata.normalize("NFKC", typed[:40])
    found = "".join(each for each in plain if each.isalnum())
    return found if len(found) == 6 and found.isascii() and found.isdecimal() else ""


def app_address(secret: str, username: str, place: str) -> str:
    """What the QR code says to an authenticator app: an `otpauth` address."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=place)


def grouped(secret: str) -> str:
    """A secret to be typed by hand, in fours."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def recovery_in(typed: str) -> str:
    """A recovery code as its hash is made of it, however it was typed: as `abcde 12345`, too."""
    plain = unicodedata.normalize("NFKC", typed[:40]).upper()
    return "".join(each for each in plain if each.isalnum()).translate(SAME)
