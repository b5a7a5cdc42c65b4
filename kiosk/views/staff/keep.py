"""What is typed and not sent: kept a moment after it was typed, and tended with each answer."""

from flask import g
from werkzeug.wrappers import Response

from kiosk.views.front import guards, kept
from kiosk.views.staff import pages


@pages.post("/keep", audience=guards.staff)
def keep() -> Response:
    """Called by the page's script as somebody types: a sign of life, so the session stays awake."""
    return kept.keep(Response("", 204), g.staff)


@pages.after_app_request
def tend(response: Response) -> Response:
    """What was sent, or left for another page, is not kept any longer."""
    return kept.tend(response)
