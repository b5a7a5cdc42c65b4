"""What keeps a patient's page on the screen when the network goes: its service worker.

It stands at the root because the patient's pages stand in several folders; of all others, and of
everything but pages, it keeps its hands off (`static/js/keeper.js`).
"""

from flask import Response, render_template

from kiosk.domain.sentences import say
from kiosk.views.front.language import LOCALES, direction, reading, translated
from kiosk.views.front.pages import Pages

pages = Pages("reach", __name__)

TITLE, TEXT = (
    say("No connection now"),
    say("Please leave this page open. It tries again by itself."),
)


@pages.get("/worker.js", open=True, shared=True)
def worker() -> Response:
    """The script, with its words in every language: a worker has no page to read them from."""
    script = render_template("front/keeper_worker.js", away={each: _away(each) for each in LOCALES})
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _away(spoken: str) -> dict[str, str]:
    with reading(spoken):
        return {"dir": direction(), "title": translated(TITLE), "text": translated(TEXT)}
