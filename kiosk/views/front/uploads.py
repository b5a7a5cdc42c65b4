"""A page that takes a file may be sent more than others, by whoever may open it (M3).

Everything else is held to a few hundred KB, read or not. The guard comes first here: nobody who is
not let in has their file read, not even to look for the form's token.
"""

from flask import Flask, request

from kiosk.domain.refusals import Refusal
from kiosk.views.front import guards
from kiosk.views.front.pages import declared

MAX_UPLOAD = 1280 * 1024  # bytes: 1 MB in its form; more than this the server does not take


def install(app: Flask) -> None:
    """Before the form's token is looked for, which reads the form."""
    app.before_request(admit)


def admit() -> None:
    """Let a file of up to `MAX_UPLOAD` bytes be sent to a page that says `upload=True`."""
    page = declared()
    if page is not None and page.upload and request.method == "POST":
        try:
            guards.enforce()
        except Refusal:
            return  # said in its turn; until then no more is read than of anybody
        request.max_content_length = MAX_UPLOAD
