"""A recording that was found out (K8): what to do, and its note."""

from flask import g, request
from werkzeug.datastructures import MultiDict

from kiosk.actions import notes
from kiosk.domain import covert, hours
from kiosk.domain.refusals import InvalidInput
from kiosk.views.front import guards
from kiosk.views.front.current import context, now
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page

pages = Pages(
    "covert", __name__, audience=guards.clinician, english=True, url_prefix="/staff/covert"
)


@pages.get("/")
def show() -> str:
    """Stay calm: the steps, and the few questions of the note."""
    return page("staff/covert.html", **_values(MultiDict()))


@pages.post("/")
def write() -> str | tuple[str, int]:
    """The note to copy; the manager is told only if the clinician wants it."""
    form = request.form
    try:
        finding = covert.parse(form, form.getlist("offered"), form.getlist("done"))
    except InvalidInput as wrong:
        return page("staff/covert.html", **_values(form), errors=wrong.errors), 422
    today = hours.local(now(), g.site.timezone)
    at = f"{today.day} {today:%B %Y}, {hours.clock(now(), g.site.timezone)}, {g.site.name}"
    raised = form.get("raise") == "yes"
    if raised:
        notes.raise_concern(context(), finding, at)
    note = covert.write(finding, at)
    return page("staff/covert_note.html", note=note, raised=raised), 201 if raised else 200


def _values(form: MultiDict[str, str]) -> dict[str, object]:
    return {"covert": covert, "typed": form}
