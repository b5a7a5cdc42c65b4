"""The tablet in the waiting room: pairing, the attract screen, the way to a phone."""

from flask import g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import journeys, kiosks
from kiosk.domain.refusals import WrongPairingCode
from kiosk.lookups import visitors
from kiosk.views.front import cookies, guards, tablet
from kiosk.views.front.current import config, context, now, open_site, secrets
from kiosk.views.front.language import DEFAULT, chosen, language, offered_here, translated
from kiosk.views.front.named import named_site
from kiosk.views.front.pages import Pages
from kiosk.views.front.place import paused_here
from kiosk.views.front.qr import OPEN_LABEL, shared_svg
from kiosk.views.front.rendering import fragment, page
from kiosk.views.front.web_manifest import web_manifest
from kiosk.views.patient import handoffs
from kiosk.views.patient.begin import first_page, how_long, landing_page

pages = Pages("kiosk", __name__, audience=guards.kiosk, tablet=True)


@pages.get("/kiosk/pair", open=True)
def pair() -> str:
    """Where a new tablet types its pairing code."""
    return page("patient/kiosk/pair.html", site=named_site())


@pages.post("/kiosk/pair", open=True)
def join() -> str | Response | tuple[str, int]:
    """Spend the pairing code; the tablet is a kiosk from here on."""
    typed = request.form.get("code", "")
    try:
        token = kiosks.join(context(open_site()), typed)
    except WrongPairingCode:
        errors = {"code": "That code is wrong, used or too old: check it, or ask for a new one"}
        return page("patient/kiosk/pair.html", site=named_site(), errors=errors, typed=typed), 422
    return cookies.write(redirect(url_for("kiosk.attract"), 303), "kiosk", token)


@pages.get("/kiosk")
def attract() -> Response:
    """The screen that waits for the next patient, and forgets the one before."""
    left = tablet.left_behind()
    languages = offered_here(g.site)
    if g.kiosk.out_of_order_at is not None:
        shown = page("patient/kiosk/out_of_order.html")
    elif paused := paused_here(g.site):
        shown = page("patient/kiosk/paused.html", paused=paused, languages=languages)
    else:
        values = {"languages": languages, "idle_after": tablet.IDLE, **_handoff()}
        values |= {"how_long": how_long(g.site)}
        shown = page("patient/kiosk/attract.html", **values)
    response = make_response(shown)
    cookies.write(response, "kiosk", cookies.read("kiosk"))  # a tablet in use stays paired
    return tablet.free_tablet(response) if left else response


@pages.post("/kiosk/here", polled=True)
def here() -> tuple[str, int]:
    """The first screen says that it is there: managers are told of a tablet that falls silent."""
    kiosks.heard_of(context())
    return "", 204


@pages.get("/kiosk/manifest.webmanifest")
def manifest() -> Response:
    """What makes the tablet's home screen open this in full screen (W3C Web App Manifest)."""
    start = url_for("kiosk.attract")
    return web_manifest(
        "Ask First", "Ask First", start, scope="/", display="fullscreen", orientation="any"
    )


@pages.get("/kiosk/handoff", polled=True)
def handoff_part() -> str | Response:
    """The QR alone, asked for again before it grows old; the whole page, where that is another."""
    if g.kiosk.out_of_order_at is not None or paused_here(g.site):
        response = make_response("", 204)
        response.headers["HX-Refresh"] = "true"
        return response
    offered_here(g.site)
    return fragment("patient/kiosk/_handoff.html", **_handoff())


@pages.post("/kiosk/start")
def start() -> Response:
    """A patient begins here, on the tablet."""
    token = journeys.start(context(), way_in="kiosk", language=chosen())
    return first_page(token)


@pages.get("/h/<token>", open=True)
def handoff(token: str) -> str | Response:
    """Where the tablet's QR leads a phone, or a code that staff show. Shows; changes nothing."""
    if handoffs.is_code(token):
        return handoffs.landing(token)
    kiosk = visitors.kiosk_of_handoff(secrets(), token, now())
    return landing_page(kiosk.site, url_for("kiosk.claim", token=token))


@pages.post("/h/<token>", open=True)
def claim(token: str) -> Response:
    """A patient begins on their own phone."""
    if handoffs.is_code(token):
        return handoffs.claim(token)
    g.kiosk = visitors.kiosk_of_handoff(secrets(), token, now())
    made = context(g.kiosk.site)
    value = journeys.start(made, way_in="phone", language=chosen())
    return first_page(value)


def _handoff() -> dict[str, object]:
    token = links.to_handoff(secrets(), g.kiosk.handle, now())
    lang = None if language() == DEFAULT else language()
    address = config().public_url + url_for("kiosk.handoff", token=token, lang=lang)
    return {"address": address, "qr": shared_svg(address, translated(OPEN_LABEL))}
