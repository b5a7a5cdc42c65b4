"""What is being recorded now, in a bar on every staff page and on a locked screen (K6, K14)."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request

from kiosk.store import queries
from kiosk.views.front import guards, session
from kiosk.views.front.current import now
from kiosk.views.front.rendering import fragment
from kiosk.views.staff import pages
from kiosk.views.staff.bar import bar_values


@dataclass(frozen=True)
class Running:
    """The bars of one browser: `but` is the consent that has its bar on the page already."""

    bars: tuple[tuple[queries.Consent, dict[str, Any]], ...]
    mark: str
    locked: bool
    but: int


def install(app: Flask) -> None:
    """Give staff's templates `running()`."""
    app.jinja_env.globals.update(running=running)


@pages.get("/bars", polled=True, locked=True, audience=guards.staff)
def bars_part() -> str | tuple[str, int]:
    """The bars alone; 204 while they show what holds."""
    found = running(request.args.get("but", 0, type=int))
    if request.args.get("seen") == found.mark:
        return "", 204
    return fragment("staff/_bars.html", found=found)


def running(but: int = 0) -> Running:
    """What this person records now; on a locked screen what it had open, and no name."""
    held = session.current()
    if held is None:
        return Running((), "", locked=False, but=but)
    locked = held.locked_at is not None
    open_ones = held.running if locked else queries.running_of(held.person, now(), now())
    visits = [queries.visit(each, now()) for each in open_ones if each.id != but]
    bars = tuple((each.consent, bar) for each in visits if (bar := bar_values(each)))
    marks = [f"{each.consent.id}-{each.mark}" for each in visits]
    return Running(bars, ".".join([*marks, "locked" if locked else "open"]), locked, but)
