"""Rules of the practice's own, in a draft: added, put elsewhere, taken out again (M1)."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import own_rules as actions
from kiosk.domain import own_rules
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.translation import ENGLISH
from kiosk.domain.wording import sentences
from kiosk.store import queries
from kiosk.views.front import kept
from kiosk.views.front.current import context
from kiosk.views.front.forms import Fields
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.drafting import the_draft


@pages.get("/rules/draft/own")
def own() -> str:
    """The practice's own rules, each with its place, and the form that adds one."""
    return _page(typed=kept.here())


@pages.post("/rules/draft/own")
def add_own() -> Response | tuple[str, int]:
    """Add one, in English; the other languages lack it until somebody writes it."""
    form = request.form
    said = {each: form.get(each, "") for each in own_rules.FIELDS}
    try:
        actions.add(context(), the_draft(), said, form.get("place", ""))
    except InvalidInput as wrong:
        return _page(typed=form, errors=wrong.errors), 422
    flash("Added to the draft. Each other language is missing it until you write it there")
    return redirect(url_for("manage.own"), 303)


@pages.post("/rules/draft/own/<rule>/move")
def move_own(rule: str) -> Response | tuple[str, int]:
    """Put one elsewhere."""
    try:
        actions.move(context(), the_draft(), rule, request.form.get("place", ""))
    except InvalidInput as wrong:
        errors = {f"place-{rule}": wrong.errors["place"]}
        return _page(errors=errors), 422
    flash("Moved in the draft")
    return redirect(url_for("manage.own"), 303)


@pages.post("/rules/draft/own/<rule>/out")
def take_out_own(rule: str) -> Response:
    """Take one out of the draft, in every language."""
    actions.take_out(context(), the_draft(), rule)
    flash("Taken out of the draft, in every language")
    return redirect(url_for("manage.own"), 303)


def _page(*, typed: Any = None, errors: dict[str, str] | None = None) -> str:
    draft = the_draft()
    said = _english(draft)
    return page(
        "manage/rules/own.html",
        draft=draft,
        rows=[_row(draft, rule, said) for rule in own_rules.own_rules(draft.pack)],
        places=own_rules.places(draft.pack, said),
        typed=typed or Fields(),
        errors=errors or {},
    )


def _english(draft: queries.Policy) -> dict[str, str]:
    return sentences(queries.texts_of(draft)[ENGLISH].words, draft.pack)


def _row(draft: queries.Policy, rule: str, said: dict[str, str]) -> dict[str, Any]:
    home = next(each["id"] for each in draft.pack["groups"] if rule in each["rules"])
    return {
        "id": rule,
        "title": said[f"rules.{rule}.title"],
        "text": said[f"rules.{rule}.text"],
        "section": f"rules-{home}",
        "place": own_rules.place_of(draft.pack, rule),
        "places": own_rules.places(draft.pack, said, rule),
    }
