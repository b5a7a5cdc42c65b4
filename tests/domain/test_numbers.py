"""Numbers (M9): rounded, and so that no sum or difference of what is shown fixes a small count."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.numbers import publishing, rounding, tables
from kiosk.domain.numbers.counted import Counts
from kiosk.domain.numbers.periods import Period
from kiosk.domain.numbers.publishing import Figures, Span
from kiosk.domain.numbers.rounding import Part, Total
from tests.domain.deductions import Known, deduced

START = datetime.date(2026, 9, 28)  # a Monday; the months that follow begin on other days
DAY = datetime.timedelta(days=1)
MONTHS = [Period("month", datetime.date(2026, month, 1)) for month in (10, 11)]
WEEKS = [Period("week", START + 7 * turn * DAY) for turn in range(10)]
PERIODS = sorted([*MONTHS, *WEEKS], key=lambda each: each.end)
DIMS = ("language", "place", "type")


@dataclass(frozen=True)
class Block:
    """So many requests that are alike, all agreed."""

    day: datetime.date
    count: int
    language: str
    place: str
    types: tuple[str, ...]


# Counts at the ends of what a figure says: those are what a difference meets.
BLOCKS = st.builds(
    Block,
    day=st.integers(0, 69).map(lambda turn: START + turn * DAY),
    count=st.sampled_from([1, 1, 2, 5, 6, 7, 7, 7, 8, 8, 12, 13]),
    language=st.sampled_from("abcde"),
    place=st.sampled_from("pqr"),
    types=st.sampled_from([("sound",), ("video",), ("sound", "video")]),
)


def counts(blocks: list[Block], period: Period) -> Counts:
    made = Counts()
    for each in blocks:
        if period.start <= each.day < period.end:
            made.totals["agreed"] = made.totals.get("agreed", 0) + each.count
            for dim, value in pairs(each) if period.kind == "month" else ():
                made.put(dim, value, "agreed", each.count)
    return made


def pairs(block: Block) -> Iterator[tuple[str, str]]:
    yield "language", block.language
    yield "place", block.place
    yield from (("type", each) for each in block.types)


def shown(blocks: list[Block]) -> dict[Period, Figures]:
    """What is shown of each period, in the order in which they come."""
    found: dict[Period, Figures] = {}
    before: list[Span] = []
    for period in PERIODS:
        made = publishing.publish(period, counts(blocks, period), {"agreed": before})
        found[period] = Figures.of(made)
        known = found[period].bounds("agreed")
        if known is not None:
            before.append(Span(period.start, period.end, *known))
    return found


def worked_out(figures: dict[Period, Figures], exact: dict[Period, int] | None = None) -> Known:
    """What follows from the words that the page shows; `exact`: were totals shown as they are."""
    periods, found = {}, []
    for period, made in figures.items():
        span = (period.start, period.end)
        periods[span] = tables.sum_of(made, ("agreed",)).words
        for dim in DIMS:
            values = made.cells.get(dim, {})
            row = {v: tables.sum_of(made, ("agreed",), dim, v).words for v in values}
            if row and "not shown" not in row.values():
                found.append((span, dim, row))
    known = deduced(periods, found)
    for period, count in (exact or {}).items():
        known.learn(("period", (period.start, period.end)), (count, count))
    known.deduce()
    return known


SLOW = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.lists(BLOCKS, max_size=9))
def test_no_sum_or_difference_fixes_a_count_between_one_and_seven(blocks: list[Block]) -> None:
    assert worked_out(shown(blocks)).fixed == []


# What does fix one, where nothing is held back: the least and the most of figures meet.
FOUR_SEVENS = [
    Block(datetime.date(2026, 10, 14), 7, language, "p", ("sound",)) for language in "abcd"
]
SEVEN_A_WEEK = [Block(week.start, 7, "a", "p", ("sound",)) for week in WEEKS[1:5]]
ONE_EACH = [Block(datetime.date(2026, 10, 14), 1, each, "p", ("sound",)) for each in "abcdefg"]
CORNERS = [FOUR_SEVENS, SEVEN_A_WEEK, ONE_EACH]


@pytest.mark.parametrize("blocks", CORNERS)
def test_the_corners_are_kept_safe(blocks: list[Block]) -> None:
    figures = shown(blocks)
    assert worked_out(figures).fixed == []
    assert any(made.hidden for made in figures.values())


@pytest.mark.parametrize("blocks", CORNERS)
def test_without_holding_back_they_are_found_out(
    blocks: list[Block], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the attack: rounding alone is not enough."""
    monkeypatch.setattr(publishing, "fits", lambda _before, _new: True)
    monkeypatch.setattr(publishing, "_common", lambda one, _other: one)
    assert worked_out(shown(blocks)).fixed


