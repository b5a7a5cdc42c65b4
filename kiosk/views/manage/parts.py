"""The parts of *This practice*: how each is shown, read from its form, and changed."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from kiosk.actions import practice as actions
from kiosk.actions.context import Context
from kiosk.domain import hours, local, opening, practice
from kiosk.domain.form import Form
from kiosk.domain.practice import LINKS, LinkKey
from kiosk.store import queries
from kiosk.store.queries import Site
from kiosk.views.front.current import now


@dataclass(frozen=True)
class Part:
    """One small form of a page of its own. Values are as they are stored."""

    title: str
    verb: str  # of its audit entry, to say who changed it
    template: str
    held: Callable[[Site], Any]
    read: Callable[[Form], Any]  # raises InvalidInput
    save: Callable[[Context, Any, str], object]
    typed: Callable[[Any], Mapping[str, Any]]  # the fields of its form that say a value
    words: Callable[[Any], list[str]]  # a value as the summary says it, a line each


def _today() -> datetime.date:
    return hours.local(now(), g.site.timezone).date()


def _week_words(week: list[list[str] | None]) -> list[str]:
    """A line for each run of days with the same hours."""
    week = week or opening.every_day(g.site.closes)
    if not week:
        return ["Not said yet: receipts end after 12 hours"]
    days = opening.hours_of(week, []).week
    runs: list[tuple[int, int]] = []
    for number, day in enumerate(days):
        if runs and days[runs[-1][0]] == day:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return [f"{_run(*each)}: {_day_words(days[each[0]])}" for each in runs]


def _run(first: int, last: int) -> str:
    names = opening.DAY_NAMES
    return names[first] if first == last else f"{names[first]} to {names[last]}"


def _day_words(day: opening.Day | None) -> str:
    return day.words if day else "closed"


def _closed_words(days: list[str]) -> list[str]:
    dates = [datetime.date.fromisoformat(each) for each in days]
    return [opening.day_words(each) for each in dates if each >= _today()] or ["None named"]


def _typed_week(week: list[list[str] | None]) -> Mapping[str, Any]:
    """What most practices are, to be changed, where nothing was said."""
    said = week or opening.every_day(g.site.closes)
    return opening.typed_week(said or [["08:00", "18:30"]] * 5 + [None, None])


def _typed_closed(days: list[str]) -> Mapping[str, Any]:
    return {"closed": "\n".join(_closed_words(days)) if days else ""}


def _languages() -> list[queries.Language]:
    """English in both its forms, and every language that patients can choose."""
    return queries.languages_of(g.site, offered=True)


def _help_words(said: dict[str, str]) -> list[str]:
    names = {each.code: each.name for each in queries.languages_of(g.site)}
    own = [f"{names.get(code, code)}: {words}" for code, words in said.items()]
    return own or ["Our own words: “Need help? Ask at reception.”"]


def _pause_words(stored: dict[str, Any]) -> list[str]:
    pause = practice.pause_of(stored, now())
    if pause is None:
        return ["No: patients can ask"]
    return [f"Paused until {until_words(pause.until)}", *([pause.message] if pause.message else [])]


def until_words(at: int) -> str:
    """`14:00, Thursday 26 November 2026`, on the site's clock."""
    here = hours.local(at, g.site.timezone)
    return f"{here:%H:%M}, {opening.day_words(here.date())}"


def _link_words(link: dict[str, str]) -> list[str]:
    if not link:
        return ["Not given"]
    own = [f"Patients read: {link['words']}"] if link.get("words") else []
    return [practice.shown_address(link["address"]), *own]


def _link(key: LinkKey) -> Part:
    return Part(
        LINKS[key].label,
        "site.link",
        "link",
        lambda site: site.links.get(key, {}),
        practice.read_link,
        lambda context, value, seen: actions.set_link(context, key, value, seen),
        dict,
        _link_words,
    )


PARTS: dict[str, Part] = {
    "name": Part(
        "Name",
        "site.name",
        "name",
        lambda site: site.name,
        practice.read_name,
        actions.rename,
        lambda name: {"name": name},
        lambda name: [name],
    ),
    "hours": Part(
        "Opening hours",
        "site.hours",
        "hours",
        lambda site: site.week,
        opening.read_week,
        actions.set_week,
        _typed_week,
        _week_words,
    ),
    "closed": Part(
        "Days closed",
        "site.closed-days",
        "closed",
        lambda site: site.closed_days,
        lambda form: opening.read_closed(form.get("closed", ""), _today()),
        actions.set_closed_days,
        _typed_closed,
        _closed_words,
    ),
    "timezone": Part(
        "Time zone",
        "site.timezone",
        "timezone",
        lambda site: site.timezone,
        practice.read_timezone,
        actions.set_timezone,
        lambda zone: {"timezone": zone},
        lambda zone: [zone.replace("_", " ")],
    ),
    "help": Part(
        "Whom patients ask for help",
        "site.help",
        "help",
        lambda site: site.help,
        lambda form: practice.read_help(form, [each.code for each in _languages()]),
        actions.set_help,
        lambda said: {f"help-{code}": words for code, words in said.items()},
        _help_words,
    ),
    "allows": Part(
        "What this place allows",
        "site.allows",
        "allows",
        lambda site: site.allows,
        local.read,
        actions.set_allowed,
        lambda allows: {key: local.value_of(allows, key) for key in local.CHOICES},
        local.in_words,
    ),
    "pause": Part(
        "Pause asking",
        "site.pause",
        "pause",
        lambda site: site.pause,
        lambda form: _read_pause(form),
        actions.set_pause,
        lambda stored: {"message": stored.get("message", ""), "length": "1"},
        _pause_words,
    ),
} | {f"link-{key}": _link(key) for key in LINKS}


def _read_pause(form: Form) -> dict[str, Any]:
    if form.get("end", "") == "yes":
        return {}
    return practice.read_pause(form, now(), g.site.timezone)
