"""Anyone who is signed in raises a concern (M4), and finds support where it is about them (M5)."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kiosk.actions import concerns
from kiosk.domain import concern
from kiosk.domain.called import called
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.vocabulary import HOW_ARE_YOU, HowAreYou, one_of
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page

pages = Pages(
    "concerns", __name__, audience=guards.staff, english=True, url_prefix="/staff/concerns"
)
MAX_RECEIPT = 22  # characters of a receipt's id
SAYS: dict[HowAreYou, str] = {
    "well": "I am all right",
    "talk": "I would like to talk",
}
SAID: dict[HowAreYou, str] = {
    "well": "Thank you for saying so",
    "talk": "Your manager is told that you would like to talk",
}


@pages.get("/")
def show() -> str:
    """What it is about, what happened, where, and who is in it."""
    return page("staff/concern.html", **_values(""))


@pages.post("/")
def tell() -> Response | tuple[str, int]:
    """Tell the manager."""
    return _tell("")


@pages.get("/about/<receipt>", audience=guards.clinician)
def show_about(receipt: str) -> str:
    """The same, from a patient's card."""
    return page("staff/concern.html", **_values(_plausible(receipt)))


@pages.post("/about/<receipt>", audience=guards.clinician)
def tell_about(receipt: str) -> Response | tuple[str, int]:
    """Tell the manager, and keep which visit it is about: its row may be gone already."""
    return _tell(_plausible(receipt))


@pages.get("/mine")
def mine() -> str:
    """Support for whoever was recorded or named, and what became of what they raised."""
    return page(
        "staff/support.html",
        own=queries.own_concerns(g.site, g.staff),
        supports=queries.own_support(g.site, g.staff),
        managers=[
            called(each.name) for each in queries.managers_of(g.site, now()) if each != g.staff
        ],
        kinds=concern.SHORT,
        says=SAYS,
    )


@pages.post(f"/mine/{NUMBER}/<says>")
def say(number: int, says: str) -> Response:
    """Say how one is."""
    how = one_of(HOW_ARE_YOU, says)
    own = [each for each in queries.own_support(g.site, g.staff) if each.id == number]
    if how is None or not own:
        raise NotFound
    concerns.say_how(context(), own[0], how)
    flash(SAID[how])
    return redirect(url_for("concerns.mine"), 303)


def _tell(receipt: str) -> Response | tuple[str, int]:
    try:
        raised = concern.parse(request.form)
    except InvalidInput as wrong:
        values = _values(receipt, request.form) | {"errors": wrong.errors}
        return page("staff/concern.html", **values), 422
    concerns.raise_concern(context(), raised, receipt or None)
    flash("Your manager has been told")
    return redirect(url_for("concerns.mine"), 303)


def _plausible(receipt: str) -> str:
    if len(receipt) != MAX_RECEIPT or not receipt.replace("-", "").replace("_", "").isalnum():
        raise NotFound
    return receipt


def _values(receipt: str, typed: MultiDict[str, str] | None = None) -> dict[str, Any]:
    return {
        "typed": typed,
        "concern": concern,
        "receipt": receipt,
        "visit": queries.visit_of(g.site, receipt) if receipt else None,
        "managers": [called(each.name) for each in queries.managers_of(g.site, now())],
    }
