"""Of whom the place requires a second step when they sign in; and who failed to sign in."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import practice as actions
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput
from kiosk.domain.second_step import REQUIRED, is_required
from kiosk.domain.vocabulary import REQUIRED_OF, RequiredOf, one_of
from kiosk.store import queries
from kiosk.views.front import kept
from kiosk.views.front.current import context, now
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages

DAYS = 7
DAY = 24 * 60 * 60
MAX_MARK = 16
HAS = {"passkey": "Passkey", "codes": "Codes from an app"}


@pages.get("/people/second-step", proved=True)
def second_step() -> str:
    """Asks of whom it is required."""
    back = kept.here()
    chosen = back.get("required", "") if back is not None else _held()
    return _form(chosen, shown=back.get("shown", "") if back is not None else mark(_held()))


@pages.post("/people/second-step", proved=True)
def require_second_step() -> Response | tuple[str, int]:
    """From their next sign-in on. Where a colleague changed it meanwhile, both are shown."""
    form = request.form
    required, shown = one_of(REQUIRED_OF, form.get("required", "")), form.get("shown", "")
    try:
        if required is None:
            raise InvalidInput({"required": "Choose one of the three"})
        actions.set_second_step(context(), required, shown[:MAX_MARK])
    except InvalidInput as wrong:
        return _form("", shown=shown[:MAX_MARK], errors=wrong.errors), 422
    except ChangedMeanwhile:
        if _held() != required:
            return _form(str(required), shown=mark(_held()), theirs=_theirs()), 409
    flash("Second step: saved")
    return redirect(url_for("manage.people"), 303)


@pages.get("/people/sign-ins")
def failed_sign_ins() -> str:
    """Who failed to sign in, as far as it is kept; what was typed is not."""
    found = queries.failed_sign_ins(g.site, now() - DAYS * DAY)
    return page("manage/sign_ins.html", found=found, days=DAYS)


def people_values() -> dict[str, Any]:
    """For the list of people: what each has, and of whom it is required."""
    has = queries.second_steps(g.site, now())
    theirs = {person.id: roles for person, roles in queries.people_of(g.site, now())}
    required = _held()
    words = {
        number: " and ".join(HAS[each] for each in what).capitalize()
        or ("No second step yet" if is_required(required, theirs[number]) else "")
        for number, what in has.items()
    }
    return {"steps": words, "required": REQUIRED[required]}


def _held() -> RequiredOf:
    """What the database says now, and not what it said when the request began."""
    held: RequiredOf = queries.site_at(g.site.id).second_step
    return held


def _theirs() -> dict[str, Any]:
    at, who = queries.last_change(g.site, "site.second_step", "second_step")
    return {"who": who, "at": at, "lines": [REQUIRED[_held()]]}


def _form(chosen: str, **values: Any) -> str:
    yours = one_of(REQUIRED_OF, chosen)
    given = {
        "title": "Second step when signing in",
        "part": "second-step",
        "chosen": chosen,
        "words": REQUIRED,
        "theirs": None,
        "yours": [REQUIRED[yours]] if yours else [],
        "without": [
            person.name
            for person, _roles in queries.people_of(g.site, now())
            if not queries.has_second_step(person)
        ],
    }
    return page("manage/second_step.html", **(given | values))