def test_exact_totals_are_found_out() -> None:
    """The control of the rounding: the same figures, with the true total of the month beside."""
    blocks = FOUR_SEVENS[:2]
    figures = shown(blocks)
    assert not any(made.hidden for made in figures.values())
    assert worked_out(figures).fixed == []
    exact = {MONTHS[0]: counts(blocks, MONTHS[0]).totals["agreed"]}
    fixed = worked_out(figures, exact).fixed
    month = (MONTHS[0].start, MONTHS[0].end)
    assert {(month, "language", "a"), (month, "language", "b")} <= set(fixed)


def test_usual_figures_are_shown() -> None:
    """Holding back is for corners: of a usual place everything is shown."""
    days = [datetime.date(2026, 10, 1) + turn * DAY for turn in range(60)]
    blocks = [
        Block(day, 1 + turn % 3, "aaab"[turn % 4], "ppq"[turn % 3], ("sound",))
        for turn, day in enumerate(days)
    ]
    assert not any(made.hidden for made in shown(blocks).values())


@pytest.mark.parametrize(
    ("count", "words", "bounds"),
    [
        (0, "0", (0, 0)),
        (1, "1 to 7", (1, 7)),
        (7, "1 to 7", (1, 7)),
        (8, "10", (8, 12)),
        (12, "10", (8, 12)),
        (13, "15", (13, 17)),
        (1002, "1,000", (998, 1002)),
    ],
)
def test_rounding(count: int, words: str, bounds: tuple[int, int]) -> None:
    figure = rounding.rounded(count)
    assert rounding.words(figure) == words
    assert rounding.bounds(figure) == bounds


@given(st.integers(0, 5000))
def test_a_figure_is_true_of_its_count(count: int) -> None:
    low, high = rounding.bounds(rounding.rounded(count))
    assert low <= count <= high


@given(st.lists(st.integers(0, 60), min_size=1, max_size=10))
def test_a_total_is_made_of_rounded_parts_and_true(each: list[int]) -> None:
    total = total_of(*(rounding.rounded(count) for count in each))
    low, high = total.bounds
    assert low <= sum(each) <= high
    assert (total.words == "0") == (sum(each) == 0)


def total_of(*figures: int | None) -> Total:
    return Total(tuple(Part(figure) for figure in figures))


def test_the_words_of_totals() -> None:
    assert total_of(10, 20, 0).words == "30"
    assert total_of(1, 0).words == "1 to 7"
    assert total_of(1, 1).words == "about 10"
    assert total_of(20, 1).words == "about 25"
    assert total_of(20, None).words == "not shown"


def test_a_few_count_as_what_the_other_figures_leave_for_them() -> None:
    """Of ten, told apart into six places with a few each, none has four in the middle."""
    cells = {"place": {each: {"agreed": 1} for each in "pqrstu"}}
    figures = Figures({"agreed": 10}, cells, {})
    each = [tables.sum_of(figures, ("agreed",), "place", place) for place in "pqrstu"]
    assert {one.parts[0].few for one in each} == {10 / 6}
    assert {one.words for one in each} == {"1 to 7"}
