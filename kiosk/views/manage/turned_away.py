"""What the manager is told of whoever a budget turned away: what happened, and what would help."""

from collections.abc import Mapping
from typing import Any

from flask import g

from kiosk.domain import hours
from kiosk.domain.vocabulary import Budget
from kiosk.store import queries
from kiosk.views.front.current import now

DAY = 24 * 60 * 60
# After "3 times", and then what would help.
WORDS: Mapping[Budget, tuple[str, str]] = {
    "address": (
        "because one address had used the poster’s code too often in ten minutes",
        "If it is your guest Wi-Fi, have IT name it in ASKFIRST_GUEST_NETWORKS for more room.",
    ),
    "poster": (
        "because the poster’s code had been used too often in one hour",
        "If it has been passed around, replace it under Poster: the old one stops at once.",
    ),
    "site": (
        "because the posters here had been used too often in one hour",
        "Tablets, and codes that staff show, go on working.",
    ),
    "tablet": (
        "on a tablet that had been used too often in ten minutes",
        "Look whether somebody plays with it.",
    ),
    "sent": (
        "because too many phones had scanned a tablet’s code in ten minutes",
        "The tablet itself goes on working.",
    ),
    "code": (
        "because too many of the codes that staff show had been used in ten minutes",
        "Tablets go on working.",
    ),
    "again": (
        "because answers had been changed too often from one address in one hour",
        "Patients can ask staff to note what they want to change.",
    ),
    "guesses": (
        "because too many wrong codes had been tried from one address in ten minutes",
        "Somebody may be guessing. A code is far too long to be guessed at this pace.",
    ),
}


def values() -> dict[str, Any]:
    """For the manager's page: each budget that was used up in the last day."""
    found = queries.turned_away(g.site, now() - DAY)
    times = _times(sum(each.times for each in found), any(each.at_least for each in found))
    lines = [(_line(each), WORDS[each.budget][1]) for each in found]
    return {"turned_away": {"times": times.lower(), "lines": lines}}


def _line(told: queries.TurnedAwayBy) -> str:
    where = f"{told.addresses} address{'' if told.addresses == 1 else 'es'}"
    last = hours.clock(told.last_at, g.site.timezone)
    why, _help = WORDS[told.budget]
    return f"{_times(told.times, told.at_least)} {why}, from {where}, last at {last}."


def _times(count: int, at_least: bool) -> str:
    return f"{'At least ' if at_least else ''}{count} time{'' if count == 1 else 's'}"
