"""Who was turned away because a budget was used up, as far as it was noted."""

from collections import Counter
from dataclasses import dataclass

from kiosk.domain.vocabulary import BUDGETS, Budget
from kiosk.store.models import Site, TurnedAway

# What is kept of refusals is a number for the manager, and no second way to fill the disk.
MAX_TIMES = 100  # of one address in one hour
MAX_ADDRESSES = 200  # of one site in one hour, one for each budget that it used up


@dataclass(frozen=True)
class TurnedAwayBy:
    """How often one budget turned somebody away, from how many addresses, and when last."""

    budget: Budget
    times: int
    addresses: int
    last_at: int
    at_least: bool  # there were more than are noted


def turned_away(site: Site, since: int) -> list[TurnedAwayBy]:
    """Who was refused at a site since a moment, most often first."""
    lately = (TurnedAway.site == site) & (TurnedAway.last_at > since)
    rows = list(TurnedAway.select().where(lately))
    full = max(Counter(row.hour for row in rows).values(), default=0) >= MAX_ADDRESSES
    by = {budget: [row for row in rows if row.budget == budget] for budget in BUDGETS}
    found = [_summed(budget, theirs, full) for budget, theirs in by.items() if theirs]
    return sorted(found, key=lambda each: -each.times)


def _summed(budget: Budget, rows: list[TurnedAway], full: bool) -> TurnedAwayBy:
    return TurnedAwayBy(
        budget,
        sum(row.times for row in rows),
        len({row.address for row in rows}),
        max(row.last_at for row in rows),
        full or any(row.times >= MAX_TIMES for row in rows),
    )
