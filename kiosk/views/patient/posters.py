"""Where a poster (M8) leads a patient's own phone."""

from flask import url_for
from werkzeug.wrappers import Response

from kiosk.actions import budgets, journeys
from kiosk.views.front.current import context, open_site
from kiosk.views.front.language import chosen
from kiosk.views.front.pages import Pages
from kiosk.views.patient.begin import first_page, landing_page

pages = Pages("posters", __name__)


@pages.get("/p/<code>", open=True)
def landing(code: str) -> str:
    """Where the poster leads a phone. Shows; changes nothing."""
    site = budgets.poster_of(context(open_site()), code)
    return landing_page(site, url_for("posters.claim", code=code))


@pages.post("/p/<code>", open=True)
def claim(code: str) -> Response:
    """A patient begins on their own phone."""
    site = budgets.poster_of(context(open_site()), code)
    value = journeys.start(context(site), way_in="phone", language=chosen())
    return first_page(value)
