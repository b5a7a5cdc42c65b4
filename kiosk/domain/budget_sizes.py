"""How many walks and signatures of unknown browsers there is room for, and what a place may set.

A place with one poster and many patients may want more, a small one less. Within bounds: nobody
can set a budget so wide that it is none, or so tight that a day's patients are turned away.
"""

from collections.abc import Mapping

from kiosk.domain.vocabulary import BUDGETS, Budget, one_of

# In the window of each (kiosk/actions/budgets.py).
USUAL: Mapping[Budget, int] = {
    "tablet": 60,
    "sent": 120,
    "code": 120,
    "address": 60,
    "poster": 300,
    "site": 600,
    "again": 20,
    "guesses": 20,
}
MIN_ROOM = 10
MAX_TIMES = 10  # as many times the usual; a place's own networks have ten times that again
FIXED: tuple[Budget, ...] = ("guesses",)  # what is no patient's asks for no more room


class BadBudget(ValueError):
    """What was written is no budget that a place can set; the message says why."""


def own(text: str) -> dict[Budget, int]:
    """The budgets that a setting names: `address=120 poster=600`, with commas or spaces between.

    Raises:
        BadBudget: there is no such budget, it is no number, out of bounds, or named twice.
    """
    found: dict[Budget, int] = {}
    for each in text.replace(",", " ").split():
        name, _, number = each.partition("=")
        budget = one_of(BUDGETS, name)
        if budget is None or budget in FIXED:
            may = ", ".join(name for name in USUAL if name not in FIXED)
            raise BadBudget(f"{each!r}: budgets that can be set are {may}")
        if budget in found:
            raise BadBudget(f"{budget} is set twice")
        found[budget] = _within(budget, number)
    return found


def _within(budget: Budget, number: str) -> int:
    most = USUAL[budget] * MAX_TIMES
    plain = number.isascii() and number.isdecimal() and len(number) < 10
    if not plain or not MIN_ROOM <= int(number) <= most:
        words = f"{budget}={number}: a whole number from {MIN_ROOM} to {most}, please"
        raise BadBudget(f"{words} (it is {USUAL[budget]} if it is not set)")
    return int(number)
