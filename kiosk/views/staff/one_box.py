"""What the one box answers when it does not lead to a card: the people who were meant by a name,
a birth date or an NHS number, or why there is nobody. To find somebody is not to verify them.
"""

import datetime
from collections.abc import Callable
from typing import Any

from flask import g

from kiosk.actions import looks
from kiosk.domain import hours, names, receipt_refusals, refusals, sought, typed_text
from kiosk.domain.vocabulary import SoughtBy
from kiosk.lookups import entered
from kiosk.views.front.current import context, now
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.language import long_date
from kiosk.views.staff import today
from kiosk.views.staff.rows import MAX_ROWS

# What is wrong with an entry is said beside the box, not on a page of its own.
ENTRY_REFUSALS = (
    receipt_refusals.BadCode,
    receipt_refusals.CodeUnknown,
    receipt_refusals.ReceiptFalse,
    receipt_refusals.ReceiptElsewhere,
    receipt_refusals.ReceiptGarbled,
    receipt_refusals.ReceiptMoved,
    receipt_refusals.ReceiptLost,
    receipt_refusals.ReceiptUnreadable,
    refusals.TooManyTries,
)
MAX_SHOWN = 2100  # characters of an entry that are shown again

Answer = tuple[dict[str, Any], int]  # the values of today's page, and its status


def people(entry: str) -> Answer | None:
    """Today's list with those alone who were meant; None where the entry may be a receipt."""
    wanted = entry.strip()
    if sought.looks_like_nhs_number(wanted):
        return _by_number(wanted)
    if dates := sought.birth_dates(wanted, hours.local(now(), g.site.timezone).date()):
        return _by_birth_date(wanted, dates)
    if names.may_be_name(wanted):
        return _those("name", wanted, lambda _number, name, _born: names.matches(name, wanted))
    return None


def _by_number(wanted: str) -> Answer:
    try:
        number = typed_text.nhs_number(wanted)
    except refusals.InvalidInput:
        return _wrong(wanted, "That is not an NHS number: the last digit does not fit. Check it.")
    them = today.numbered(number)
    found = _those("nhs_number", wanted, lambda consent, *_who: consent in them)
    return found or _wrong(wanted, "Nobody with that NHS number has asked today.")


def _by_birth_date(wanted: str, dates: tuple[datetime.date, ...]) -> Answer | None:
    born = {each.isoformat() for each in dates}
    found = _those("birth_date", wanted, lambda _number, _name, theirs: theirs in born)
    if found or entered.may_be_code(wanted):  # eight symbols may be a date, and a code
        return found
    return _wrong(wanted, f"Nobody born on {' or '.join(map(long_date, dates))} has asked today.")


def _those(kind: SoughtBy, wanted: str, which: Callable[[int, str, str], bool]) -> Answer | None:
    """Those who were meant; that somebody looked is an entry, without the words (M7)."""
    count, listed = today.matching(wanted, which)
    looks.searched(context(), kind, count)
    found = {"listed": listed, "showing": _showing(count), "wanted": wanted, "typed": wanted}
    return (found, 200) if count else None


def _showing(count: int) -> str:
    some = f"the first {MAX_ROWS} of {count}" if count > MAX_ROWS else str(count)
    return f"Showing {some} who {'matches' if count == 1 else 'match'}"


def _wrong(entry: str, words: str) -> Answer:
    values = {"errors": {"entry": words}, "typed": entry[:MAX_SHOWN], "listed": today.whole().html}
    return values, 422


def refused(entry: str, refusal: refusals.Refusal) -> dict[str, Any]:
    """Today's list, with what is wrong with an entry beside the box, and help to say it again."""
    words = in_one_line(refusal)
    if isinstance(refusal, receipt_refusals.BadCode) and names.may_be_name(entry.strip()):
        words += " No one of that name today."
    values: dict[str, Any] = {"errors": {"entry": words}, "typed": entry[:MAX_SHOWN]}
    if isinstance(refusal, receipt_refusals.BadCode | receipt_refusals.CodeUnknown):
        values["spelled"], values["misheard"] = entered.heard(entry)
    return values | {"listed": today.whole().html}
