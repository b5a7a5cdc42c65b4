"""What a view hands to an action: the context of this request."""

from flask import current_app, g, request

from kiosk.actions.context import Context, Secrets
from kiosk.config import Config
from kiosk.domain.refusals import SiteClosed
from kiosk.store.queries import Site, first_site

MOST_ONCE = 64


def now() -> int:
    """Seconds since 1970, UTC, the same all through one request."""
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return int(g.now)


def config() -> Config:
    """The configuration of this application."""
    found: Config = current_app.config["ASKFIRST"]
    return found


def secrets() -> Secrets:
    """The keys of this application."""
    found: Secrets = current_app.extensions["secrets"]
    return found


def context(site: Site | None = None) -> Context:
    """Who asks, when, at which site, under which idempotency key."""
    return Context(
        now=now(),
        site=site or g.site,
        secrets=secrets(),
        actor=g.get("actor", f"address:{request.remote_addr}"),
        once=request.form.get("once", "")[:MOST_ONCE],
        staff=g.get("staff"),
        kiosk=g.get("kiosk"),
    )


def open_site() -> Site:
    """The site, for pages that nobody has signed in to: the first one opened.

    Raises:
        SiteClosed: there is none yet.
    """
    site = first_site()
    if site is None:
        raise SiteClosed
    return site
