"""Our cookies: each a random value whose hash the database knows, for one audience each."""

from flask import request
from werkzeug.wrappers import Response

from kiosk.session_links import MARK_LIFE
from kiosk.views.front.current import config

# Seconds; None: until the browser closes. `comfort` alone is no secret: three plain words.
LIFE = {
    "kiosk": 400 * 24 * 60 * 60,
    "journey": None,
    "receipts": 12 * 60 * 60,  # a phone may restart before the visit; no receipt lasts longer
    "staff": None,
    "comfort": None,
    "kept": None,
    "known": MARK_LIFE,  # who has signed in here before
}
MAX_LENGTH = 512


def name(audience: str) -> str:
    """`__Host-` under https: bound to this host, sent over https only (RFC 6265bis §4.1.3.2)."""
    return f"__Host-{audience}" if config().https else audience


def read(audience: str, most: int = MAX_LENGTH) -> str:
    """The value that the browser sent, or ""; `most` characters of it are looked at."""
    return request.cookies.get(name(audience), "")[:most]


def write(response: Response, audience: str, value: str) -> Response:
    """Give the browser a value for this audience."""
    response.set_cookie(
        name(audience),
        value,
        max_age=LIFE[audience],
        secure=config().https,
        httponly=True,
        samesite="Lax",
    )
    return response


def drop(response: Response, *audiences: str) -> Response:
    """Take the named cookies away."""
    for audience in audiences:
        response.delete_cookie(name(audience), secure=config().https, httponly=True, samesite="Lax")
    return response
