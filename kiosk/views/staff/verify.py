"""Check a receipt: with the camera, the one box, or by matching a person on the list."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import verifications
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.views.front import matching
from kiosk.views.front.addresses import CARD
from kiosk.views.front.current import context, seen_revision
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages
from kiosk.views.staff.card import card_values, to_card
from kiosk.views.staff.one_box import ENTRY_REFUSALS, people, refused
from kiosk.views.staff.opening import card_of, consent_of


@pages.get("/scan", camera=True)
def scan() -> str:
    """The camera, and the one box for where there is none."""
    return page("staff/scan.html")


@pages.post("/verify")
def verify() -> Response | str | tuple[str, int]:
    """Whatever was typed, pasted or scanned into the one box: a receipt, its code, or a person.

    It shows whose it is, and verifies nobody: that takes one tap there. Of a person who was
    verified already, another check is noted.
    """
    entry = request.form.get("entry", "")
    if found := people(entry):
        values, status = found
        return page("staff/today.html", **values), status
    try:
        receipt, way = verifications.find(context(), entry)
    except ENTRY_REFUSALS as refusal:
        return page("staff/today.html", **refused(entry, refusal)), refusal.status
    again = receipt.verified_at is not None
    if again:
        verifications.verify(context(), receipt, way)
    there = matching.address(receipt.id, way, again=again)
    if not request.form.get("at_once"):
        return redirect(there, 303)
    return _at_once(receipt.id, there, again=again, found=matching.found_by(receipt.id, way))


@pages.post(f"/consents/{CARD}/verify")
def match(number: int) -> Response:
    """The clinician says that this is the person: the one tap that verifies (K2)."""
    way = matching.way_of(number, request.form.get("found", ""))
    found = queries.found_at(g.site, number)  # no more of it than that: nothing of it is shown
    if found is None:
        raise NotFound
    made = verifications.verify(context(), found, way)
    again = None if made.first else "yes"
    return redirect(url_for("staff.card", number=number, again=again), 303)


@pages.post(f"/consents/{CARD}/not-them")
def not_them(number: int) -> Response:
    """The clinician takes that back: it was not this person."""
    verifications.take_back(context(), consent_of(number), seen_revision())
    return to_card(number)


def _at_once(number: int, address: str, **more: object) -> str:
    """The page in the answer itself: a script puts its address in the place of this one.

    One trip fewer on a slow network; without the script the browser is sent there.
    """
    return page("staff/card.html", **(card_values(card_of(number)) | more | {"address": address}))
