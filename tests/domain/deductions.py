"""What somebody can work out of all figures that were ever shown of one outcome (M9).

Written without the product's own rules: from the words on the page alone, and from what everybody
knows of weeks and months. Every sum and difference is drawn again and again, until nothing new
follows.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

Range = tuple[float, float]
Key = tuple[object, ...]
DAY = datetime.timedelta(days=1)


def told(words: str) -> Range:
    """What the words of one figure say of the true count."""
    if words == "not shown":
        return 0, inf
    if words == "1 to 7":
        return 1, 7
    number = int(words.replace(",", ""))
    return (number - 2, number + 2) if number else (0, 0)


@dataclass
class Known:
    """What is known of each count by now, and what adds up to what."""

    ranges: dict[Key, Range] = field(default_factory=dict)
    sums: list[tuple[Key, list[Key]]] = field(default_factory=list)
    covers: list[tuple[Key, list[Key]]] = field(default_factory=list)  # parts that may overlap

    def learn(self, key: Key, range_: Range) -> None:
        low, high = self.ranges.get(key, (0, inf))
        self.ranges[key] = max(low, range_[0]), min(high, range_[1])

    def deduce(self) -> None:
        """Until nothing new follows."""
        before = None
        while before != self.ranges:
            before = dict(self.ranges)
            for whole, parts in self.sums:
                self._sum(whole, parts)
            for whole, parts in self.covers:
                self._cover(whole, parts)

    def _sum(self, whole: Key, parts: list[Key]) -> None:
        low, high = self._all(parts)
        self.learn(whole, (low, high))
        for each in parts:
            all_ = self.ranges[whole]
            low, high = self._all([other for other in parts if other != each])
            self.learn(each, (all_[0] - high, all_[1] - low))

    def _cover(self, whole: Key, parts: list[Key]) -> None:
        ranges = [self.ranges[each] for each in parts]
        self.learn(whole, (max(low for low, _h in ranges), sum(high for _l, high in ranges)))
        for each in parts:
            _low, high = self._all([other for other in parts if other != each])
            self.learn(each, (self.ranges[whole][0] - high, self.ranges[whole][1]))

    def _all(self, parts: Iterable[Key]) -> Range:
        ranges = [self.ranges[each] for each in parts]
        return sum(low for low, _h in ranges), sum(high for _l, high in ranges)

    @property
    def fixed(self) -> list[Key]:
        """The counts between 1 and 7 that are known for certain."""
        return [key for key, (low, high) in self.ranges.items() if low == high and 1 <= low <= 7]


Span = tuple[datetime.date, datetime.date]
Table = Mapping[str, str]  # the words of each value's figure


def deduced(
    periods: Mapping[Span, str],
    tables: Sequence[tuple[Span, str, Table]],
    overlapping: tuple[str, ...] = ("type",),
) -> Known:
    """All that follows from the figures of periods, and from the tables of some of them."""
    known = Known()
    days = sorted({day for span in periods for day in span})
    between = list(zip(days, days[1:], strict=False))
    for piece in between:
        known.learn(("piece", piece), (0, inf))
    for span, words in periods.items():
        inside = [("piece", each) for each in between if span[0] <= each[0] and each[1] <= span[1]]
        known.learn(("period", span), told(words))
        known.sums.append((("period", span), list(inside)))
    for span, dim, table in tables:
        parts: list[Key] = [(span, dim, value) for value in table]
        for value, words in table.items():
            known.learn((span, dim, value), told(words))
        kind = known.covers if dim in overlapping else known.sums
        kind.append((("period", span), parts))
    known.deduce()
    return known
