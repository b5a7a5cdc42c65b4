"""The poster (M8): printed by a manager, or replaced."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import posters
from kiosk.domain import pace
from kiosk.domain.policy import Policy
from kiosk.store import queries
from kiosk.store.policies import policy_of, published_text
from kiosk.views.front import guards
from kiosk.views.front.current import config, context, secrets
from kiosk.views.front.language import (
    DEFAULT,
    MAX_CODE,
    duration,
    locale_of,
    reading,
    runs,
    translated,
)
from kiosk.views.front.qr import OPEN_LABEL, svg
from kiosk.views.front.rendering import fragment, page
from kiosk.views.manage import pages

MAX_TURN = 9  # digits


@pages.get("/poster", audience=guards.desk)
def poster() -> str:
    """The poster on one sheet of A4, and how to print or replace it."""
    asked = request.args.get("lang", DEFAULT)[:MAX_CODE]
    policy = policy_of(published_text(g.site, asked))
    offered = [each for each in queries.languages_of(g.site) if each.offered]
    g.language = DEFAULT  # the page is the manager's; the sheet on it has a language of its own
    return page("manage/poster.html", languages=offered, sheet=_sheet(policy))


@pages.post("/poster")
def replace_poster() -> Response:
    """A new code; whoever scans the old one is told to ask at reception."""
    seen = request.form.get("turn", "")[:MAX_TURN]
    posters.replace(context(), int(seen) if seen.isdecimal() else -1)
    flash("The poster has a new code. The old one no longer works: print this one and put it up")
    return redirect(url_for("manage.poster"), 303)


def _main_rules(policy: Policy) -> list[dict[str, Any]]:
    """The rules that the pack puts on its poster; all of them if it names none."""
    rules = [rule for group in policy.groups for rule in group["rules"]]
    wanted = policy.pack.get("poster") or [rule["id"] for rule in rules]
    return [rule for rule in rules if rule["id"] in wanted]


def _sheet(policy: Policy) -> Markup:
    lang = None if policy.language == DEFAULT else policy.language
    code = links.poster_code(secrets(), g.site.id, g.site.poster_turn)
    address = config().public_url + url_for("posters.landing", code=code, lang=lang)
    with reading(policy.language):
        return Markup(  # noqa: S704  # a template wrote it: it is escaped
            fragment(
                "manage/_sheet.html",
                rules=_main_rules(policy),
                how_long=duration(pace.minutes(policy)),
                locale=locale_of(policy.language),
                direction=runs(policy.language),
                address=config().public_url + url_for("posters.landing", code=code),
                qr=svg(address, translated(OPEN_LABEL)),
            )
        )
