"""Checking without this server: the installable page, and the signed list that it goes by
(issue 4, item 9). Nothing here is anybody's, and nothing is changed."""

import datetime
import hashlib
import json
import re

from flask import Response, render_template, url_for

from kiosk.assets import asset_url
from kiosk.domain.refusals import NotFound
from kiosk.lookups import status as lists
from kiosk.store import queries
from kiosk.views.front import rendering
from kiosk.views.front.current import config, now, open_site, secrets
from kiosk.views.front.pages import Pages
from kiosk.views.front.tablet import on_tablet
from kiosk.views.front.web_manifest import web_manifest

pages = Pages("verifier", __name__, english=True)

# All that the page loads: the service worker keeps it, so that it works without a network.
FILES = (
    "nhsuk.css",
    "app.css",
    "verifier.css",
    "app.js",
    "icon.svg",
    "icon-180.png",
    "verifier.js",
    "verifier_token.js",
    "verifier_claims.js",
    "verifier_verdict.js",
    "verifier_words.js",
    "verifier_store.js",
    "within.js",
    "ed25519.js",
    "scan.js",
    "barcode-detector.js",
    "zxing-exported.js",
    "zxing_reader.wasm",
)
LIST_AGE = 30  # seconds for which anybody may keep a list
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@pages.get("/verifier/", open=True, shared=True, camera=True, worker=True)
def page() -> Response:
    """Check a receipt in the browser. The same for everyone, and kept by its service worker.

    But for a paired tablet, which has no checker of its own: there the page clears itself.
    """
    sites = json.dumps(queries.site_names())
    values = {"issuer": config().public_url, "conditions": _conditions(), "sites": sites}
    html = rendering.page("public/verifier.html", site=open_site(), **values)
    return _shared(Response(html), "no-store" if on_tablet() else "no-cache")


@pages.get("/verifier/manifest.webmanifest", open=True, shared=True)
def manifest() -> Response:
    """What makes the page installable (W3C Web App Manifest)."""
    start = url_for("verifier.page")
    made = web_manifest("Ask First: check a receipt", "Check receipt", start, display="standalone")
    return _shared(made, "no-cache")


@pages.get("/verifier/worker.js", open=True, shared=True)
def worker() -> Response:
    """The service worker. It lies under `/verifier/`, so that it governs nothing else.

    Raises:
        NotFound: on a paired tablet, where nothing may stand that does not clear itself.
    """
    if on_tablet():
        raise NotFound
    shell = [url_for("verifier.page"), url_for("verifier.manifest"), *map(asset_url, FILES)]
    whole = page().get_data() + manifest().get_data() + "".join(shell).encode()
    version = hashlib.sha256(whole).hexdigest()[:16]
    script = render_template(
        "public/verifier_worker.js", version=version, page=shell[0], shell=shell
    )
    return _shared(Response(script, mimetype="text/javascript"), "no-cache")


@pages.get("/.well-known/recording-consent-status", open=True, shared=True)
def status() -> Response:
    """What no longer stands of the receipts that can be in use."""
    return _list(lists.recent(secrets(), now()))


@pages.get("/.well-known/recording-consent-status/<day>", open=True, shared=True)
def status_of_day(day: str) -> Response:
    """What no longer stands of the receipts signed on one day, UTC, up to a year ago."""
    return _list(lists.of_day(secrets(), now(), _date(day)))


def _conditions() -> str:
    """What staff call each condition, by its key: the page's scripts have no words of their own."""
    return json.dumps({each.key: each.staff for each in queries.conditions_of(open_site())})


def _date(day: str) -> datetime.date:
    if DAY.fullmatch(day):
        try:
            return datetime.date.fromisoformat(day)
        except ValueError:
            pass
    raise NotFound


def _list(token: str) -> Response:
    response = Response(token, mimetype="application/jwt")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _shared(response, f"public, max-age={LIST_AGE}")


def _shared(response: Response, cache: str) -> Response:
    response.headers["Cache-Control"] = cache
    return response
