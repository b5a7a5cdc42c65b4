"""People: who may sign in, and what each of them is here."""

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import staff
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.roles import WORDS, in_words
from kiosk.store import queries
from kiosk.views.front.current import context, now, secrets
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages


@pages.get("/people")
def people() -> str:
    """Everyone who may sign in."""
    return page("manage/people.html", **_values())


@pages.post("/people")
def add_staff() -> Response | tuple[str, int]:
    """Add a person who may sign in."""
    form = request.form
    username, name, job, password = (
        form.get(each, "") for each in ("username", "name", "job", "password")
    )
    try:
        person = staff.add(context(), username, name, form.getlist("roles"), job, password)
    except InvalidInput as wrong:
        values = _values() | {"adding": True}
        return page("manage/people.html", **values, errors=wrong.errors, typed=form), 422
    flash(f"{person.name} can sign in now")
    return redirect(url_for("manage.people"), 303)


@pages.post("/people/<int(max=2147483647):number>/roles")
def set_roles(number: int) -> Response | tuple[str, int]:
    """Say what a person is here from now on."""
    person = queries.person_at(g.site, number)
    if person is None:
        raise NotFound
    try:
        staff.set_roles(context(), person, request.form.getlist("roles"))
    except InvalidInput as wrong:
        errors = {f"person-{number}-roles": text for text in wrong.errors.values()}
        return page("manage/people.html", **_values(), errors=errors), 422
    theirs = queries.roles_of(person, g.site)
    flash(f"{person.name} is {in_words(theirs)} now")
    if "clinician" not in theirs:
        for each in queries.running_of(person, now(), now()):
            code = links.shown_code(secrets(), each.jti, each.code_turn)
            flash(f"Recording {code} goes on: they can still pause and stop it, as can a clinician")
    return redirect(url_for("manage.people" if _manages() else "staff.today"), 303)


def _manages() -> bool:
    """Whether the person still manages: they may have changed their own roles."""
    return "manager" in queries.roles_of(g.staff, g.site)


def _values() -> dict[str, object]:
    return {"roles": WORDS, "people": queries.people_of(g.site), "adding": False}
