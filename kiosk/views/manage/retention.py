"""*What is kept*: what the place holds, why, how long, who sees it, and what was deleted (M7)."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import retention as actions
from kiosk.actions.holds import WORDS
from kiosk.domain import retention
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound
from kiosk.domain.retention import COUNTED, KINDS, LASTING, TABLE, UNITS, Kept, Kind
from kiosk.domain.vocabulary import one_of
from kiosk.store import queries
from kiosk.views.front import kept
from kiosk.views.front.current import context
from kiosk.views.front.forms import Fields
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.parts import until_words

MAX_MARK = 16
WHO = {"server": "The server", "operator": "Whoever runs the server"}


@pages.get("/retention", endpoint="retention")
def table() -> str:
    """The table, each period with *Change* beside it, and the last runs."""
    said, look = _said(), queries.last_look()
    return page(
        "manage/retention/retention.html",
        rows=[
            (kind, TABLE[kind], _for(said, kind), retention.reason(said, kind)) for kind in KINDS
        ],
        lasting=LASTING,
        runs=[_run(each) for each in queries.last_runs(g.site)],
        last_look=until_words(look) if look else "",
        holds=len(queries.held_why(g.site)),
        backups=_for(said, "backups"),
    )


@pages.get("/retention/<kind>", proved=True)
def retention_part(kind: str) -> str:
    """The form of one period."""
    what = _the(kind)
    back = kept.here()
    if back is not None:  # typed before the session lapsed, on what was shown then
        return _form(what, typed=back, shown=back.get("shown", ""))
    return _form(what, typed=Fields(_typed(what)))


@pages.post("/retention/<kind>", proved=True)
def change_retention(kind: str) -> Response | tuple[str, int]:
    """Change it; where a colleague did since the form was shown, both are shown instead."""
    form, what = request.form, _the(kind)
    shown = form.get("shown", "")[:MAX_MARK]
    try:
        said = retention.read(form, what)
        actions.set_period(context(), what, said, shown)
    except InvalidInput as wrong:
        return _form(what, errors=wrong.errors, typed=form, shown=shown), 422
    except ChangedMeanwhile:
        if _held(what) != said:
            return _form(what, typed=form, theirs=_theirs(what), yours=_words(said, what)), 409
    flash(f"{TABLE[what].what}: kept for {_for(_said(), what)}")
    return redirect(url_for("manage.retention"), 303)


def _the(name: str) -> Kind:
    kind = one_of(KINDS, name)
    if kind is None:
        raise NotFound
    return kind


def _said() -> dict[str, Any]:
    """What the database says now, and not what it said when the request began."""
    site = queries.site_at(g.site.id)
    found: dict[str, Any] = site.retention
    return found


def _held(kind: Kind) -> dict[str, Any]:
    found: dict[str, Any] = _said().get(kind, {})
    return found


def _row(said: dict[str, Any], kind: Kind) -> tuple[Kind, Kept, str, str]:
    return kind, TABLE[kind], _for(said, kind), retention.reason(said, kind)


def _for(said: dict[str, Any], kind: Kind) -> str:
    return retention.words(retention.period(said, kind))


def _typed(kind: Kind) -> dict[str, str]:
    """The period, in the unit of its form. The reason is asked for each time."""
    return {"keep": str(retention.period(_said(), kind) // UNITS[TABLE[kind].unit])}


def _words(said: dict[str, Any], kind: Kind) -> list[str]:
    why = said.get("reason", "")
    return [_for({kind: said} if said else {}, kind), *([f"Because: {why}"] if why else [])]


def _form(kind: Kind, **values: Any) -> str:
    held = _held(kind)
    given = {
        "kind": kind,
        "what": TABLE[kind],
        "title": TABLE[kind].what,
        "now_kept": _words(held, kind),
        "shown": mark(held),
        "theirs": None,
        "yours": [],
    }
    return page("manage/retention/period.html", **(given | values))


def _theirs(kind: Kind) -> dict[str, Any]:
    """What a colleague has made of it meanwhile: who, when, and what."""
    at, who = queries.last_change(g.site, "site.retention", kind)
    return {"who": who, "at": at, "lines": _words(_held(kind), kind)}


def _run(run: queries.Run) -> dict[str, Any]:
    """One run in words: what went, and what stayed and why."""
    went = [f"{run.went[kind]} × {COUNTED[kind]}" for kind in KINDS if kind in run.went]
    stayed = [
        f"{count} × {COUNTED[kind]}: {WORDS[why]}"
        for kind in KINDS
        for why, count in run.stayed.get(kind, {}).items()
    ]
    return {
        "at": until_words(run.at),
        "by": WHO.get(run.by, run.by),
        "went": went,
        "stayed": stayed,
    }
