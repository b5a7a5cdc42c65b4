"""What a manager says of the place (issue 12, §2): what may be typed, and its links (M6).

Hours have a module of their own, `opening`.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from kiosk.domain import hours, opening
from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say
from kiosk.domain.typed_text import clean_line, visible

DEFAULT_NAME = "Our practice"  # what a new place is called until its manager says
MAX_NAME = 80
MAX_WORDS = 120  # characters of the place's own words
MAX_ADDRESS = 300
MAX_PAUSE = 90  # days
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

LinkKey = Literal[
    "complaints",
    "notes",
    "review",
    "privacy",
    "confidentiality",
    "images",
    "respect",
    "whistleblowing",
    "support",
    "security",
]
# Where a link appears: "instead" beside what a clinician offers instead (R15); "rules" at their
# end; "covert" on the staff's page for a recording found out (K8); "privacy" on `/privacy`.
Where = Literal["instead", "rules", "covert", "privacy", "security"]


@dataclass(frozen=True)
class Link:
    """A link that the place fills in: what managers and staff call it, the words that patients
    read unless the place has its own, and where it appears.
    """

    label: str
    words: str  # `Words` where patients read them
    where: tuple[Where, ...]


LINKS: Mapping[LinkKey, Link] = {
    "complaints": Link("Complaints", say("How to complain"), ("instead", "rules", "covert")),
    "notes": Link("See your notes", say("How to see your notes"), ("instead", "rules", "covert")),
    "review": Link("NHS review page", say("Leave a review"), ("instead", "rules")),
    "privacy": Link("Privacy notice", say("Our privacy notice"), ("rules", "privacy")),
    "confidentiality": Link(
        "Confidentiality", say("How we keep things confidential"), ("privacy",)
    ),
    "images": Link(
        "Images and audio protocol", say("Our rules for pictures and sound"), ("rules", "covert")
    ),
    "respect": Link("Respect our staff policy", say("Respect our staff"), ("rules", "covert")),
    "whistleblowing": Link("Whistleblowing", "Raising a worry at work", ("covert",)),
    "support": Link("Support for staff", "Support for staff", ("covert",)),
    "security": Link("Security reports", "Report a security problem", ("security",)),
}
APPEARS: Mapping[Where, str] = {
    "instead": "on a patient’s page that says “Not this time” or “Please wait”",
    "rules": "at the end of the rules",
    "covert": "on the page for staff about a recording found out",
    "privacy": "on the page about privacy",
    "security": "in the file for who finds a security problem (security.txt)",
}
LINK_KEYS: tuple[LinkKey, ...] = get_args(LinkKey)
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
_WEB = re.compile(rf"https://{_HOST}(?::\d{{1,5}})?(?:[/?#][!#-;=?-\[\]_a-z~]*)?")
_MAIL = re.compile(rf"mailto:[A-Za-z0-9._%+-]+@{_HOST}")
_PHONE = re.compile(r"tel:\+?[0-9]{3,15}")
_ADDRESSES = (_WEB, _MAIL, _PHONE)
_TYPED_PHONE = re.compile(r"(?:tel:)?\s*(\+?[0-9][0-9 ()-]{2,24})")


def mark(value: Any) -> str:
    """A mark of a value that a form showed: another's change since then has another mark."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def read_name(form: Form) -> str:
    """The name of the place, as it stands on screens, receipts, posters and notes.

    Raises:
        InvalidInput: under `name`.
    """
    return clean_line(form.get("name", ""), "name", "the name of this place", most=MAX_NAME)


@cache
def timezones() -> tuple[str, ...]:
    """Every time zone that can be chosen, in order: places, and no abbreviations."""
    found = (each for each in available_timezones() if each.partition("/")[0] in REGIONS)
    return tuple(sorted(found))


def read_timezone(form: Form) -> str:
    """A time zone of the list.

    Raises:
        InvalidInput: under `timezone`.
    """
    zone = form.get("timezone", "")
    if zone not in timezones():
        raise InvalidInput({"timezone": "Choose a time zone from the list"})
    return zone


