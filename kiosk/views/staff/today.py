"""Today's list: who asked, and what holds for each, in groups, fifty on a page.

A hundred screens may watch the list of a busy day, and something happens ten times a second. It is
read once for each change (or minute) by one of them, for a screen that asks by itself not more than
once a second; each row of it is drawn once for all. What is kept is in memory only.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from flask import current_app, g, get_template_attribute, request
from markupsafe import Markup

from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.current import now
from kiosk.views.front.rendering import fragment, page
from kiosk.views.staff import desk, pages
from kiosk.views.staff.rows import (
    Line,
    Place,
    Row,
    Sheet,
    asked,
    news,
    places,
    rows,
    sheet,
    since,
)
from kiosk.views.staff.words import LIST

MAX_AGE = 1.0  # seconds that a list may be old for a screen that asks by itself (bench/README.md)


@dataclass(frozen=True)
class Today:
    """The list as it was when it was read, drawn for whoever looked at it so far."""

    mark: str
    places: tuple[Place, ...]  # oldest first
    read_at: float  # by the clock of this process
    rows: dict[int, Row] = field(default_factory=dict)  # those that somebody saw, by number
    items: dict[tuple[int, bool], Markup] = field(default_factory=dict)  # and whether it is theirs
    drawn: dict[tuple[int, int], Markup] = field(default_factory=dict)  # by person and page
    people: dict[int, tuple[str, str]] = field(default_factory=dict)  # for whoever was looked for

    @cached_property
    def line(self) -> Line:
        """Everybody, in their order."""
        return Line(self.places)

    @cached_property
    def told(self) -> dict[str, Any]:
        """What the head of the list says of the whole of it."""
        due = sum(each.note_due for each in self.places)
        return {"notes_due": due, "tab": self.tab, "news": news(self.places)}

    @cached_property
    def tab(self) -> str:
        """How many wait, for the tab's title: staff work in another program meanwhile."""
        waiting = sum(each.group in ("waiting", "poster") for each in self.places)
        return f"({waiting})" if waiting else ""

    @property
    def html(self) -> Markup:
        """The page that was asked for, as the signed-in person sees it: their own first."""
        key = (g.staff.id, asked())
        if key not in self.drawn:
            shown = sheet(self.line, g.staff.id)
            self.drawn[key] = self.draw(shown, mark=self.mark, **self.told)
        return self.drawn[key]

    def draw(self, shown: Sheet, wanted: str = "", **values: Any) -> Markup:
        """A page of the list, or of those on it who were `wanted`, as a part of the page."""
        self.have(shown)
        groups = {name: [*map(self._item, shown.of(name))] for name in LIST}
        values |= {"sheet": shown, "groups": groups, "titles": LIST, "wanted": wanted}
        return Markup(fragment("staff/_list.html", **values))  # noqa: S704  # a template of ours

    def have(self, shown: Sheet) -> None:
        """Read the rows of a page that nobody has seen yet."""
        self.rows.update(rows([each for each in shown.places if each.number not in self.rows]))

    def _item(self, place: Place) -> Markup:
        row = self.rows.get(place.number)
        if row is None:  # deleted since the list was read
            return Markup()
        key = (row.number, row.owner == g.staff.id)
        if key not in self.items:
            item = get_template_attribute("staff/macros/row.html", "item")
            self.items[key] = item(row, g.site, mine=key[1])
        return self.items[key]


class _Kept:
    """The list of one site in this process; one thread at a time reads it anew."""

    def __init__(self) -> None:
        self.newest: Today | None = None
        self.reading = Lock()


@pages.get("/", audience=guards.staff)
def today() -> str:
    """The one box, and today's list; for whoever is no clinician, the list that reception sees."""
    listed = whole()
    if "clinician" not in g.roles:
        return page("staff/desk.html", listed=_desk(listed), number=asked())
    return page("staff/today.html", listed=listed.html, tab=listed.tab, number=asked())


@pages.get("/list", polled=True)
def list_part() -> str | tuple[str, int]:
    """The list alone, asked every three seconds; 204 when nothing at all has happened."""
    found = _unseen()
    return found.html if found else ("", 204)


@pages.get("/desk", polled=True, audience=guards.staff)
def desk_part() -> str | tuple[str, int]:
    """The list that reception sees alone; 204 when nothing at all has happened."""
    found = _unseen()
    return _desk(found) if found else ("", 204)


def _desk(listed: Today) -> Markup:
    shown = sheet(listed.line, None)
    listed.have(shown)
    return desk.draw(shown, listed.rows, listed.mark)


def _unseen() -> Today | None:
    """The list for a screen that asks by itself, unless it is what that screen shows already."""
    seen, wanted = request.args.get("seen", ""), mark()
    if seen == wanted:
        return None
    found = _read(wanted, at_least=_when(seen))
    return found if found.mark != seen else None


def mark() -> str:
    """Changes whenever the site's list has to be drawn again: at a change, and each minute."""
    return f"{queries.last_event(g.site)}-{now() // 60}"


def _when(mark: str) -> tuple[int, int]:
    """The number of the last change that a mark counts, and its minute."""
    number, _dash, rest = mark.partition("-")
    return _whole_number(number), _whole_number(rest.rpartition("-")[2])


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def whole() -> Today:
    """The list of the signed-in person's site, as it is now: their own tap is on it."""
    wanted = mark()
    return _read(wanted, at_least=_when(wanted))


def _read(wanted: str, at_least: tuple[int, int]) -> Today:
    """The list with this mark; or one that was read a moment ago, unless whoever asks has seen a
    newer one: what a screen shows never goes back.
    """
    kept: _Kept = current_app.extensions.setdefault("today", {}).setdefault(g.site.id, _Kept())
    with kept.reading:
        found, began = kept.newest, time.monotonic()
        if found and (found.mark == wanted or _is_fresh(found, began, at_least)):
            return found
        listed = places()
        known = found.people if found else {}
        people = {each.number: known[each.number] for each in listed if each.number in known}
        kept.newest = Today(wanted, listed, began, people=people)
        return kept.newest


def _is_fresh(found: Today, at: float, at_least: tuple[int, int]) -> bool:
    newer = all(has >= seen for has, seen in zip(_when(found.mark), at_least, strict=True))
    return newer and at - found.read_at < MAX_AGE


def matching(wanted: str, which: Callable[[int, str, str], bool]) -> tuple[int, Markup]:
    """How many match (number, name, birth date), and the first of them, who follow nobody."""
    listed = whole()
    people = listed.people
    new = [each.number for each in listed.places if each.number not in people]
    people.update(queries.names_of(g.site, new))
    nobody = ("", "")
    found = [each for each in listed.places if which(each.number, *people.get(each.number, nobody))]
    return len(found), listed.draw(sheet(Line(found), g.staff.id), wanted=wanted)


def numbered(number: str) -> set[int]:
    """The consents on the list that were signed with this NHS number."""
    found = queries.numbers_today(g.site, since(), now())
    return {consent for consent, theirs in found.items() if theirs == number}
