"""The language control in the bar of every patient's page: the answers stay (M3)."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import journeys
from kiosk.domain.answers import Answers
from kiosk.domain.refusals import JourneyGone
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.queries import Journey, policy_of
from kiosk.views.front import cookies
from kiosk.views.front.comfort import back_to
from kiosk.views.front.current import now
from kiosk.views.front.language import chosen, prefer
from kiosk.views.front.pages import Pages

pages = Pages("language", __name__)


@pages.post("/language", open=True)
def choose() -> Response:
    """Show the same page in another language. A walk keeps its answers, and reads its rules again.

    A receipt stays as it was signed: only the page around it changes.
    """
    back = back_to(request.form.get("back", ""))
    journey = _unsigned()
    if journey is None:
        prefer(chosen())
        return redirect(back, 303)
    return redirect(_in_walk(journey, back), 303)


def _unsigned() -> Journey | None:
    try:
        journey = visitors.journey_of(cookies.read("journey"), now())
    except JourneyGone:
        return None
    return journey if journey.signed_at is None else None


def _in_walk(journey: Journey, back: str) -> str:
    """Where the walk goes on: at the rules in the new language, and from there back to the page."""
    held = journeys.read_in(journey, chosen())
    walk = Walk(policy_of(held.text), Answers(held.answers))
    step = back.partition("?")[0].removeprefix("/journey/")
    if step not in walk.steps:
        return back
    first = step if walk.can_visit(step) else walk.open_step
    then = None if first == step or step.startswith("rules-") else step
    return url_for("journey.show", step=first, then=then)
