"""Concerns: the manager's list, each worked through step by step, with its support (M4, M5)."""

from typing import Any

from flask import Flask, flash, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kiosk.actions import concerns as actions
from kiosk.domain import concern, concern_steps
from kiosk.domain.concern_due import wants_asking
from kiosk.domain.concern_steps import Done, case_of
from kiosk.domain.form import whole_number
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound
from kiosk.domain.vocabulary import ConcernPoint
from kiosk.lookups import concerns as lookups
from kiosk.store import queries
from kiosk.store.queries import Concern
from kiosk.views.front import kept
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages

MAX_SEEN = 9  # digits


def install(app: Flask) -> None:
    """Give templates `open_concerns()`: how many there are, on every page of a manager."""
    app.jinja_env.globals.update(open_concerns=open_concerns)


def open_concerns() -> int:
    """How many concerns are open, for a manager; for nobody else."""
    if "manager" not in g.get("roles", ()) or g.get("locked"):
        return 0
    if "open_concerns" not in g:
        g.open_concerns = queries.count_open(g.site)
    return int(g.open_concerns)


@pages.get("/concerns", endpoint="concerns")
def listed() -> str:
    """All that was raised, what is open first, with the step whose turn it is."""
    done = queries.done_at(g.site)
    rows = [(each, case_of(done.get(each.id, []))) for each in queries.concerns_of(g.site)]
    return page(
        "manage/concerns.html",
        rows=rows,
        kinds=concern.SHORT,
        titles=concern_steps.TITLES,
    )


@pages.get(f"/concerns/{NUMBER}", endpoint="concern")
def show(number: int) -> str:
    """One concern: what was said, the steps in their order, and who is supported."""
    return _shown(find(number))


@pages.post(f"/concerns/{NUMBER}", endpoint="make_step")
def make(number: int) -> Response | tuple[str, int]:
    """Make one step; where a colleague made one meanwhile, it is shown with what was typed."""
    found = find(number)
    try:
        step = concern_steps.parse(request.form, case_of(_done(found)))
        actions.make(context(), found, seen(), step)
    except InvalidInput as wrong:
        values = {"typed": request.form, "errors": wrong.errors}
        return _shown(found, at=request.form.get("step", ""), **values), 422
    except ChangedMeanwhile:
        return taken(found), 409
    flash(f"Noted: {concern_steps.ANSWERS[step.step][step.answer]}")
    return redirect(url_for("manage.concern", number=number, _anchor="now"), 303)


@pages.post(f"/concerns/{NUMBER}/support", endpoint="add_support")
def support(number: int) -> Response | tuple[str, int]:
    """Support somebody who was recorded or named."""
    found, person = find(number), request.form.get("person", "")[:MAX_SEEN]
    try:
        actions.support(context(), found, int(person) if person.isdecimal() else 0)
    except InvalidInput as wrong:
        return _shown(found, typed=request.form, errors=wrong.errors), 422
    flash("They find what they can do, and whom to talk to, under “Concerns and support”")
    return redirect(url_for("manage.concern", number=number, _anchor="support"), 303)


@pages.post(f"/concerns/{NUMBER}/support/<int(max=2147483647):person>", endpoint="asked_how")
def asked(number: int, person: int) -> Response:
    """Note that somebody was asked how they are."""
    found = find(number)
    rows = [each for each in queries.supports_of(found) if each.staff_id == person]
    if not rows:
        raise NotFound
    actions.asked(context(), rows[0])
    flash(f"Noted: {rows[0].staff.name} was asked")
    return redirect(url_for("manage.concern", number=number, _anchor="support"), 303)


def find(number: int) -> Concern:
    """A concern of this site.

    Raises:
        NotFound: there is none with this number.
    """
    found = queries.concern_at(g.site, number)
    if found is None:
        raise NotFound
    return found


def seen() -> int:
    """How many steps the posted page showed; -1, which none has, if it does not say."""
    return whole_number(request.form.get("seen", ""), -1)


def taken(found: Concern) -> str:
    """The page as it is now, with what a colleague did meanwhile and what was typed here."""
    made = queries.steps_of(found)
    return _shown(found, theirs=made[-1] if made else None, yours=_typed())


def _typed() -> str:
    return request.form.get("words", "") or request.form.get("text", "")


def _done(found: Concern) -> list[Done]:
    return [Done(each.step, each.answer, each.at) for each in queries.steps_of(found)]


def _shown(found: Concern, at: str = "", **values: Any) -> str:
    made = queries.steps_of(found)
    done = [Done(each.step, each.answer, each.at) for each in made]
    case = case_of(done)
    back = kept.here() or MultiDict()
    given = {
        "about": found,
        "detail": queries.detail_of(found),
        "visit": queries.visit_of(g.site, found.receipt) if found.receipt else None,
        "words": concern,
        "steps": concern_steps,
        "case": case,
        "shown": _order(case),
        "made": made,
        "due": concern_steps.due(done, found.at),
        "at": at or back.get("step", ""),
        "theirs": None,
        "yours": "",
        "platforms": _platforms(),
        "laws": queries.laws(),
        **_people(found),
    }
    return page("manage/concern.html", **(given | values))


def _platforms() -> list[queries.Worded]:
    """Those that are not left out."""
    return [each for each in queries.worded(g.site) if each.sort == "platform" and each.text]


def _order(case: concern_steps.Case) -> list[ConcernPoint]:
    """The steps of its path, and those that were made before a complaint came in."""
    return [each for each in concern_steps.ORDER if each in case.path or each in case.answers]


def _people(found: Concern) -> dict[str, Any]:
    rows = queries.supports_of(found)
    held = {each.staff_id for each in rows}
    return {
        "supports": [(each, wants_asking(lookups.supported(each), now())) for each in rows],
        "people": [each for each, _r in queries.people_of(g.site, now()) if each.id not in held],
    }
