"""Pages for anyone: what this is, whether a receipt is genuine, keys."""

from flask import Response, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.entry import is_token
from kiosk.domain.refusals import Refusal
from kiosk.domain.sentences import say
from kiosk.lookups import entered, evidence
from kiosk.store import queries
from kiosk.views.front import cookies, guards, matching
from kiosk.views.front.bands import Band
from kiosk.views.front.current import now, secrets
from kiosk.views.front.named import named_site
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page

pages = Pages("public", __name__)

EVIDENCE = {
    "genuine": Band(
        "seal",
        say("Genuine"),
        say(
            "This service signed it, and nothing in it was changed. "
            "It does not say whether recording is agreed now."
        ),
    ),
    "too_old": Band(
        "over",
        say("Too old to tell"),
        say("This service signed it, but its time is over. It says nothing about today."),
    ),
    evidence.NEWER: Band(
        "over",
        say("Cannot tell"),
        say(
            "This service signed it, and it says what this page does not know. "
            "Ask the health worker."
        ),
    ),
    "not_a_receipt": Band(
        "over",
        say("Not a receipt"),
        say(
            "It cannot be read as a receipt. Scan it again, or copy its whole address. "
            "Only staff can look up a short code."
        ),
    ),
    "not_genuine": Band(
        "stop",
        say("Not genuine"),
        say("This service did not sign it as it stands. Do not go by it."),
    ),
}


@pages.get("/", open=True)
def home() -> str | AnyResponse:
    """What this is; an enrolled tablet goes on to its own page."""
    if cookies.read("kiosk"):
        return redirect(url_for("kiosk.attract"))
    return page("public/home.html", site=named_site())


@pages.get("/v", open=True)
def verify() -> str:
    """Where a receipt's QR leads. The token is in the fragment, which only the page sees."""
    return page("public/verify.html", site=named_site(), found=None)


@pages.post("/v", open=True)
def verify_check() -> str | AnyResponse:
    """Staff go on to whose it is; anyone else sees whether it is genuine and current, no more.

    A page elsewhere can bring a signed-in browser here: nothing is changed or counted by it.
    """
    entry = request.form.get("entry", "")
    if whose := _for_staff(entry):
        return redirect(whose, 303)
    found, slug = evidence.for_anyone(secrets(), now(), entry)
    place = queries.site_names().get(slug, slug)
    return page("public/verify.html", site=named_site(), found=EVIDENCE[found], place=place)


def _for_staff(entry: str) -> str | None:
    """Where signed-in staff see whose receipt this is; None for others, and for what is none."""
    try:
        guards.clinician()
        if not is_token(entry.strip()):  # a code can be guessed: only the one box counts the tries
            return None
        receipt, way = entered.find(secrets(), g.site, now(), entry)
    except Refusal:
        return None
    return matching.address(receipt.id, way, again=receipt.verified_at is not None)


@pages.get("/.well-known/jwks.json", open=True, shared=True)
def jwks() -> Response:
    """The public receipt keys (RFC 7517), retired ones included."""
    response = jsonify(secrets().receipt_keys.public_jwks())
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
