"""From the tablet to the patient's own phone, midway: the tablet's page, and the phone's."""

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import moves
from kiosk.domain.refusals import JourneyGone
from kiosk.domain.sentences import say
from kiosk.lookups import visitors
from kiosk.views.front import cookies, guards, tablet
from kiosk.views.front.current import config, context, now, open_site, secrets
from kiosk.views.front.language import translated
from kiosk.views.front.pages import Pages
from kiosk.views.front.qr import svg
from kiosk.views.front.rendering import page
from kiosk.views.patient import holders
from kiosk.views.patient.begin import first_page

pages = Pages("moves", __name__, audience=guards.kiosk, tablet=True)
QR_LABEL = say("QR code to carry on with your own phone")


@pages.get("/journey/move")
def show() -> str | Response:
    """The QR that a phone carries on with; once one did, the tablet is free again."""
    return _qr_page() if _still_here() else _attract()


@pages.get("/journey/moved", polled=True)
def ask() -> Response:
    """Asked every two seconds: stay while the answers are on the tablet, else go to the start."""
    response = Response("", 204)
    if not _still_here():
        response.headers["HX-Redirect"] = url_for("kiosk.attract")
        tablet.forget_patient(response)
    return response


@pages.post("/journey/moved")
def done() -> str | Response:
    """“I have moved”, where the page cannot ask by itself."""
    return _qr_page(not_yet=True) if _still_here() else _attract()


@pages.get("/m/<token>", open=True)
def landing(token: str) -> str:
    """Where the tablet's QR leads the phone. Shows; changes nothing."""
    journey = visitors.journey_of_move(secrets(), token, now())
    g.language = journey.text.language
    signed = journey.signed_at is not None
    return page("patient/moves/landing.html", site=journey.site, token=token, signed=signed)


@pages.post("/m/<token>", open=True)
def claim(token: str) -> Response:
    """The phone has the journey from here on, and the tablet's cookie carries nothing.

    Of a signed one it has the receipt: the cookie says that it is the patient's own phone.
    """
    value = moves.claim(context(open_site()), token)
    journey = visitors.journey_of(value, now())
    if journey.signed_at is None:
        return first_page(value)
    key = visitors.signed_of(secrets(), journey).page
    response = cookies.write(redirect(url_for("receipt.show", key=key), 303), "journey", value)
    return holders.keep(response, key, "signed")


def _still_here() -> bool:
    try:
        g.journey = visitors.journey_of(cookies.read("journey"), now())
    except JourneyGone:
        return False
    return True


def _qr_page(*, not_yet: bool = False) -> str | Response:
    if g.journey.signed_at is not None:
        return redirect(url_for("journey.kiosk_receipt"), 303)
    token = links.to_move(secrets(), g.journey.id, g.journey.token_hash, now())
    address = config().public_url + url_for("moves.landing", token=token)
    qr = svg(address, translated(QR_LABEL))
    return page("patient/moves/show.html", qr=qr, address=address, not_yet=not_yet)


def _attract() -> Response:
    return tablet.forget_patient(redirect(url_for("kiosk.attract"), 303))
