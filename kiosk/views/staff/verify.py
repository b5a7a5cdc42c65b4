"""Check a receipt: with the camera, the one box, or by matching a person on the list."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import verifications
from kiosk.views.front.current import context
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages
from kiosk.views.staff.card import card_of, card_values, consent_of
from kiosk.views.staff.one_box import ENTRY_REFUSALS, people, refused


@pages.get("/scan", camera=True)
def scan() -> str:
    """The camera, and the one box for where there is none."""
    return page("staff/scan.html")


@pages.post("/verify")
def verify() -> Response | str | tuple[str, int]:
    """Whatever was typed, pasted or scanned into the one box: a receipt, its code, or a person."""
    entry = request.form.get("entry", "")
    if found := people(entry):
        values, status = found
        return page("staff/today.html", **values), status
    try:
        verified = verifications.verify(context(), entry)
    except ENTRY_REFUSALS as refusal:
        return page("staff/today.html", **refused(entry, refusal)), refusal.status
    return _card_at_once(verified) if request.form.get("at_once") else _to_card(verified)


@pages.post("/consents/<int(max=2147483647):number>/verify")
def verify_from_list(number: int) -> Response:
    """Picked from the list: the clinician matches the person."""
    return _to_card(verifications.verify_from_list(context(), consent_of(number)))


def _to_card(found: verifications.Verified) -> Response:
    return redirect(_card_address(found), 303)


def _card_at_once(found: verifications.Verified) -> str:
    """The card in the answer itself: a script puts the card's address in the place of this one.

    One trip fewer on a slow network; without the script the browser is sent to the card.
    """
    values = card_values(card_of(found.consent)) | {"again": not found.first}
    return page("staff/card.html", **(values | {"address": _card_address(found)}))


def _card_address(found: verifications.Verified) -> str:
    again = None if found.first else "yes"
    return url_for("staff.card", number=found.consent, again=again)
