"""What a view hands to an action: the context of this request."""

from flask import current_app, g, request, session

from kiosk.actions.context import Context
from kiosk.config import Config
from kiosk.domain import networks
from kiosk.domain.form import whole_number
from kiosk.domain.refusals import SiteClosed
from kiosk.links import Secrets
from kiosk.store.queries import Site, first_site

MAX_ONCE = 64


def now() -> int:
    """Seconds since 1970, UTC, the same all through one request."""
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return int(g.now)


def instant() -> int:
    """Milliseconds since 1970, UTC, at this very moment of a request."""
    return int(current_app.config["CLOCK"]() * 1000)


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
        actor=g.get("actor") or _stranger(),
        once=_once(),
        staff=g.get("staff"),
        kiosk=g.get("kiosk"),
        locked=g.get("locked", False),
        address=networks.counted(_address()),
        guest=networks.within(_address(), config().guest_networks),
        budgets=config().budgets,
    )


def _address() -> str:
    return request.remote_addr or "nowhere"


def _stranger() -> str:
    """An address as a keyed hash: the audit trail, which is kept for ever, names no person's."""
    return "address:" + secrets().keyed_hash("address", networks.counted(_address()))[:16]


def _once() -> str:
    """The form's idempotency key, bound to this browser: another's is worth nothing here."""
    key = request.form.get("once", "")[:MAX_ONCE]
    return f"{session.get('csrf_token', '')}:{key}" if key else ""


def seen_revision() -> int:
    """The revision of the consent that the posted page showed; else -1, which none has."""
    return whole_number(request.form.get("seen", ""), -1)


def open_site() -> Site:
    """The site, for pages that nobody has signed in to: the first one opened.

    Raises:
        SiteClosed: there is none yet.
    """
    site = first_site()
    if site is None:
        raise SiteClosed
    return site
