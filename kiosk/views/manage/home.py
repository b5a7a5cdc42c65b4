"""The manager: tablets, people, the policy that is published."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import kiosks, policies, staff
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.store import queries
from kiosk.views.front.current import context
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages

ROLES = {
    "clinician": {"label": "Clinician", "hint": "Checks receipts and decides"},
    "manager": {"label": "Manager", "hint": "Does that too, and manages tablets and people"},
}


@pages.get("/")
def home() -> str:
    """Everything that can be managed, on one page."""
    return page("manage/home.html", **_values())


@pages.post("/kiosks")
def add_kiosk() -> str | tuple[str, int]:
    """Enrol a tablet; its pairing code is shown this once."""
    label = request.form.get("label", "")
    try:
        code = kiosks.pair(context(), label)
    except InvalidInput as wrong:
        return page("manage/home.html", **_values(), errors=wrong.errors, typed=request.form), 422
    return page("manage/home.html", **_values(), pairing_code=code, pairing_label=label), 201


@pages.post("/kiosks/<int(max=2147483647):number>/revoke")
def revoke_kiosk(number: int) -> Response:
    """Shut a tablet out."""
    kiosk = queries.kiosk_at(g.site, number)
    if kiosk is None:
        raise NotFound
    kiosks.revoke(context(), kiosk)
    flash(f"{kiosk.label} can no longer be used")
    return redirect(url_for("manage.home"), 303)


@pages.post("/kiosks/<int(max=2147483647):number>/order")
def order_kiosk(number: int) -> Response:
    """Take a tablet out of use for a while, or into use again."""
    kiosk = queries.kiosk_at(g.site, number)
    if kiosk is None:
        raise NotFound
    works = request.form.get("works") == "yes"
    (kiosks.put_in_use if works else kiosks.take_out_of_use)(context(), kiosk)
    flash(f"{kiosk.label} is {'in use again' if works else 'marked out of order'}")
    return redirect(url_for("manage.home"), 303)


@pages.post("/staff")
def add_staff() -> Response | tuple[str, int]:
    """Add a person who may sign in."""
    form = request.form
    fields = (form.get(name, "") for name in ("username", "name", "role", "job", "password"))
    try:
        person = staff.add(context(), *fields)
    except InvalidInput as wrong:
        return page("manage/home.html", **_values(), errors=wrong.errors, typed=form), 422
    flash(f"{person.name} can sign in now")
    return redirect(url_for("manage.home"), 303)


@pages.post("/languages/<int(max=2147483647):number>/<verb>")
def set_language(number: int, verb: str) -> Response:
    """Offer a language to patients, or take it out of their choice (M3)."""
    text = queries.text_at(g.site, number)
    if text is None or verb not in LANGUAGE_VERBS:
        raise NotFound
    LANGUAGE_VERBS[verb](context(), text)
    return redirect(url_for("manage.home"), 303)


LANGUAGE_VERBS = {"publish": policies.offer_language, "withdraw": policies.withdraw_language}


def _values() -> dict[str, Any]:
    policy = queries.published_policy(g.site)
    return {
        "roles": ROLES,
        "kiosks": queries.kiosks_of(g.site),
        "people": queries.staff_of(g.site),
        "policy": policy,
        "languages": queries.languages_of(g.site),
        "concerns": queries.concerns_of(g.site),
        "notice": queries.notice_of(policy) if policy else "",
    }
