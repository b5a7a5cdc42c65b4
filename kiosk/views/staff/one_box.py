"""What the one box answers when it does not lead to a card: the people of that name, or why not."""

from typing import Any

from kiosk.domain import names, refusals
from kiosk.lookups import entered
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.staff import today

# What is wrong with an entry is said beside the box, not on a page of its own.
ENTRY_REFUSALS = (
    refusals.BadCode,
    refusals.CodeUnknown,
    refusals.ReceiptFalse,
    refusals.ReceiptElsewhere,
    refusals.ReceiptGarbled,
    refusals.TooManyTries,
)
MAX_SHOWN = 2100  # characters of an entry that are shown again


def named(entry: str) -> dict[str, Any] | None:
    """Today's list with those alone whose name was typed; None where it is nobody's."""
    wanted = entry.strip()
    if not names.may_be_name(wanted):
        return None
    count, listed = today.matching(wanted, lambda name: names.matches(name, wanted))
    found = {"listed": listed, "count": count, "wanted": wanted, "typed": wanted}
    return found if count else None


def refused(entry: str, refusal: refusals.Refusal) -> dict[str, Any]:
    """Today's list, with what is wrong with an entry beside the box, and help to say it again."""
    words = in_one_line(refusal)
    if isinstance(refusal, refusals.BadCode) and names.may_be_name(entry.strip()):
        words += " No one of that name today."
    values: dict[str, Any] = {"errors": {"entry": words}, "typed": entry[:MAX_SHOWN]}
    if isinstance(refusal, refusals.BadCode | refusals.CodeUnknown):
        values["spelled"], values["misheard"] = entered.heard(entry)
    return values | {"listed": today.whole().html}
