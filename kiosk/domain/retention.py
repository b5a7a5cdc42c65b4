"""How long each kind of data is kept, why, and who sees it: the one table that says so (M7).

Staff and patients read the same table, and what deletes goes by it. A place may change a period
within its bounds, with a reason; none may be nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say
from kiosk.domain.typed_text import clean_line

MINUTE, HOUR, DAY = 60, 3600, 86_400
YEAR = 31_557_600  # 365 days and a quarter
MAX_REASON = 200  # characters

Kind = Literal[
    "drafts",
    "signings",
    "identities",
    "notes",
    "evidence",
    "concerns",
    "sessions",
    "codes",
    "attempts",
    "failures",
    "retries",
    "reports",
    "backups",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Unit = Literal["minute", "hour", "day", "year"]
UNITS: Mapping[Unit, int] = {"minute": MINUTE, "hour": HOUR, "day": DAY, "year": YEAR}


@dataclass(frozen=True)
class Told:
    """How patients are told of a kind: what it is, why it is kept, and from when it counts."""

    what: str
    why: str
    since: str


@dataclass(frozen=True)
class Kept:
    """One kind of data. Periods are in its unit, and count from `since`."""

    what: str
    why: str
    since: str
    seen_by: str
    unit: Unit
    default: int
    least: int
    most: int
    told: Told | None = None  # null: nothing of a patient's

    @property
    def seconds(self) -> int:
        """What holds until a manager says another."""
        return self.default * UNITS[self.unit]

    @property
    def bounds(self) -> str:
        """`15 to 120 minutes`."""
        return f"{self.least} to {self.most} {self.unit}s"


TABLE: Mapping[Kind, Kept] = {
    "drafts": Kept(
        "Unfinished answers",
        "So that a patient can pause, go back and change them",
        "the last answer",
        "Nobody but the patient, in their own browser",
        "minute",
        60,
        15,
        120,
        Told(
            say("Your answers, before you sign"),
            say("So that you can stop and change them."),
            say("From your last answer. Then they are deleted within 10 minutes."),
        ),
    ),
    "signings": Kept(
        "Signings from a poster that nobody checked",
        "Anybody can make one: unless staff looked at it, nobody knows whose it is",
        "the end of the receipt",
        "Staff, on the day",
        "hour",
        12,
        1,
        23,
        Told(
            say("What you signed, if no staff looked at it"),
            say("So that your health worker can find it on the day."),
            say("From the end of your receipt."),
        ),
    ),
    "identities": Kept(
        "Names, birth dates, numbers, answers, signatures and free text of a consent",
        "To know who asked for what, and to answer a question soon after the visit",
        "the end of the receipt",
        "Clinicians and managers of this place; the patient, on their receipt",
        "day",
        30,
        1,
        365,
        Told(
            say("Your name, date of birth, NHS number, answers and signature"),
            say("So that your health worker knows who asked, and for what."),
            say("From the end of your receipt."),
        ),
    ),
    "notes": Kept(
        "Record notes kept here",
        "Until they are copied into the health record, which is where they belong",
        "the day of the note",
        "Clinicians and managers of this place",
        "day",
        30,
        1,
        365,
        Told(
            say("A note of what was agreed"),
            say("So that staff can copy it into your health record."),
            say("From the day of the note."),
        ),
    ),
    "evidence": Kept(
        "What was asked, decided and recorded, without a name",
        "To show later that the patient asked, what was agreed and who agreed to it",
        "the end of the receipt",
        "Clinicians and managers of this place; nobody can tell whose it was",
        "year",
        3,
        1,
        10,
        Told(
            say("What was asked and agreed, without your name"),
            say("So that anyone can check later what was agreed."),
            say("From the end of your receipt."),
        ),
    ),
    "concerns": Kept(
        "Concerns that are closed: what happened, what they name, letters",
        "To know of it, should it come up again; an open one is kept whole",
        "the day it was closed",
        "Managers of this place, and whoever raised it",
        "day",
        365,
        30,
        2190,
    ),
    "sessions": Kept(
        "Sign-ins of staff, and links to come in",
        "To see who was signed in, if something went wrong",
        "the end of each",
        "Each person sees their own; managers end them",
        "day",
        30,
        1,
        90,
    ),
    "codes": Kept(
        "Codes that staff showed to a patient",
        "To follow a visit that began with one",
        "the end of each",
        "Nobody: only a keyed hash is kept",
        "day",
        1,
        1,
        7,
    ),
    "attempts": Kept(
        "Failed tries, and addresses that were turned away",
        "To stop somebody who guesses passwords and codes, or floods the poster",
        "each try",
        "Managers see how many; addresses and names are keyed hashes",
        "day",
        1,
        1,
        7,
    ),
    "failures": Kept(
        "Failed sign-ins, by person and day",
        "For a manager to see that somebody is guessing",
        "each day",
        "Managers of this place; addresses are keyed hashes",
        "day",
        7,
        1,
        30,
    ),
    "retries": Kept(
        "Marks of changes made",
        "So that a tap sent twice over a weak network is done once",
        "each change",
        "Nobody: only a keyed hash is kept",
        "day",
        2,
        2,
        7,
    ),
    "reports": Kept(
        "Reports of what was deleted",
        "To show that it was, and when",
        "each report",
        "Managers of this place",
        "day",
        90,
        30,
        365,
    ),
    "backups": Kept(
        "Backup copies, with all of the above as it was that day",
        "To bring everything back after a fault",
        "the day of each copy",
        "Whoever runs the server; they delete each copy by then",
        "day",
        30,
        1,
        90,
        Told(
            say("Safety copies of all this"),
            say("So that nothing is lost if a computer breaks."),
            say("From the day of each copy."),
        ),
    ),
}


# What a report of deletion counts.
COUNTED: Mapping[Kind, str] = {
    "drafts": "unfinished answers",
    "signings": "unchecked signings from a poster",
    "identities": "consents, their names and answers",
    "notes": "record notes",
    "evidence": "consents, the last that was kept of them",
    "concerns": "closed concerns, their words",
    "sessions": "sign-ins and links of staff",
    "codes": "codes shown",
    "attempts": "failed tries and addresses turned away",
    "failures": "failed sign-ins, by day",
    "retries": "marks of changes made",
    "reports": "reports of deletion",
    "backups": "backup copies",
}


@dataclass(frozen=True)
class Lasting:
    """What has no period of its own: what, why, until when, who sees it."""

    what: str
    why: str
    until: str
    seen_by: str


LASTING = (
    Lasting(
        "The audit trail, without names",
        "So that nobody can change unseen what happened",
        "As long as the place is here",
        "Whoever runs the server",
    ),
    Lasting(
        "Accounts of staff",
        "To know who decided what",
        "As long as what they decided",
        "Managers of this place",
    ),
    Lasting(
        "Numbers of each week and month, rounded, without names",
        "To see over the years what patients need and what staff decide",
        "As long as the place is here",
        "Managers of this place",
    ),
)

Said = Mapping[str, Mapping[str, Any]]  # of a place: by kind, `keep` in seconds and the `reason`


def period(said: Said, kind: Kind) -> int:
    """How long a place keeps a kind, in seconds."""
    return int(said.get(kind, {}).get("keep", TABLE[kind].seconds))


def reason(said: Said, kind: Kind) -> str:
    """Why the place keeps it for another time than the default; "" where it does not."""
    return str(said.get(kind, {}).get("reason", ""))


def parts(seconds: int) -> tuple[int, Unit]:
    """`(30, "day")`: a period in the largest unit that it is a whole number of."""
    larger: tuple[Unit, ...] = ("year", "day", "hour")
    for unit in larger:
        if seconds >= UNITS[unit] and seconds % UNITS[unit] == 0:
            return seconds // UNITS[unit], unit
    return seconds // MINUTE, "minute"


def words(seconds: int) -> str:
    """`30 days`, in English."""
    number, unit = parts(seconds)
    return f"{number} {unit}{'' if number == 1 else 's'}"


def read(form: Form, kind: Kind) -> dict[str, Any]:
    """What a manager typed: a period within the bounds, and why, as it is stored.

    Raises:
        InvalidInput: under `keep` or `reason`. Nothing at all is out of bounds for every kind.
    """
    kept, errors, why = TABLE[kind], {}, ""
    typed = form.get("keep", "").strip()
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1
    if not kept.least <= number <= kept.most:
        errors["keep"] = f"Enter a whole number of {kept.unit}s, {kept.least} to {kept.most}"
    try:
        why = clean_line(form.get("reason", ""), "reason", "the reason", most=MAX_REASON)
    except InvalidInput as wrong:
        errors |= wrong.errors
    if errors:
        raise InvalidInput(errors)
    return {"keep": number * UNITS[kept.unit], "reason": why}
