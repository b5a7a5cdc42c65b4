"""What a manager is told of open concerns on Today's health (M4, M5)."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.domain import hours
from kiosk.domain.attention import ToDo
from kiosk.domain.concern_steps import DAY, TITLES, Done, due
from kiosk.domain.vocabulary import HowAreYou

SUPPORT_AFTER = 7 * DAY  # seconds after which somebody is asked how they are
_ASK = "ask a colleague how they are"  # whom, the page says: `doctor` prints this line too


@dataclass(frozen=True)
class Open:
    """An open concern: its number, when it was raised, and the steps that were made."""

    number: int
    at: int
    done: list[Done]


@dataclass(frozen=True)
class Supported:
    """Somebody who is supported since `at`: when they were asked how they are, what they said."""

    number: int  # of the concern
    at: int
    asked_at: int | None = None
    says: HowAreYou | str = ""
    said_at: int | None = None


def to_do(
    concerns: Iterable[Open], supported: Iterable[Supported], now: int, timezone: str
) -> list[ToDo]:
    """The lines, what is unread first. Times in seconds since 1970, UTC."""
    found = list(concerns)
    unread = sum(not each.done for each in found)
    lines = [ToDo("concerns", f"Concerns that nobody has read yet: {unread}")] if unread else []
    return [*lines, *_steps(found, now, timezone), *_people(supported, now)]


def wants_asking(each: Supported, now: int) -> bool:
    """Whether it is time to ask them: they would like to talk, or a week has gone by unasked."""
    if each.says == "talk" and (each.said_at or 0) > (each.asked_at or 0):
        return True
    return each.asked_at is None and each.says == "" and now >= each.at + SUPPORT_AFTER


def _steps(concerns: list[Open], now: int, timezone: str) -> Iterator[ToDo]:
    for each in concerns:
        found = due(each.done, each.at) if each.done else None
        if found is None or found.at > now:
            continue
        title = TITLES[found.step]
        what = f"Concern {each.number}: {title[0].lower()}{title[1:]}"
        yield ToDo("concern_due", what + _by(found.by, now, timezone), each.number)


def _by(at: int, now: int, timezone: str) -> str:
    if not at:
        return ""
    when: datetime.datetime = hours.local(at, timezone)
    words = f"{when:%H:%M} on {when.day} {when:%B}"
    return f", by {words}" if now <= at else f": the 72 hours were over at {words}"


def _people(supported: Iterable[Supported], now: int) -> Iterator[ToDo]:
    for each in supported:
        if wants_asking(each, now):
            wish = "a colleague would like to talk" if each.says == "talk" else _ASK
            yield ToDo("how_are_you", f"Concern {each.number}: {wish}", each.number)
