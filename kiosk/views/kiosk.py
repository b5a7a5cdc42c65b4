"""The tablet in the waiting room: pairing, the attract screen, the way to a phone."""

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import journeys, kiosks
from kiosk.domain.refusals import WrongPairingCode
from kiosk.views import cookies
from kiosk.views.qr import svg
from kiosk.views.rendering import fragment, page
from kiosk.views.request import config, context, now, open_site, secrets

pages = Blueprint("kiosk", __name__)


@pages.get("/kiosk/pair")
def pair() -> str:
    """Where a new tablet types its pairing code."""
    return page("kiosk/pair.html", site=open_site())


@pages.post("/kiosk/pair")
def join() -> str | Response | tuple[str, int]:
    """Spend the pairing code; the tablet is a kiosk from here on."""
    typed = request.form.get("code", "")
    try:
        token = kiosks.join(context(open_site()), typed, request.remote_addr or "")
    except WrongPairingCode:
        errors = {"code": "That code is wrong, used or too old: check it, or ask for a new one"}
        return page("kiosk/pair.html", site=open_site(), errors=errors, typed=typed), 422
    return cookies.write(redirect(url_for("kiosk.attract"), 303), "kiosk", token)


@pages.get("/kiosk")
def attract() -> str:
    """The screen that waits for the next patient."""
    return page("kiosk/attract.html", **_handoff())


@pages.get("/kiosk/handoff")
def handoff_part() -> str:
    """The QR alone, asked for again before it grows old."""
    return fragment("kiosk/_handoff.html", **_handoff())


@pages.post("/kiosk/start")
def start() -> Response:
    """A patient begins here, on the tablet."""
    token = journeys.start(context(), way_in="kiosk")
    return cookies.write(redirect(url_for("journey.begin"), 303), "journey", token)


@pages.get("/h/<token>")
def handoff(token: str) -> str:
    """Where the tablet's QR leads a phone. Shows; changes nothing."""
    kiosk = kiosks.open_handoff(secrets(), token, now())
    return page("kiosk/handoff.html", site=kiosk.site, token=token)


@pages.post("/h/<token>")
def claim(token: str) -> Response:
    """A patient begins on their own phone."""
    g.kiosk = kiosks.open_handoff(secrets(), token, now())
    made = context(g.kiosk.site)
    value = journeys.start(made, way_in="phone")
    return cookies.write(redirect(url_for("journey.begin"), 303), "journey", value)


def _handoff() -> dict[str, object]:
    token = kiosks.handoff_link(secrets(), g.kiosk, now())
    address = config().public_url + url_for("kiosk.handoff", token=token)
    return {"address": address, "qr": svg(address, "QR code to open this on your own phone")}
