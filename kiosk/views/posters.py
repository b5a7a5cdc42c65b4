"""The poster (M8): printed by a manager, scanned by patients with their own phones."""

from flask import Blueprint, flash, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk.actions import journeys, posters
from kiosk.domain.policy import Policy
from kiosk.store import queries
from kiosk.views import cookies
from kiosk.views.language import (
    DEFAULT,
    MOST_CODE,
    chosen,
    locale_of,
    offered_here,
    reading,
    runs,
    translated,
)
from kiosk.views.qr import OPEN_LABEL, svg
from kiosk.views.rendering import fragment, page
from kiosk.views.request import config, context, secrets

pages = Blueprint("posters", __name__)
MOST_TURN = 9  # digits


@pages.get("/manage/poster")
def show() -> str:
    """The poster on one sheet of A4, and how to print or replace it."""
    asked = request.args.get("lang", DEFAULT)[:MOST_CODE]
    policy = journeys.policy_of(journeys.published_text(context(), asked))
    offered = [each for each in queries.languages_of(g.site) if each.offered]
    g.language = DEFAULT  # the page is the manager's; the sheet on it has a language of its own
    return page("posters/poster.html", languages=offered, sheet=_sheet(policy))


@pages.post("/manage/poster")
def replace() -> Response:
    """A new code; whoever scans the old one is told to ask at reception."""
    seen = request.form.get("turn", "")[:MOST_TURN]
    posters.replace(context(), int(seen) if seen.isdecimal() else -1)
    flash("The poster has a new code. The old one no longer works: print this one and put it up")
    return redirect(url_for("posters.show"), 303)


@pages.get("/p/<code>")
def landing(code: str) -> str:
    """Where the poster leads a phone. Shows; changes nothing."""
    site = posters.find(secrets(), code)
    claim = url_for("posters.claim", code=code)
    return page("kiosk/handoff.html", site=site, claim=claim, languages=offered_here(site))


@pages.post("/p/<code>")
def claim(code: str) -> Response:
    """A patient begins on their own phone."""
    site = posters.find(secrets(), code)
    value = journeys.start(context(site), way_in="phone", language=chosen())
    return cookies.write(redirect(url_for("journey.begin"), 303), "journey", value)


def _main_rules(policy: Policy) -> list[str]:
    """The titles of the rules that the pack puts on its poster; all of them if it names none."""
    rules = [rule for group in policy.groups for rule in group["rules"]]
    wanted = policy.pack.get("poster") or [rule["id"] for rule in rules]
    return [rule["title"] for rule in rules if rule["id"] in wanted]


def _sheet(policy: Policy) -> Markup:
    lang = None if policy.language == DEFAULT else policy.language
    code = posters.code(secrets(), g.site)
    address = config().public_url + url_for("posters.landing", code=code, lang=lang)
    with reading(policy.language):
        return Markup(  # noqa: S704  # a template wrote it: it is escaped
            fragment(
                "posters/_sheet.html",
                rules=_main_rules(policy),
                locale=locale_of(policy.language),
                direction=runs(policy.language),
                address=config().public_url + url_for("posters.landing", code=code),
                qr=svg(address, translated(OPEN_LABEL)),
            )
        )
