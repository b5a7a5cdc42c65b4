"""Where a patient's walk begins, or goes on: on the tablet, on a phone, from a poster."""

from typing import Literal

from flask import redirect, url_for
from werkzeug.wrappers import Response

from kiosk.domain import pace
from kiosk.domain.answers import Answers
from kiosk.domain.refusals import JourneyGone, NoPolicy, SiteClosed
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.policies import published_text
from kiosk.store.queries import Site, policy_of
from kiosk.views.front import cookies
from kiosk.views.front.current import now
from kiosk.views.front.language import duration, language, offered_here
from kiosk.views.front.place import paused_here
from kiosk.views.front.rendering import page

Begun = Literal["walk", "receipt", ""]


def begun_at(site: Site) -> Begun:
    """What this browser has here already: a walk to carry on, a receipt that is of use, or nothing.

    A second scan of a code, or a tab that comes back, must not lose it.
    """
    try:
        journey = visitors.journey_of(cookies.read("journey"), now())
    except JourneyGone:
        return ""
    if journey.site.id != site.id or journey.on_tablet:
        return ""
    return "walk" if journey.signed_at is None else "receipt"


def landing_page(site: Site, claim: str) -> str:
    """Where a code leads a phone: what this is, and a button to begin. Shows; changes nothing."""
    values: dict[str, object] = {"site": site, "languages": offered_here(site)}
    values |= {"begun": begun_at(site)}
    if paused := paused_here(site):
        return page("patient/kiosk/paused_landing.html", paused=paused, **values)
    values |= {"claim": claim, "how_long": how_long(site)}
    return page("patient/kiosk/handoff.html", **values)


def first_page(token: str) -> Response:
    """Give the browser its journey, and lead it to the first page that is still to be answered.

    Straight there: `/journey/` would lead there too, with one more answer to wait for.
    """
    journey = visitors.journey_of(token, now())
    step = Walk(policy_of(journey.text), Answers(journey.answers)).open_step
    return cookies.write(redirect(url_for("journey.show", step=step), 303), "journey", token)


def how_long(site: Site) -> str:
    """How long asking takes here, in the words of this page; "" where nobody can be asked now."""
    try:
        policy = policy_of(published_text(site, language()))
    except (NoPolicy, SiteClosed):
        return ""
    return duration(pace.minutes(policy))
