"""*This practice*: what a manager says of the place, a summary and one small form a page."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.domain import local, opening, practice
from kiosk.domain.practice import LINKS, mark
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound
from kiosk.domain.vocabulary import one_of
from kiosk.store import queries
from kiosk.views.front import kept
from kiosk.views.front.current import context, now
from kiosk.views.front.forms import Fields
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.parts import PARTS, Part, until_words

PLACE = ("name", "hours", "closed", "timezone", "allows", "help", "pause")
MAX_MARK = 16


@pages.get("/practice", endpoint="practice")
def summary() -> str:
    """Everything that a manager can say of the place, with *Change* beside it."""
    return page(
        "manage/practice/practice.html",
        place=[_row(each) for each in PLACE],
        links=[_row(f"link-{key}") for key in LINKS],
    )


@pages.get("/practice/<part>")
def part(part: str) -> str:
    """The form of one part."""
    back = kept.here()
    if back is not None:  # typed before the session lapsed, on what was shown then
        return _form(part, typed=back, shown=back.get("shown", ""))
    return _form(part, typed=Fields(_the(part).typed(_held(part))))


@pages.post("/practice/<part>")
def change_part(part: str) -> Response | tuple[str, int]:
    """Change it; where a colleague did since the form was shown, both are shown instead."""
    form, what = request.form, _the(part)
    try:
        value = what.read(form)
        what.save(context(), value, form.get("shown", "")[:MAX_MARK])
    except InvalidInput as wrong:
        values = {"errors": wrong.errors, "typed": form, "shown": form.get("shown", "")[:MAX_MARK]}
        return _form(part, **values), 422
    except ChangedMeanwhile:
        if _held(part) != value:
            return _form(part, typed=form, theirs=_theirs(part), yours=what.words(value)), 409
    flash(f"{what.title}: saved")
    return redirect(url_for("manage.practice"), 303)


def _the(name: str) -> Part:
    if name not in PARTS:
        raise NotFound
    return PARTS[name]


def _held(name: str) -> Any:
    """What the database says now, and not what it said when the request began."""
    site = queries.site_at(g.site.id)
    return PARTS[name].held(site)


def _row(name: str) -> dict[str, Any]:
    what = PARTS[name]
    return {"part": name, "title": what.title, "lines": what.words(what.held(g.site))}


def _form(name: str, **values: Any) -> str:
    what = PARTS[name]
    given = {
        "part": name,
        "title": what.title,
        "shown": mark(_held(name)),
        "theirs": None,
        "yours": [],
        **(_of_link(name.removeprefix("link-")) if name.startswith("link-") else {}),
        **(_of_pause() if name == "pause" else {}),
        "zones": practice.timezones() if name == "timezone" else (),
        "lengths": practice.PAUSES,
        "choices": local.CHOICES if name == "allows" else {},
        "languages": queries.languages_of(g.site, offered=True),
        "days": list(zip(opening.DAYS, opening.DAY_NAMES, strict=True)),
    }
    return page(f"manage/practice/{what.template}.html", **(given | values))


def _of_link(key: str) -> dict[str, str]:
    """What the form of a link says of it: our words, where patients read them, and where it is."""
    link = LINKS[one_of(practice.LINK_KEYS, key) or "complaints"]
    appears = ", ".join(practice.APPEARS[each] for each in link.where)
    return {"appears": appears, "words": "" if link.where == ("security",) else str(link.words)}


def _of_pause() -> dict[str, Any]:
    paused = practice.pause_of(g.site.pause, now())
    return {"paused": paused, "paused_until": until_words(paused.until) if paused else ""}


def _theirs(name: str) -> dict[str, Any]:
    """What a colleague has made of it meanwhile: who, when, and what."""
    what = PARTS[name]
    at, who = queries.last_change(g.site, what.verb, name.removeprefix("link-"))
    return {"who": who, "at": at, "lines": what.words(_held(name))}
