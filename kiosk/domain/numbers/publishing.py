"""What of a period is shown, so that nothing shown, now or before, fixes a small count (M9).

Each count has a rounded figure, and so bounds. A count is found out where what is shown elsewhere
must add up to the same, and meets a bound: four languages with "1 to 7" each, and 30 (which is 28
or more) in all, are seven each. So:

- Each request has one outcome, and every total is made of rounded figures: of one period and one
  filter there is nothing to compare.
- The figures of one outcome in one month, told apart by language, by place and so on, add up to
  one true total. While the bounds that all of these give to it have two whole numbers in common, no
  sum or difference of them fixes any count but nought: the least of one part would need the most
  of all others, and the total at its least at once. Where they have only one in common, the figures
  that would fix it are not shown.
- Weeks lie across months, and a month less the weeks within it is some days at its ends. What is
  known of one outcome is then differences of the running count between days: something is fixed
  only where a way around (a cycle of bounds) adds up to nothing. Every figure is tried against all
  that was shown before, and is not shown if it closes such a way. That decides it fully for one
  count a period. With filters it would not, so weeks are offered without any.
- A period is counted once, when it is over, and stays so: what is shown today and what was shown
  yesterday have no difference.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from kiosk.domain.numbers.counted import Cells, Counts
from kiosk.domain.numbers.periods import Period
from kiosk.domain.numbers.rounding import Bounds, bounds, rounded
from kiosk.domain.vocabulary import DIMS, OUTCOMES, Dim, Outcome

_HAIR = 1e-6  # per figure on a way around, so that one that adds up to nothing is seen


@dataclass(frozen=True)
class Figures:
    """What is shown of one period: figures as `rounding.rounded` gives them, noughts left out.

    `hidden`: the outcomes that are not shown by a dimension; of "" not at all.
    """

    totals: Mapping[str, int]
    cells: Cells
    hidden: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Figures":
        """As they were stored."""
        return cls(stored["totals"], stored["cells"], stored["hidden"])

    def figure(self, outcome: Outcome, dim: str = "", value: str = "") -> int | None:
        """One figure; None if it is not shown."""
        if outcome in self.hidden.get("", ()) or outcome in self.hidden.get(dim, ()):
            return None
        row = self.cells.get(dim, {}).get(value, {}) if dim else self.totals
        return row.get(outcome, 0)

    def bounds(self, outcome: Outcome) -> Bounds | None:
        """What all that is shown of an outcome says of its true total; None: nothing is."""
        if outcome in self.hidden.get("", ()):
            return None
        found = bounds(self.totals.get(outcome, 0))
        for dim in DIMS:
            if outcome not in self.hidden.get(dim, ()):
                found = _common(found, _together(dim, outcome, self.cells) or found)
        return found


@dataclass(frozen=True)
class Span:
    """What is known of one outcome from a day until before another: the least and the most."""

    start: datetime.date
    end: datetime.date
    low: int
    high: int


def publish(
    period: Period, counts: Counts, before: Mapping[Outcome, Sequence[Span]]
) -> Mapping[str, Any]:
    """The figures of a period, as they are stored; `before`: all that is shown already."""
    totals: dict[str, int] = {}
    cells: Cells = {}
    hidden: dict[str, list[str]] = {}
    shown = {
        dim: {value: {o: rounded(n) for o, n in row.items()} for value, row in values.items()}
        for dim, values in counts.cells.items()
    }
    for outcome in OUTCOMES:
        figure = rounded(counts.totals.get(outcome, 0))
        known = bounds(figure)
        if not fits(before.get(outcome, ()), _span(period, known)):
            hidden.setdefault("", []).append(outcome)
        elif figure:
            totals[outcome] = figure
            for dim in DIMS:
                together = _together(dim, outcome, shown)
                if together is None:
                    continue
                both = _common(known, together)
                if both[0] < both[1] and fits(before.get(outcome, ()), _span(period, both)):
                    known = both
                    _copy(dim, outcome, shown, cells)
                else:
                    hidden.setdefault(dim, []).append(outcome)
    return {"totals": totals, "cells": cells, "hidden": hidden}


def fits(before: Iterable[Span], new: Span) -> bool:
    """Whether a figure can be shown beside those before without fixing any count but nought."""
    near = _near(list(before), new)
    if new.high == 0 and not any(each.high for each in near):
        return True
    ways = _ways(near, new)
    there, back = _farthest(ways, new.start)[new.end], _farthest(ways, new.end)[new.start]
    hair = _HAIR if new.high else 0
    around = (new.high - hair + back, -new.low - hair + there)
    return all(each > -_HAIR / 2 for each in around)


def _span(period: Period, known: Bounds) -> Span:
    return Span(period.start, period.end, *known)


def _common(one: Bounds, other: Bounds) -> Bounds:
    return max(one[0], other[0]), min(one[1], other[1])


def _together(dim: Dim, outcome: Outcome, cells: Cells) -> Bounds | None:
    """What the figures of a dimension say of the total; a request can have several types."""
    rows = cells.get(dim, {}).values()
    each = [bounds(row[outcome]) for row in rows if row.get(outcome)]
    if not each:
        return None
    lows = [low for low, _high in each]
    return (max(lows) if dim == "type" else sum(lows)), sum(high for _low, high in each)


def _copy(dim: Dim, outcome: Outcome, shown: Cells, cells: Cells) -> None:
    for value, row in shown[dim].items():
        if row.get(outcome):
            cells.setdefault(dim, {}).setdefault(value, {})[outcome] = row[outcome]


def _near(before: list[Span], new: Span) -> list[Span]:
    """Those that overlap it, or one another up to it: what ends where the next begins tells
    nothing of that one.
    """
    start, end, found = new.start, new.end, []
    while more := [each for each in before if each.start < end and start < each.end]:
        found += more
        before = [each for each in before if each not in more]
        start = min(start, *(each.start for each in more))
        end = max(end, *(each.end for each in more))
    return found


Ways = dict[datetime.date, list[tuple[datetime.date, float]]]


def _ways(spans: list[Span], new: Span) -> Ways:
    """Bounds as ways between days: from one day to another the running count grows at most so."""
    days = sorted({day for each in (*spans, new) for day in (each.start, each.end)})
    ways: Ways = {day: [] for day in days}
    for first, second in zip(days, days[1:], strict=False):
        ways[second].append((first, 0))  # it never falls
    for each in spans:
        hair = _HAIR if each.high else 0
        ways[each.start].append((each.end, each.high - hair))
        ways[each.end].append((each.start, -each.low - hair))
    return ways


def _farthest(ways: Ways, start: datetime.date) -> dict[datetime.date, float]:
    """The shortest way from a day to each other (Bellman and Ford)."""
    found: dict[datetime.date, float] = dict.fromkeys(ways, inf)
    found[start] = 0
    for _turn in ways:
        better = False
        for day, there in found.items():
            for other, length in ways[day] if there < inf else ():
                if there + length < found[other] - _HAIR / 4:
                    found[other], better = there + length, True
        if not better:
            break
    return found
