"""Where a code that staff showed, or sent, leads a patient's phone (K12, K13).

Its address is that of the tablet's QR, `/h/…`; `kiosk` tells the two apart.
"""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import budgets, handoffs
from kiosk.domain.refusals import HandoffUsed, JourneyGone, KioskNotPaired
from kiosk.lookups import visitors
from kiosk.store.queries import Handoff, Kiosk
from kiosk.views.front import cookies
from kiosk.views.front.current import context, now, open_site, secrets
from kiosk.views.front.language import chosen
from kiosk.views.patient.begin import first_page, landing_page

MAX_CODE = 20  # characters of an address that may be a code; the tablet's links are far longer


def is_code(token: str) -> bool:
    """Whether this part of an address is a code to be shown, and not a link of the tablet's."""
    return len(token) <= MAX_CODE


def landing(code: str) -> str | Response:
    """Shows; changes nothing. The phone that began with the code finds its walk again."""
    handoff = _read(code)
    if _began_here(handoff):
        return redirect(url_for("journey.begin"), 303)
    visitors.open_handoff(secrets(), code, now())
    return landing_page(handoff.site, url_for("kiosk.claim", token=code))


def claim(code: str) -> Response:
    """A patient begins, on their own phone or on a tablet that staff hand them."""
    handoff = _read(code)
    g.kiosk = _own_tablet(handoff)
    try:
        value = handoffs.claim(context(handoff.site), code, chosen())
    except HandoffUsed:
        if not _began_here(handoff):
            raise
        return redirect(url_for("journey.begin"), 303)
    return first_page(value)


def _read(code: str) -> Handoff:
    """The code, and its language for whatever the page has to say."""
    handoff = budgets.code_shown(context(open_site()), code)
    if "lang" not in request.values:
        g.language = handoff.language
    return handoff


def _began_here(handoff: Handoff) -> bool:
    """Whether this browser has the walk that began with the code."""
    try:
        return visitors.journey_of(cookies.read("journey"), now()).id == handoff.journey
    except JourneyGone:
        return False


def _own_tablet(handoff: Handoff) -> Kiosk | None:
    """The site's own tablet, if that is where the code was opened."""
    try:
        kiosk = visitors.kiosk_of(cookies.read("kiosk"))
    except KioskNotPaired:
        return None
    return kiosk if kiosk.site_id == handoff.site_id else None
