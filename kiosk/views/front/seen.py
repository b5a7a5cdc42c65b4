"""A page takes no answer until it has been seen: a second tap is meant for the page before.

`static/js/seen.js` holds back the taps. Without scripts an answer can still come at once: the rules
(R1 to R21), Q10 and the last page before signing carry when they were made, and are shown again,
once, to whoever answers them sooner than anybody can read.
"""

from flask import Flask, current_app, request

from kiosk import links
from kiosk.views.front.current import instant, secrets

SEEN_AFTER = 800  # ms: 700 is the shortest that a page is seen, 800 the slowest second tap


def install(app: Flask) -> None:
    """Give templates `made_at()` and `seen_after()`."""
    app.config["SEEN_AFTER"] = SEEN_AFTER
    app.jinja_env.globals.update(made_at=made_at, seen_after=seen_after)


def seen_after() -> int:
    """Milliseconds for which a page that has just come takes no tap."""
    return int(current_app.config["SEEN_AFTER"])


def made_at() -> str:
    """When the form of this page was made; "" on a page shown again, which is not asked twice."""
    return "" if "again" in request.args else links.made(secrets(), instant())


def too_soon() -> bool:
    """Whether the posted form was made so short a time ago that nobody can have read it."""
    at = links.read_made(secrets(), request.form.get("made", ""), instant())
    return at is not None and instant() - at < seen_after()
