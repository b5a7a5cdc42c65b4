"""Where are you working today? Asked of somebody of several sites; the way to change it, too."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import places
from kiosk.domain import refusals
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front import session as screen
from kiosk.views.front.current import context, now
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages

MAX_SLUG = 20


@pages.get("/where", audience=guards.placing, unready=True)
def where() -> str:
    """The sites of who is signed in, with what they are at each."""
    return _form(screen.local(request.args.get("to", "")), {})


@pages.post("/where", audience=guards.placing, unready=True)
def work_at() -> Response | tuple[str, int]:
    """From here on this screen is at the site that was chosen."""
    to = screen.local(request.form.get("to", ""))
    slug = request.form.get("place", "")[:MAX_SLUG]
    try:
        places.work_at(context(), g.staff, g.session.token, slug)
    except refusals.NotFound:
        return _form(to, {"place": "Choose where you are working today"}), 422
    except refusals.InvalidInput as wrong:
        return _form(to, wrong.errors), 422
    return redirect(to or url_for("staff.today"), 303)


def _form(to: str, errors: dict[str, str]) -> str:
    found = [(each, queries.roles_of(g.staff, each, now())) for each in _places()]
    said = g.site.slug if g.session.placed else ""
    values = {"places": found, "to": to, "errors": errors, "said": said}
    # Until it is said the page is of no site, in its name too.
    return page("staff/where.html", **(values if said else values | {"site": None}))


def _places() -> list[queries.Site]:
    return queries.places_of(g.staff, now())
