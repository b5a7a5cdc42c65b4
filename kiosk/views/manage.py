"""The manager: tablets, people, the policy that is published."""

from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import kiosks, staff
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.store import queries
from kiosk.views.rendering import page
from kiosk.views.request import context

pages = Blueprint("manage", __name__, url_prefix="/manage")


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


@pages.post("/kiosks/<int:number>/revoke")
def revoke_kiosk(number: int) -> Response:
    """Shut a tablet out."""
    kiosk = queries.kiosk_at(g.site, number)
    if kiosk is None:
        raise NotFound
    kiosks.revoke(context(), kiosk)
    flash(f"{kiosk.label} can no longer be used")
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


def _values() -> dict[str, Any]:
    policy = queries.published_policy(g.site)
    return {
        "kiosks": queries.kiosks_of(g.site),
        "people": queries.staff_of(g.site),
        "policy": policy,
        "notice": queries.notice_of(policy) if policy else "",
    }
