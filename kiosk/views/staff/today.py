"""Today's list: who asked, and what holds for each, in groups.

Twenty screens may watch the list of a busy day. It is read once for each change (or minute), drawn
once for each person who looks, since their own patients come first, and kept until the next. What
is kept is in memory only.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from flask import current_app, g, request
from markupsafe import Markup

from kiosk.domain import ages, hours
from kiosk.domain.answers import Answers
from kiosk.domain.permission import standing
from kiosk.domain.vocabulary import Standing
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.bands import Band, type_words
from kiosk.views.front.current import now
from kiosk.views.front.rendering import fragment, page
from kiosk.views.front.staff_bands import staff_band
from kiosk.views.staff import desk, pages
from kiosk.views.staff.bar import IN_THE_ROOM
from kiosk.views.staff.words import LIST, NO_NAME, PLACES

CHILD = 16  # years from which nobody is called a child here

GROUPS: Mapping[str, tuple[Standing, ...]] = {
    "recording": ("recording", "paused"),  # and whatever else an open session waits for
    "agreed": ("ok",),
    "waiting": (
        "not_decided",
        "handed_over",
        "wait",
        "wait_over",
        "someone_said_no",
        "someone_to_ask",
    ),
}


@dataclass(frozen=True)
class Row:
    """One patient on the list."""

    number: int
    verified: bool
    name: str
    birth_date: str
    types: str
    place: str  # where it is not the consulting room
    child: bool
    band: Band
    signed_at: int
    alone_first: bool  # Q10
    group: str
    owner: int | None  # who decided, else who verified, unless they handed over
    unreadable: bool  # its row was changed or damaged: it says so, and the list goes on
    note_due: bool  # it is over, somebody decided, and no note was kept (K7)


@dataclass(frozen=True)
class Today:
    """The list as it is until its mark changes, drawn for whoever looked at it so far."""

    mark: str
    rows: tuple[Row, ...]  # oldest first
    drawn: dict[int, Markup] = field(default_factory=dict)

    @property
    def html(self) -> Markup:
        """The list as the signed-in person sees it: their own patients first."""
        if g.staff.id not in self.drawn:
            self.drawn[g.staff.id] = draw(self.rows, self.mark)
        return self.drawn[g.staff.id]

    @property
    def tab(self) -> str:
        """How many wait, for the tab's title: staff work in another program meanwhile."""
        return tab_of(self.rows)


@pages.get("/", audience=guards.staff)
def today() -> str:
    """The one box, and today's list; for whoever is no clinician, the list that reception sees."""
    if "clinician" not in g.roles:
        return page("staff/desk.html", listed=_desk())
    listed = whole()
    return page("staff/today.html", listed=listed.html, tab=listed.tab)


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
    rows = (
        desk.Row(each.name, each.birth_date, each.signed_at, each.group) for each in whole().rows
    )
    return desk.draw(rows, mark())


def mark() -> str:
    """Changes whenever the site's list has to be drawn again: at a change, and each minute."""
    moment = hours.local(now(), g.site.timezone)
    return f"{queries.last_event(g.site)}-{moment:%d%H%M}"


def whole() -> Today:
    """The list of the signed-in person's site."""
    kept: dict[int, Today] = current_app.extensions.setdefault("today", {})
    wanted, found = mark(), kept.get(g.site.id)
    if found is None or found.mark != wanted:
        found = kept[g.site.id] = Today(wanted, _rows())
    return found


def matching(wanted: str, matches: Callable[[Row], bool]) -> tuple[int, Markup]:
    """How many rows match, and the list of them alone, which follows nobody."""
    rows = tuple(row for row in whole().rows if matches(row))
    return len(rows), draw(rows, "", wanted)


def draw(rows: tuple[Row, ...], mark: str, wanted: str = "") -> Markup:
    """The list as a part of the page."""
    names = (*GROUPS, "over")
    mine_first = sorted(rows, key=lambda row: row.owner != g.staff.id)  # each oldest first
    groups = {name: [row for row in mine_first if row.group == name] for name in names}
    values = {
        "groups": groups,
        "me": g.staff.id,
        "count": len(rows),
        "mark": mark,
        "wanted": wanted,
        "notes_due": sum(row.note_due for row in rows),
    }
    values |= {"titles": LIST, "tab": tab_of(rows), "news": _news(rows)}
    return Markup(fragment("staff/_list.html", **values))  # noqa: S704  # a template of ours


def tab_of(rows: tuple[Row, ...]) -> str:
    """`(3)`: three wait. Nothing while nobody does."""
    waiting = sum(row.group == "waiting" for row in rows)
    return f"({waiting})" if waiting else ""


def _news(rows: tuple[Row, ...]) -> str:
    """Another text whenever somebody is new on the list, or something else holds for them."""
    return f"{crc32(repr([(row.number, row.band.word) for row in rows]).encode()):x}"


def numbered(number: str) -> set[int]:
    """The consents on the list that were signed with this NHS number."""
    found = queries.numbers_today(g.site, _since(), now())
    return {consent for consent, theirs in found.items() if theirs == number}


def _since() -> int:
    return hours.day_start(now(), g.site.timezone)


def _rows() -> tuple[Row, ...]:
    return tuple(_row(consent) for consent in queries.today(g.site, _since(), now()))


def _row(consent: queries.Consent) -> Row:
    known, answers = queries.facts(consent), Answers(consent.answers)
    state = standing(known, now())
    group = _group(state, open_session=known.running)
    damaged = queries.is_unreadable(consent)
    noted = bool(getattr(consent, "noted", False))  # a column of this list's own
    return Row(
        number=consent.id,
        verified=consent.verified_at is not None,
        name=consent.patient_name or (NO_NAME[True] if damaged else ""),
        birth_date=consent.birth_date or "",
        types=str(type_words(queries.agreed_types(consent) or queries.asked_types(consent)))
        if consent.types
        else "",
        place=PLACES.get(answers.place, ""),
        child=_is_child(consent),
        band=staff_band(consent, state),
        signed_at=consent.signed_at,
        alone_first=answers.alone_first,
        group=group,
        owner=_owner(consent),
        unreadable=damaged,
        note_due=group == "over" and consent.decision_id is not None and not noted,
    )


def _group(state: Standing, *, open_session: bool) -> str:
    """Open sessions stand together, whatever they wait for (B6)."""
    if open_session and state in IN_THE_ROOM:
        return "recording"
    return next((name for name, states in GROUPS.items() if state in states), "over")


def _owner(consent: queries.Consent) -> int | None:
    if consent.decision_id is not None:
        return int(consent.decision.staff_id)
    return None if consent.handed_over else consent.verified_by_id


def _is_child(consent: queries.Consent) -> bool:
    if not consent.birth_date:
        return False
    born = datetime.date.fromisoformat(consent.birth_date)
    return ages.years(born, hours.local(now(), g.site.timezone).date()) < CHILD
