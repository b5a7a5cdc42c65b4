"""The manager: tablets, people, the policy that is published."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import kiosks, policies, staff
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.roles import WORDS, in_words
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.current import context, now, secrets
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages, turned_away


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


@pages.get("/tablets", audience=guards.desk)
def tablets() -> str:
    """The tablets alone, for whoever keeps the desk: which works, and which does not."""
    return page("manage/tablets.html", kiosks=queries.kiosks_of(g.site))


@pages.post("/kiosks/<int(max=2147483647):number>/order", audience=guards.desk)
def order_kiosk(number: int) -> Response:
    """Take a tablet out of use for a while, or into use again."""
    kiosk = queries.kiosk_at(g.site, number)
    if kiosk is None:
        raise NotFound
    works = request.form.get("works") == "yes"
    (kiosks.put_in_use if works else kiosks.take_out_of_use)(context(), kiosk)
    flash(f"{kiosk.label} is {'in use again' if works else 'marked out of order'}")
    back = "manage.home" if "manager" in g.roles else "manage.tablets"
    return redirect(url_for(back), 303)


@pages.post("/staff")
def add_staff() -> Response | tuple[str, int]:
    """Add a person who may sign in."""
    form = request.form
    username, name, job, password = (
        form.get(each, "") for each in ("username", "name", "job", "password")
    )
    try:
        person = staff.add(context(), username, name, form.getlist("roles"), job, password)
    except InvalidInput as wrong:
        return page(
            "manage/home.html", **_values(), errors=wrong.errors, typed=form, adding=True
        ), 422
    flash(f"{person.name} can sign in now")
    return redirect(url_for("manage.home"), 303)


@pages.post("/staff/<int(max=2147483647):number>/roles")
def set_roles(number: int) -> Response | tuple[str, int]:
    """Say what a person is here from now on."""
    person = queries.person_at(g.site, number)
    if person is None:
        raise NotFound
    try:
        staff.set_roles(context(), person, request.form.getlist("roles"))
    except InvalidInput as wrong:
        errors = {f"person-{number}-roles": text for text in wrong.errors.values()}
        return page("manage/home.html", **_values(), errors=errors), 422
    theirs = queries.roles_of(person, g.site)
    flash(f"{person.name} is {in_words(theirs)} now")
    if "clinician" not in theirs:
        for each in queries.running_of(person, now(), now()):
            code = links.shown_code(secrets(), each.jti, each.code_turn)
            flash(f"Recording {code} goes on: they can still pause and stop it, as can a clinician")
    return redirect(url_for("manage.home" if _manages() else "staff.today"), 303)


def _manages() -> bool:
    """Whether the person still manages: they may have changed their own roles."""
    return "manager" in queries.roles_of(g.staff, g.site)


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
        "roles": WORDS,
        "kiosks": queries.kiosks_of(g.site),
        "people": queries.people_of(g.site),
        "policy": policy,
        "languages": queries.languages_of(g.site),
        "concerns": queries.concerns_of(g.site),
        "notice": queries.notice_of(policy) if policy else "",
    } | turned_away.values()
