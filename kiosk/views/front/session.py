"""The staff session of this browser: whose it is, and whether it has locked itself (K14)."""

import os
import re
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from kiosk import session_links
from kiosk.actions.staff import Browser
from kiosk.domain.devices import device_words
from kiosk.domain.refusals import SignInNeeded
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.views.front import cookies
from kiosk.views.front.current import now, secrets
from kiosk.views.front.named import named_site

LOCAL = re.compile(r"/(staff|manage)/[A-Za-z0-9/_-]*")


def current() -> visitors.Session | None:
    """The session of this browser, open or locked; None where nobody is signed in to it."""
    if "session" not in g:
        try:
            g.session = visitors.session_of(secrets(), cookies.read("staff"), now())
        except SignInNeeded:
            g.session = None
    found: visitors.Session | None = g.session
    return found


def _token_before() -> str:
    """The token of the session that this browser had last, whatever it is still good for; or ""."""
    try:
        return visitors.any_session(secrets(), cookies.read("staff"), now()).token
    except SignInNeeded:
        return ""


def locked() -> visitors.Session | None:
    """The session of this browser if it is locked: it is sent no name and no page but the lock."""
    held = current()
    return held if held and held.locked_at is not None else None


def local(path: str) -> str:
    """A staff page of ours to go on to, or ""."""
    return path if LOCAL.fullmatch(path) else ""


def sign_in_values() -> dict[str, Any]:
    """What the sign-in page says of why it stands there."""
    gone = _gone()
    return {
        "site": gone.person.site if gone else named_site(),
        "to": "",
        "kept": bool(cookies.read("kept")),
        "refused": False,
        "lapsed": gone is not None,
        "unused": gone is not None and gone.idle,
        "stopped": gone and queries.stopped_on_lock(gone.person, gone.locked_at),
    }


def _gone() -> visitors.Session | None:
    """The session that was used in this browser and has lapsed, with no recording left to hold."""
    if current():
        return None
    try:
        return visitors.any_session(secrets(), cookies.read("staff"), now())
    except SignInNeeded:
        return None


def brings() -> Browser:
    """What this browser brings to signing in."""
    agent = request.headers.get("User-Agent", "")
    return Browser(_token_before(), cookies.read("known"), device_words(agent))


def begin(response: Response, token: str, person: int) -> Response:
    """Give a browser the session that has just begun, and the mark that its person is known."""
    marked = session_links.mark(secrets(), cookies.read("known"), person, now(), os.urandom(8))
    return cookies.write(write(response, token), "known", marked)


def write(response: Response, token: str) -> Response:
    """Give a staff browser its session, stamped with the time of this use."""
    return cookies.write(response, "staff", session_links.stamp(secrets(), token, now()))
