"""The visit that record notes are tested with (K7)."""

import datetime
from dataclasses import replace
from typing import Any

from kiosk.domain.conditions import Condition
from kiosk.domain.note_facts import NoteFacts, Ruling, Session, Tap

DAY = 1_794_355_200  # midnight, 11 November 2026, in London


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return DAY + 3600 * int(hours) + 60 * int(minutes)


def clock(moment: int) -> str:
    return f"{datetime.datetime.fromtimestamp(moment, datetime.UTC):%H:%M}"


HART, NGATA = "Dr Alice Hart (GP)", "Bob Ngata (locum GP)"
ASKED = NoteFacts(
    patient="Margaret O'Neill",
    born="27 March 1948",
    code="1CB7-VBXE",
    rules="2026-11-2",
    language="English",
    checked=True,
    answer="given",
    signed=at("9:58"),
    types=("sound",),
    part="talking",
    device="phone",
    audience="me",
    told=("S1", "S5", "S6", "S8"),
    told_how="together",
)
END = "Receipt 1CB7-VBXE, rules 2026-11-2 (English). For “Margaret O'Neill”, born 27 March 1948."
KEEPS = (
    "Patient keeps it, for own use; told (agreed as a list) it is private, not to be posted and "
    "that misuse can have legal results. No copy here."
)
FACES = Condition("no_faces", "No faces or name badges", "")
TALK = Condition("talking_only", "Nothing but what is said", "")  # a site's own words for it
COPY = Condition("copy_requested", "One for the practice", "")
AGREED = Ruling(at("10:05"), HART, "agreed", ("sound",))
WHOLE = Session(at("10:07"), Tap(at("10:29")), "clinician")


def recorded(session: Session = WHOLE, **ruling: Any) -> NoteFacts:
    return replace(ASKED, rulings=(replace(AGREED, sessions=(session,), **ruling),))


def ruled(*rulings: Ruling, **more: Any) -> NoteFacts:
    return replace(ASKED, rulings=rulings, **more)