def read_link(form: Form) -> dict[str, str]:
    """An address and the place's own words for it; nothing where the address is left empty.

    Raises:
        InvalidInput: under `address` or `words`.
    """
    address = read_address(form.get("address", ""))
    words = clean_line(form.get("words", ""), "words", "the words", most=MAX_WORDS, required=False)
    if not address:
        if words:
            raise InvalidInput({"address": "Enter the address that these words lead to"})
        return {}
    return {"address": address, "words": words} if words else {"address": address}


def read_address(typed: str) -> str:
    """An `https://`, `mailto:` or `tel:` address; a bare phone number or e-mail becomes one.

    Raises:
        InvalidInput: under `address`: anything else, since patients will tap on it.
    """
    text = visible(typed).strip()
    if len(text) > MAX_ADDRESS:
        raise InvalidInput({"address": f"Use {MAX_ADDRESS} characters or fewer for the address"})
    if found := _TYPED_PHONE.fullmatch(text):
        text = "tel:" + re.sub(r"[^0-9+]", "", found[1])
    elif "@" in text and ":" not in text:
        text = f"mailto:{text}"
    if text and not is_address(text):
        raise InvalidInput(
            {
                "address": "Enter an address that begins with https://, a phone number "
                "or an e-mail address"
            }
        )
    return text


def is_address(text: str) -> bool:
    """Whether this may stand as a link on a patient's page."""
    return any(each.fullmatch(text) for each in _ADDRESSES)


def shown_address(address: str) -> str:
    """An address as people read it: no scheme, no slash at the end."""
    if address.startswith("https:"):
        parts = urlsplit(address)
        return f"{parts.netloc}{parts.path}".rstrip("/")
    return address.partition(":")[2]


def read_help(form: Form, languages: list[str]) -> dict[str, str]:
    """The place's own words for *Need help? Ask at reception*, by language; left empty: none.

    Raises:
        InvalidInput: under `help-` and the language.
    """
    said = {
        code: clean_line(
            form.get(f"help-{code}", ""),
            f"help-{code}",
            "these words",
            most=MAX_WORDS,
            required=False,
        )
        for code in languages
    }
    return {code: words for code, words in said.items() if words}


@dataclass(frozen=True)
class Pause:
    """Asking is paused for the whole place, until then (seconds since 1970), and why, in the
    place's own words.
    """

    until: int
    message: str = ""


def pause_of(stored: Mapping[str, Any], now: int) -> Pause | None:
    """The pause that holds now, of what is stored."""
    until = int(stored.get("until", 0))
    return Pause(until, str(stored.get("message", ""))) if now < until else None


PAUSES = {
    "1": "For 1 hour",
    "4": "For 4 hours",
    "today": "Until the end of today",
    "day": "Until a day that I name",
}


def read_pause(form: Form, now: int, timezone: str) -> dict[str, Any]:
    """How long asking is paused, and the message.

    Raises:
        InvalidInput: under `message`, `length`, `day` or `time`.
    """
    message = clean_line(
        form.get("message", ""), "message", "the message", most=MAX_WORDS, required=False
    )
    return {"until": _until(form, now, timezone), "message": message}


def _until(form: Form, now: int, timezone: str) -> int:
    length = form.get("length", "")
    today = hours.local(now, timezone).date()
    if length not in PAUSES:
        raise InvalidInput({"length": "Choose how long to pause for"})
    if length == "today":
        return hours.moment(today + hours.DAY, opening.MIDNIGHT, timezone)
    if length != "day":
        return now + int(length) * 60 * 60
    return _named(form, today, now, timezone)


def _named(form: Form, today: datetime.date, now: int, timezone: str) -> int:
    date = opening.read_date(form.get("day", ""))
    typed = form.get("time", "").strip()
    time = opening.clock_time(typed) if typed else opening.MIDNIGHT
    if date is None:
        raise InvalidInput({"day": "Enter a day like 25 December 2026"})
    if not time:
        raise InvalidInput({"time": "Enter a time like 08:00, or leave it empty"})
    if date > today + MAX_PAUSE * hours.DAY:
        raise InvalidInput({"day": f"Name a day within the next {MAX_PAUSE} days"})
    until = hours.moment(date, time, timezone)
    if until <= now:
        raise InvalidInput({"day": "Name a day and time that is still to come"})
    return until
