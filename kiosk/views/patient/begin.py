"""Where a patient's walk begins, or goes on: on the tablet, on a phone, from a poster."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from kiosk.domain.answers import Answers
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.queries import policy_of
from kiosk.views.front import cookies
from kiosk.views.front.current import now


def first_page(token: str) -> Response:
    """Give the browser its journey, and lead it to the first page that is still to be answered.

    Straight there: `/journey/` would lead there too, with one more answer to wait for.
    """
    journey = visitors.journey_of(token, now())
    step = Walk(policy_of(journey.text), Answers(journey.answers)).open_step
    return cookies.write(redirect(url_for("journey.show", step=step), 303), "journey", token)
