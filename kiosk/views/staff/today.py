"""Today's list: who asked, and what holds for each, in groups, fifty on a page.

Twenty screens may watch the list of a busy day. It is read once for each change (or minute), drawn
once for each person and page that is looked at, and kept until the next. What is kept is in memory
only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g, request
from markupsafe import Markup

from kiosk.domain import hours
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.current import now
from kiosk.views.front.rendering import fragment, page
from kiosk.views.staff import desk, pages
from kiosk.views.staff.rows import Place, Sheet, asked, news, places, sheet, since
from kiosk.views.staff.words import LIST


@dataclass(frozen=True)
class Today:
    """The list as it is until its mark changes, drawn for whoever looked at it so far."""

    mark: str
    places: tuple[Place, ...]  # oldest first
    drawn: dict[tuple[int, int], Markup] = field(default_factory=dict)  # by person and page
    people: dict[int, tuple[str, str]] = field(default_factory=dict)  # for whoever was looked for

    @property
    def html(self) -> Markup:
        """The page that was asked for, as the signed-in person sees it: their own first."""
        key = (g.staff.id, asked())
        if key not in self.drawn:
            self.drawn[key] = draw(sheet(self.places, g.staff.id), self.mark)
        return self.drawn[key]

    @property
    def tab(self) -> str:
        """How many wait, for the tab's title: staff work in another program meanwhile."""
        return tab_of(self.places)


@pages.get("/", audience=guards.staff)
def today() -> str:
    """The one box, and today's list; for whoever is no clinician, the list that reception sees."""
    if "clinician" not in g.roles:
        return page("staff/desk.html", listed=_desk(), number=asked())
    listed = whole()
    return page("staff/today.html", listed=listed.html, tab=listed.tab, number=asked())


@pages.get("/list", polled=True)
def list_part() -> str | tuple[str, int]:
    """The list alone, asked every three seconds; 204 when nothing at all has happened."""
    if request.args.get("seen") == mark():
        return "", 204
    return whole().html


@pages.get("/desk", polled=True, audience=guards.staff)
def desk_part() -> str | tuple[str, int]:
    """The list that reception sees alone; 204 when nothing at all has happened."""
    return ("", 204) if request.args.get("seen") == mark() else _desk()


def _desk() -> Markup:
    return desk.draw(sheet(whole().places, None), mark())


def mark() -> str:
    """Changes whenever the site's list has to be drawn again: at a change, and each minute."""
    moment = hours.local(now(), g.site.timezone)
    return f"{queries.last_event(g.site)}-{moment:%d%H%M}"


def whole() -> Today:
    """The list of the signed-in person's site."""
    kept: dict[int, Today] = current_app.extensions.setdefault("today", {})
    wanted, found = mark(), kept.get(g.site.id)
    if found is None or found.mark != wanted:
        known = found.people if found else {}
        listed = places()
        people = {each.number: known[each.number] for each in listed if each.number in known}
        found = kept[g.site.id] = Today(wanted, listed, people=people)
    return found


def matching(wanted: str, which: Callable[[int, str, str], bool]) -> tuple[int, Markup]:
    """How many match (number, name, birth date), and the first of them, who follow nobody."""
    listed = whole()
    people = listed.people
    new = [each.number for each in listed.places if each.number not in people]
    people.update(queries.names_of(g.site, new))
    nobody = ("", "")
    found = tuple(
        each for each in listed.places if which(each.number, *people.get(each.number, nobody))
    )
    return len(found), draw(sheet(found, g.staff.id), "", wanted)


def draw(shown: Sheet, mark: str, wanted: str = "") -> Markup:
    """The list as a part of the page."""
    values: dict[str, Any] = {"sheet": shown, "me": g.staff.id, "mark": mark, "wanted": wanted}
    if not wanted:
        found = whole().places
        values |= {"notes_due": sum(each.note_due for each in found), "tab": tab_of(found)}
        values |= {"news": news(found)}
    values |= {"titles": LIST, "count": sum(shown.counts.values())}
    return Markup(fragment("staff/_list.html", **values))  # noqa: S704  # a template of ours


def tab_of(found: tuple[Place, ...]) -> str:
    """`(3)`: three wait. Nothing while nobody does."""
    waiting = sum(each.group in ("waiting", "poster") for each in found)
    return f"({waiting})" if waiting else ""


def numbered(number: str) -> set[int]:
    """The consents on the list that were signed with this NHS number."""
    found = queries.numbers_today(g.site, since(), now())
    return {consent for consent, theirs in found.items() if theirs == number}
