"""Pages for anyone: what this is, whether a receipt is genuine, keys, health."""

from flask import Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.actions import verifications
from kiosk.domain.refusals import Refusal
from kiosk.lookups import evidence, health
from kiosk.store import queries
from kiosk.views.front import cookies, guards
from kiosk.views.front.bands import Band
from kiosk.views.front.current import context, now, open_site, secrets
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page

pages = Pages("public", __name__)

EVIDENCE = {
    "genuine": Band(
        "seal",
        "Genuine",
        "This service signed it, and nothing in it was changed. "
        "It does not say whether recording is agreed now.",
    ),
    "too_old": Band(
        "over",
        "Too old to tell",
        "This service signed it, but its time is over. It says nothing about today.",
    ),
    evidence.NEWER: Band(
        "over",
        "Cannot tell",
        "This service signed it, and it says what this page does not know. Ask the clinician.",
    ),
    "not_a_receipt": Band(
        "over",
        "Not a receipt",
        "It cannot be read as a receipt. Scan it again, or copy its whole address. "
        "Only staff can look up a short code.",
    ),
    "not_genuine": Band(
        "stop", "Not genuine", "This service did not sign it as it stands. Do not go by it."
    ),
}


@pages.get("/", open=True)
def home() -> str | AnyResponse:
    """What this is; an enrolled tablet goes on to its own page."""
    if cookies.read("kiosk"):
        return redirect(url_for("kiosk.attract"))
    return page("public/home.html", site=open_site())


@pages.get("/v", open=True)
def verify() -> str:
    """Where a receipt's QR leads. The token is in the fragment, which only the page sees."""
    return page("public/verify.html", site=open_site(), found=None)


@pages.post("/v", open=True)
def verify_check() -> str | AnyResponse:
    """A clinician goes on to the card; anyone else sees whether it is genuine, no more."""
    entry = request.form.get("entry", "")
    try:
        guards.clinician()
    except Refusal:
        found, slug = evidence.for_anyone(secrets(), now(), entry)
        place = queries.site_names().get(slug, slug)
        return page("public/verify.html", site=open_site(), found=EVIDENCE[found], place=place)
    consent = verifications.verify(context(), entry).consent
    return redirect(url_for("staff.card", number=consent), 303)


@pages.get("/.well-known/jwks.json", open=True, shared=True)
def jwks() -> Response:
    """The public receipt keys (RFC 7517), retired ones included."""
    response = jsonify(secrets().receipt_keys.public_jwks())
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@pages.get("/healthz", open=True, shared=True)
def healthz() -> Response:
    """The process is alive."""
    return jsonify(alive=True)


@pages.get("/readyz", open=True, shared=True)
def readyz() -> tuple[Response, int]:
    """Database, migrations, keys and disk are in order; else 503 with what is not."""
    faults = health.faults(secrets())
    return jsonify(ready=not faults, faults=faults), 503 if faults else 200
