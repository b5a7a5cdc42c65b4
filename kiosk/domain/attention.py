"""What wants a manager's attention, worked out from how things stand each time (issue 12, §1).

There is no state of a set-up to keep: on the first day this list is the set-up. The manager's home
page and `doctor` say the same sentences; the page leads to where each is mended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.domain.practice import DEFAULT_NAME

Key = Literal[
    "name",
    "hours",
    "alone",
    "clinician",
    "second_step",
    "recovery",
    "sign_ins",
    "rules",
    "unread",
    "review",
    "languages",
    "tablet_waits",
    "tablet_silent",
    "out_of_order",
    "complaints",
    "privacy",
    "paused",
    "concerns",
    "concern_due",
    "how_are_you",
    "requests",
    "notes",
    "tries",
    "https",
    "backup",
    "purge",
]
MAX_TRIES = 30  # wrong passwords and codes in a day, before a manager is told
MAX_FAILED = 20  # failed sign-ins in a day, before a manager is told
SILENT = 60 * 60  # seconds of opening hours in which a tablet said nothing


@dataclass(frozen=True)
class ToDo:
    """One sentence, and what it is about: the number of a tablet or a concern."""

    key: Key
    text: str
    about: int = 0


@dataclass(frozen=True)
class Facts:
    """How things stand at a site. Tablets are (number, name)."""

    name: str
    has_hours: bool
    people: int
    clinicians: int
    rules: bool
    unread: bool  # the rules came with the product, and no manager has said that they read them
    review_over: str  # the review date of the rules, where it has passed
    unchecked: tuple[str, ...]  # languages offered whose translation nobody checked
    waiting: tuple[tuple[int, str], ...]
    silent: tuple[tuple[int, str], ...]
    broken: tuple[tuple[int, str], ...]
    links: frozenset[str]
    paused_until: str
    concerns: tuple[ToDo, ...]  # unread, due steps, whom to ask how they are: `concern_due`
    requests_due: int  # within a week
    requests_late: int
    notes: int
    tries: int
    https: bool
    backup_late: bool
    purge_late: bool
    step_required: bool  # a second step when signing in, of managers or of everyone
    without_step: tuple[str, ...]  # who has to have one and has none; else the managers without
    without_recovery: tuple[str, ...]  # who has codes from an app or a passkey, and none of these
    managers: int
    failed: int  # sign-ins, in the last day
    limited: int  # how often somebody was told to wait, then


def to_do(facts: Facts) -> list[ToDo]:
    """The list, what patients meet first. Empty: nothing wants attention."""
    return [*_place(facts), *_people(facts), *_rules(facts), *_tablets(facts), *_running(facts)]


def _place(facts: Facts) -> Iterator[ToDo]:
    if facts.name == DEFAULT_NAME:
        yield ToDo("name", "Give this place its name: patients read “Our practice” everywhere")
    if not facts.has_hours:
        yield ToDo("hours", "Say when you are open: until then receipts end after 12 hours")
    if facts.paused_until:
        yield ToDo("paused", f"Asking is paused until {facts.paused_until}: nobody can begin")
    if "complaints" not in facts.links:
        yield ToDo("complaints", "Add how to complain: patients are told that they can")
    if "privacy" not in facts.links:
        yield ToDo("privacy", "Add your privacy notice: patients look for it before they sign")


def _people(facts: Facts) -> Iterator[ToDo]:
    if facts.people < 2:
        yield ToDo("alone", "Nobody but you can sign in: add the people who work here")
    if not facts.clinicians:
        yield ToDo("clinician", "Nobody here is a clinician: nobody can agree to a recording")
    yield from _second_step(facts)
    if facts.without_recovery:
        names = ", ".join(facts.without_recovery)
        words = f"No recovery codes left for a lost phone: {names} (each makes new ones)"
        yield ToDo("recovery", words)


def _second_step(facts: Facts) -> Iterator[ToDo]:
    """While nobody has to have one, it is enough that one manager has: the others are told of it
    on their own page.
    """
    if facts.step_required and facts.without_step:
        names = ", ".join(facts.without_step)
        yield ToDo("second_step", f"A second step is required, and these have none yet: {names}")
    elif not facts.step_required and 0 < facts.managers == len(facts.without_step):
        words = "No manager has a second step when signing in: a stolen password is enough"
        yield ToDo("second_step", words)


def _rules(facts: Facts) -> Iterator[ToDo]:
    if not facts.rules:
        yield ToDo("rules", "No rules are published: patients cannot be asked")
    if facts.unread:
        yield ToDo("unread", "Read the rules that came with the product: patients sign them")
    if facts.review_over:
        yield ToDo("review", f"The rules were to be reviewed by {facts.review_over}")
    if facts.unchecked:
        names = ", ".join(facts.unchecked)
        yield ToDo("languages", f"Offered, and not checked by a translator: {names}")


def _tablets(facts: Facts) -> Iterator[ToDo]:
    for number, name in facts.waiting:
        yield ToDo("tablet_waits", f"Tablet “{name}” waits for its pairing code", number)
    for number, name in facts.broken:
        yield ToDo("out_of_order", f"Tablet “{name}” is out of order", number)
    for number, name in facts.silent:
        yield ToDo("tablet_silent", f"Tablet “{name}” has been silent for over an hour", number)


def _requests(facts: Facts) -> Iterator[ToDo]:
    if facts.requests_late:
        yield ToDo("requests", f"Patients’ requests whose month is over: {facts.requests_late}")
    if facts.requests_due:
        yield ToDo("requests", f"Patients’ requests due within a week: {facts.requests_due}")


def _running(facts: Facts) -> Iterator[ToDo]:
    """What happened lately, and what whoever runs the server sees to."""
    yield from facts.concerns
    yield from _requests(facts)
    if facts.notes:
        yield ToDo("notes", f"Visits today that are over, with no note kept: {facts.notes}")
    # Signings turned away because there were too many (the flooding budgets) belong here.
    if facts.failed > MAX_FAILED or facts.limited:
        yield ToDo("sign_ins", f"Many failed sign-ins in the last day: {facts.failed}")
    elif facts.tries > MAX_TRIES:
        yield ToDo("tries", f"Wrong passwords and codes tried in the last day: {facts.tries}")
    if not facts.https:
        yield ToDo("https", "The address is not https: anyone on the way can read and change it")
    if facts.backup_late:
        yield ToDo("backup", "No backup was made in the last day")
    if facts.purge_late:
        yield ToDo("purge", "Purge overdue: the time of some data is over, and it is still here")
