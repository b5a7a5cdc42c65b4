"""Every page that a patient can be on, and the shortest way there: for what must hold on all.

Nothing here is found by words, so that the same places are reached in every language.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from harness.answers import PATIENT, SHORT_WAY
from tests.browser.hurry import hurry

Forms = dict[str, dict[str, Any]]
SUMMARY = ".nhsuk-error-summary"
WITNESS = "/journey/signature?way=witness"
YOUNG = {**PATIENT, "day": "3", "month": "9", "year": "2019"}
MINE: Forms = {}
CHILD: Forms = {
    "whose": {"whose": "child"},
    "behalf": {"signer": "Ciara O’Neill", "relationship": "parent"},
    "by": {"by": "companion"},
    "together": {"together": "yes"},
    "you": YOUNG,
}
GROWN: Forms = {"whose": {"whose": "child"}}
CARER: Forms = {"whose": {"whose": "carer"}, "objects": {"objects": "no"}}
ALONE: Forms = {
    "you": YOUNG,
    "own": {"own": "yes"},
    "signature": {"way": "witness", "how": "spoken", "witness": "Ann Nurse", "records": "no"},
}
LIVE: Forms = {"types": {"sound": "yes", "video": "no", "photo": "no", "live": "yes"}}
SHARED: Forms = {"where": {"where": "waiting"}}
ONLINE: Forms = {"audience": {"audience": "online"}}
COMPANY: Forms = {"by": {"by": "companion"}}


@dataclass(frozen=True)
class Place:
    """A page: answered so far as `until`, then `address` if it is not that page itself, then
    the main button or `act`; `sign` is there once the page is.
    """

    name: str
    until: str = ""
    forms: Forms = field(default_factory=dict)
    address: str = ""
    act: Callable[[Page], None] | None = None
    sign: str = "h1"
    tablet_only: bool = False

    def reach(self, page: Page, name: str = "") -> Page:
        """Go there from any page of a journey that is not past it."""
        hurry(page, self.until or self.name, name=name, **self.forms)
        if self.address:
            page.goto(self.address)
        if self.act:
            self.act(page)
        expect(page.locator(self.sign).first).to_be_attached()
        return page


def press_on(page: Page) -> None:
    """The main button, with nothing filled in."""
    page.locator(".actions__main").click()


def sign_nothing(page: Page) -> None:
    """The name that the page offers taken out again."""
    page.locator("#name").fill("")
    press_on(page)


def add_person(page: Page) -> None:
    """Q6: one more person in the room."""
    form = page.locator("form#step")
    form.locator("[name=name]").fill("Sam Companion")
    form.locator("[name=role][value=companion]").check()
    form.locator("[name=says][value=yes]").check()
    form.locator("[name=add]").click()


def say_no_to_all(page: Page) -> None:
    """R4: no to every type, which is no recording, and another button's to say."""
    for each in page.locator("form#step input[value=no]").all():
        each.check(force=True)
    press_on(page)


def misname(page: Page) -> None:
    """A name without letters, and a date that is none, on the page of who will not record."""
    if not page.locator("#name").is_visible():
        page.locator("main summary").click()
    for box, typed in {"#name": "12", "#birth_date-day": "31", "#birth_date-month": "2"}.items():
        page.locator(box).fill(typed)
    press_on(page)


def _faulty(step: str) -> Place:
    return Place(f"{step}-errors", until=step, act=press_on, sign=SUMMARY)


# The places in as few journeys as they take: those of one follow one another.
JOURNEYS: tuple[tuple[Place, ...], ...] = (
    (
        Place("rules-before"),
        Place("rules-all", until="rules-before", address="/journey/rules-all"),
        *(Place(f"rules-{group}") for group in ("during", "after")),
        Place("usual"),
        Place("different"),
        _faulty("different"),
        *(Place(step) for step in ("whose", "where", "types")),
        Place("types-errors", until="types", act=say_no_to_all, sign=SUMMARY),
        *(Place(step) for step in ("part", "by", "company")),
        _faulty("company"),
        *(Place(step) for step in ("more", "others", "reason", "audience", "you")),
        _faulty("you"),
        Place("statements"),
        Place("refuse", until="statements", address="/journey/refuse"),
        Place("refuse-errors", "statements", address="/journey/refuse", act=misname, sign=SUMMARY),
        Place("move", until="statements", address="/journey/move", tablet_only=True),
        Place("signature"),
        Place("signature-errors", until="signature", act=sign_nothing, sign=SUMMARY),
        Place("witness", until="signature", address=WITNESS),
        Place("witness-errors", "signature", address=WITNESS, act=press_on, sign=SUMMARY),
        Place("check"),
        Place("receipt", until="check", act=press_on, sign=".code"),
    ),
    (
        Place("behalf", forms=CHILD),
        Place("behalf-errors", until="behalf", forms=CHILD, act=press_on, sign=SUMMARY),
        *(Place(step, forms=CHILD) for step in ("together", "child")),
    ),
    (
        Place("listeners", forms=LIVE),
        Place("listeners-errors", until="listeners", forms=LIVE, act=press_on, sign=SUMMARY),
    ),
    (Place("grown", forms=GROWN),),
    tuple(Place(step, forms=CARER) for step in ("objects", "patient-no")),
    tuple(Place(step, forms=ALONE) for step in ("own", "hold")),
    (Place("not-here", forms=SHARED),),
    (
        Place("short-check", until="check", forms=SHORT_WAY),
        Place("said", address="/journey/audience?said=yes", until="check", forms=ONLINE),
    ),
    (Place("people", until="company", forms=COMPANY, act=add_person, sign=".person"),),
    (Place("no-recording", "rules-before", address="/journey/refuse", act=press_on, sign=".code"),),
)
PLACES = tuple(place for journey in JOURNEYS for place in journey)
