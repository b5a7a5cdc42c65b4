"""Rules and languages: the policy that is published, and what patients read it in (M3)."""

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from kiosk.actions import policies
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.views.front.current import context
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages


@pages.get("/rules")
def rules() -> str:
    """What patients read, and in which languages."""
    policy = queries.published_policy(g.site)
    return page(
        "manage/rules.html",
        policy=policy,
        languages=queries.languages_of(g.site),
        notice=queries.notice_of(policy) if policy else "",
    )


@pages.post("/languages/<int(max=2147483647):number>/<verb>")
def set_language(number: int, verb: str) -> Response:
    """Offer a language to patients, or take it out of their choice (M3)."""
    text = queries.text_at(g.site, number)
    if text is None or verb not in LANGUAGE_VERBS:
        raise NotFound
    LANGUAGE_VERBS[verb](context(), text)
    return redirect(url_for("manage.rules"), 303)


LANGUAGE_VERBS = {"publish": policies.offer_language, "withdraw": policies.withdraw_language}
