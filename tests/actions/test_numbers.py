"""Numbers (M9): made once, when a period is over; true to hand counts; true of what was deleted."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

import pytest

from harness import visits
from harness.visits import Visit
from kiosk.actions import erasing, numbers, upkeep
from kiosk.actions.change import change
from kiosk.domain.numbers import rounding
from kiosk.domain.numbers.periods import Period
from kiosk.domain.vocabulary import OUTCOMES
from kiosk.store.models import Consent, Numbers
from kiosk.store.queries import figures_of, made_periods
from tests.cast import World

LONDON = ZoneInfo("Europe/London")
LANGUAGES = ["en", "cy", "ur", "pl"]


def at(*when: int) -> int:
    return int(datetime.datetime(*when, tzinfo=LONDON).timestamp())


QUARTER = (at(2026, 10, 1), at(2027, 1, 1))


def seeded(world: World, count: int, seed: int = 1) -> list[Visit]:
    """A quarter at Hart Street, all of whose receipts have ended."""
    like = world.signed()
    found = visits.season(*QUARTER, count, seed, LANGUAGES)
    visits.put(found, like, world.alice.id)
    Consent.delete().where(Consent.id == like.id).execute()
    world.clock.now = at(2027, 1, 5, 12)
    return found


def make(world: World) -> int:
    return numbers.make_due(world.here, world.clock())


# --- by hand: plain Python over what was seeded, and its own words for each outcome ---

Test = Callable[[Visit], bool]
DONE: dict[str, Test] = {
    "refused": lambda v: v.refused,
    "withdrawn": lambda v: not v.refused and v.withdrawn and not v.recorded,
    "recorded": lambda v: v.recorded and v.kind == "agreed",
    "conditions_recorded": lambda v: v.recorded and v.kind == "conditions",
    "open": lambda v: not (v.refused or v.withdrawn) and v.kind == "",
    **{
        kind: (lambda v, kind=kind: not (v.recorded or v.withdrawn) and v.kind == kind)
        for kind in ("agreed", "conditions", "wait", "not_agreed", "colleague")
    },
}
BY: dict[str, Callable[[Visit], Iterable[str]]] = {
    "type": lambda v: ["none"] if v.refused else v.types.split(),
    "way": lambda v: [v.door],
    "language": lambda v: [v.language],
    "signer": lambda v: [v.signer or "mine"],
    "place": lambda v: [v.where],
    "reason": lambda v: [v.reason],
    "time": lambda v: [band(v)],
}


def band(visit: Visit) -> str:
    if not visit.kind:
        return "undecided"
    for bound in (5, 15, 30, 60):
        if visit.after < bound:
            return str(bound)
    return "longer"


def shown(count: int) -> int:
    """0, one for "1 to 7", else the nearest five: counted up in fives."""
    if count < 8:
        return min(count, 1)
    return min(range(10, count + 6, 5), key=lambda five: abs(five - count))


def month_of(visit: Visit) -> str:
    return datetime.datetime.fromtimestamp(visit.at, LONDON).strftime("%Y-%m")


def week_of(visit: Visit) -> str:
    year, week, _day = datetime.datetime.fromtimestamp(visit.at, LONDON).isocalendar()
    return f"{year}-W{week:02}"


def figures(world: World, key: str) -> dict[str, object]:
    period = next(each for each in made_periods(world.here) if each.key == key)
    found = figures_of(world.here, period)
    assert found is not None
    return {"totals": dict(found.figures.totals), "cells": found.figures.cells}


def check_months(world: World, rows: list[Visit]) -> None:
    for month in ("2026-10", "2026-11", "2026-12"):
        mine = [each for each in rows if month_of(each) == month]
        found = figures(world, month)
        totals = {name: sum(map(test, mine)) for name, test in DONE.items()}
        assert sum(totals.values()) == len(mine)
        assert found["totals"] == {name: shown(n) for name, n in totals.items() if n}
        for dim, values in BY.items():
            cells: Counter[tuple[str, str]] = Counter()
            for each in mine:
                outcome = next(name for name, test in DONE.items() if test(each))
                cells.update((value, outcome) for value in values(each))
            rounded = {pair: shown(n) for pair, n in cells.items()}
            there = found["cells"][dim]  # type: ignore[index]
            assert {(v, o): n for v, row in there.items() for o, n in row.items()} == rounded


@pytest.mark.parametrize("count", [90, 400])
def test_a_quarter_is_as_counted_by_hand(world: World, count: int) -> None:
    rows = seeded(world, count)
    make(world)
    check_months(world, rows)
    weeks = {week_of(each) for each in rows}
    made = {each.key for each in made_periods(world.here) if each.kind == "week"}
    assert weeks <= made
    for week in weeks:
        mine = [each for each in rows if week_of(each) == week]
        totals = {name: shown(sum(map(test, mine))) for name, test in DONE.items()}
        found = figures(world, week)
        assert found["totals"] == {name: n for name, n in totals.items() if n}
        assert found["cells"] == {}


def test_what_was_deleted_before_the_month_was_over_is_counted(world: World) -> None:
    """Names are kept for a day; the answers go with them, and the figures know them still."""
    rows = seeded(world, 120)
    here = Consent.select(Consent.id)
    for day in range(1, 97, 5):  # a run every few days
        now = QUARTER[0] + day * 86_400
        over = [row.id for row in here.where((Consent.expires_at < now) & (Consent.salt != ""))]
        world.clock.now = now
        with change(upkeep.operator(world.secrets, now), "database.purge") as made:
            erasing.erase(over)
            made.audit("database", identities=len(over))
        make(world)
    assert not Consent.select().where(Consent.salt != "").exists()
    world.clock.now = at(2027, 1, 5, 12)
    make(world)
    check_months(world, rows)
    assert all(row.kept == {} for row in Numbers.select().where(Numbers.made_at.is_null(False)))


def test_a_period_is_made_once_and_stays(world: World) -> None:
    seeded(world, 200)
    assert make(world) > 3
    before = {row.id: row.shown for row in Numbers.select()}
    Consent.update(state="invalid").execute()
    assert make(world) == 0
    assert {row.id: row.shown for row in Numbers.select()} == before


def test_no_period_that_is_not_over(world: World) -> None:
    """Neither this month, nor one whose last receipt may still be used."""
    world.signed()
    world.clock.now = at(2026, 12, 1, 14, 59)
    make(world)
    assert "2026-11" not in {each.key for each in made_periods(world.here)}
    world.clock.now = at(2026, 12, 1, 15, 0)
    make(world)
    assert made_periods(world.here)[0] == Period("month", datetime.date(2026, 11, 1))
    assert "2026-12" not in {each.key for each in made_periods(world.here)}


def test_another_place_counts_for_itself(world: World) -> None:
    seeded(world, 100)
    make(world)
    numbers.make_due(world.there, world.clock())
    for period in made_periods(world.there):
        found = figures_of(world.there, period)
        assert found is not None
        assert found.figures.totals == {}


def test_what_never_counted_does_not(world: World) -> None:
    """Signed again, marked as a mistake, or from a poster and never looked at."""
    rows = seeded(world, 40)
    numbers_ = [row.id for row in Consent.select().order_by(Consent.id)]
    Consent.update(state="superseded").where(Consent.id.in_(numbers_[:5])).execute()
    Consent.update(state="invalid").where(Consent.id.in_(numbers_[5:9])).execute()
    nobody = Consent.update(door="poster", verified_at=None)
    nobody.where(Consent.id.in_(numbers_[9:12])).execute()
    make(world)
    left = rows[9:]
    gone = [each for each in left[:3] if not each.kind]
    total = Counter(month_of(each) for each in left if each not in gone)
    for month, count in total.items():
        found = figures(world, month)["cells"]["place"]  # type: ignore[index]
        bounds = [rounding.bounds(n) for row in found.values() for n in row.values()]
        low, high = sum(low for low, _h in bounds), sum(high for _l, high in bounds)
        assert low <= count <= high


def test_the_purge_makes_them(world: World) -> None:
    seeded(world, 60)
    upkeep.purge(upkeep.operator(world.secrets, world.clock()))
    assert {each.key for each in made_periods(world.here)} >= {"2026-10", "2026-11", "2026-12"}


def test_figures_that_another_process_made_meanwhile_stay(world: World) -> None:
    """Whoever lost the lease while it counted finds them made: they are never counted again."""
    seeded(world, 200)
    here, now = world.here, world.clock()
    period = next(each for each in numbers.due(here, now) if each.key == "2026-10")
    none: numbers.Before = {outcome: [] for outcome in OUTCOMES}
    assert numbers._make(here, period, now, none, lambda: None)
    before = figures(world, "2026-10")
    Consent.update(state="superseded").execute()  # which then counts no more
    assert not numbers._make(here, period, now, none, lambda: None)
    assert figures(world, "2026-10") == before
