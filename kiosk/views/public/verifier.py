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
from kiosk.store.policies import policy_of, published_text
from kiosk.views.front import rendering
from kiosk.views.front.current import config, now, open_site, secrets
from kiosk.views.front.language import (
    DEFAULT,
    direction,
    language,
    locale,
    offered_here,
    reading,
    sentence,
)
from kiosk.views.front.pages import Pages
from kiosk.views.front.tablet import on_tablet
from kiosk.views.front.web_manifest import web_manifest
from kiosk.views.public.verifier_words import in_language

pages = Pages("verifier", __name__)

# All that the page loads: the service worker keeps it, so that it works without a network.
FILES = (
    "nhsuk.css",
    "app.css",
    "comfort.css",
    "verifier.css",
    "app.js",
    "panels.js",
    "icon.svg",
    "icon-180.png",
    "verifier.js",
    "verifier_band.js",
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
    """Check a receipt in the browser. The same for everyone who reads the same language (M3).

    Its service worker keeps it in every language that is offered; a paired tablet has no checker
    of its own: there the page clears itself.
    """
    site = open_site()
    offered_here(site)
    response = Response(_html(site))
    response.vary.update(("Accept-Language", "Cookie"))
    return _shared(response, "no-store" if on_tablet() else "no-cache")


@pages.get("/verifier/manifest.webmanifest", open=True, shared=True)
def manifest() -> Response:
    """What makes the page installable (W3C Web App Manifest), in the language of the page."""
    offered_here(open_site())
    return _shared(_manifest(), "no-cache")


@pages.get("/verifier/worker.js", open=True, shared=True)
def worker() -> Response:
    """The service worker. It lies under `/verifier/`, so that it governs nothing else.

    It keeps the page with its words, in each language, and the scripts of that very page: one
    version, whole. Its bytes change whenever any of them does.

    Raises:
        NotFound: on a paired tablet, where nothing may stand that does not clear itself.
    """
    if on_tablet():
        raise NotFound
    site = open_site()
    codes = [each.code for each in offered_here(site)] or [DEFAULT]
    shell = [address(code) for code in codes]
    shell += [url_for("verifier.manifest", lang=code) for code in codes]
    shell += map(asset_url, FILES)
    whole = hashlib.sha256("".join(shell).encode())
    for code in codes:
        with reading(code):
            whole.update(_html(site).encode() + _manifest().get_data())
    script = render_template(
        "public/verifier_worker.js",
        version=whole.hexdigest()[:16],
        page=url_for("verifier.page"),
        tongues=codes,
        shell=shell,
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


def address(code: str) -> str:
    """The page in one language: a service worker keeps it under this address."""
    return url_for("verifier.page", lang=code)


def _html(site: queries.Site) -> str:
    """The page, with the words of its scripts in the same language."""
    return rendering.page(
        "public/verifier.html",
        site=site,
        issuer=config().public_url,
        former=" ".join(config().former_urls),
        conditions=json.dumps(_conditions(site)),
        sites=json.dumps(queries.site_names()),
        tongue=json.dumps(in_language(site), ensure_ascii=False),
    )


def _manifest() -> Response:
    name, start = str(sentence("Check a receipt")), url_for("verifier.page")
    return web_manifest(
        f"Ask First: {name}", name, start, display="standalone", lang=locale(), dir=direction()
    )


def _conditions(site: queries.Site) -> dict[str, str]:
    """What each condition is called, by its key, in the language of this page where it has that.

    In English as staff say it, who look at receipts too; in others as the patient reads it.
    """
    called = {each.key: each.staff for each in queries.conditions_of(site)}
    if language() == DEFAULT:
        return called
    spoken = policy_of(published_text(site, language())).conditions
    return called | {each.key: each.patient for each in spoken}


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
