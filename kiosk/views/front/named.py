"""Which site a page for anybody is of, where there are several in one installation."""

from flask import request

from kiosk.domain.refusals import Refusal
from kiosk.lookups import visitors
from kiosk.store.queries import Site, open_sites
from kiosk.views.front import cookies
from kiosk.views.front.current import now, open_site

MAX_SLUG = 20


def named_site() -> Site | None:
    """The site that a page for anybody names: where this browser asked, else the only one.

    A stranger's page names none where there are several, unless its address does (`at`).

    Raises:
        SiteClosed: there is none yet.
    """
    sites = open_sites()
    if not sites:
        return open_site()
    asked = request.args.get("at", "")[:MAX_SLUG]
    known = (_walked(), *(each for each in sites if each.slug == asked))
    found = next((each for each in known if each is not None), None)
    return found or (sites[0] if len(sites) == 1 else None)


def _walked() -> Site | None:
    """Where the walk of this browser is, or was signed; where its tablet stands."""
    try:
        return visitors.journey_of(cookies.read("journey"), now()).site
    except Refusal:
        pass
    try:
        return visitors.kiosk_of(cookies.read("kiosk")).site
    except Refusal:
        return None
