"""The tablet in the waiting room: pairing, the attract screen, the way to a phone."""

from flask import Blueprint, g, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import journeys, kiosks
from kiosk.assets import asset_url
from kiosk.domain.refusals import WrongPairingCode
from kiosk.views import cookies, manners
from kiosk.views.language import DEFAULT, chosen, language, offered_here, translated
from kiosk.views.qr import OPEN_LABEL, shared_svg
from kiosk.views.rendering import fragment, page
from kiosk.views.request import config, context, now, open_site, secrets

pages = Blueprint("kiosk", __name__)
THEME = "#003087"


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
def attract() -> str | Response:
    """The screen that waits for the next patient, and forgets the one before."""
    left = manners.left_behind()
    languages = offered_here(g.site)
    if g.kiosk.out_of_order_at is not None:
        shown = page("kiosk/out_of_order.html")
    else:
        values = {"languages": languages, "idle_after": manners.IDLE, **_handoff()}
        shown = page("kiosk/attract.html", **values)
    return manners.free_tablet(make_response(shown)) if left else shown


@pages.get("/kiosk/manifest.webmanifest")
def manifest() -> Response:
    """What makes the tablet's home screen open this in full screen (W3C Web App Manifest)."""
    response = jsonify(
        name="Ask First",
        short_name="Ask First",
        id=url_for("kiosk.attract"),
        start_url=url_for("kiosk.attract"),
        scope="/",
        display="fullscreen",
        orientation="any",
        theme_color=THEME,
        background_color="#ffffff",
        icons=[{"src": asset_url("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    )
    response.mimetype = "application/manifest+json"
    return response


@pages.get("/kiosk/handoff")
def handoff_part() -> str:
    """The QR alone, asked for again before it grows old."""
    offered_here(g.site)
    return fragment("kiosk/_handoff.html", **_handoff())


@pages.post("/kiosk/start")
def start() -> Response:
    """A patient begins here, on the tablet."""
    token = journeys.start(context(), way_in="kiosk", language=chosen())
    return cookies.write(redirect(url_for("journey.begin"), 303), "journey", token)


@pages.get("/h/<token>")
def handoff(token: str) -> str:
    """Where the tablet's QR leads a phone. Shows; changes nothing."""
    kiosk = kiosks.open_handoff(secrets(), token, now())
    return page(
        "kiosk/handoff.html",
        site=kiosk.site,
        claim=url_for("kiosk.claim", token=token),
        languages=offered_here(kiosk.site),
    )


@pages.post("/h/<token>")
def claim(token: str) -> Response:
    """A patient begins on their own phone."""
    g.kiosk = kiosks.open_handoff(secrets(), token, now())
    made = context(g.kiosk.site)
    value = journeys.start(made, way_in="phone", language=chosen())
    return cookies.write(redirect(url_for("journey.begin"), 303), "journey", value)


def _handoff() -> dict[str, object]:
    token = kiosks.handoff_link(secrets(), g.kiosk, now())
    lang = None if language() == DEFAULT else language()
    address = config().public_url + url_for("kiosk.handoff", token=token, lang=lang)
    return {"address": address, "qr": shared_svg(address, translated(OPEN_LABEL))}
