"""Counts are made once, when a week or month is over, and stay so (M9).

What a consent's answers say is counted before they are deleted, if that comes first. Nothing here
names anybody, so nothing is entered in the trail: the rows it counts are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from kiosk.domain.numbers.counted import FROM_ANSWERS, Counts
from kiosk.domain.numbers.periods import Period, of, settled
from kiosk.domain.numbers.publishing import Figures, Span, publish
from kiosk.domain.numbers.rounding import rounded
from kiosk.domain.retention import period as kept_for
from kiosk.domain.vocabulary import DIMS, OUTCOMES, PERIOD_KINDS, Outcome
from kiosk.store.database import write
from kiosk.store.models import Consent, Numbers, Site
from kiosk.store.queries import numbers as queries

Before = dict[Outcome, list[Span]]


def note_answers(consents: Iterable[int]) -> None:
    """Count what these consents' answers say, in the transaction that deletes them next."""
    found: dict[tuple[Site, Period], list[int]] = defaultdict(list)
    rows = Consent.select(Consent.id, Consent.signed_at, Site).join(Site)
    for row in rows.where(Consent.id.in_(list(consents))):
        month = of("month", row.signed_at, row.site.timezone)
        found[row.site, month].append(row.id)
    for (site, month), numbers in found.items():
        held = queries.kept_of(site, month)
        if held is None or not held.made_at:
            _note(site, month, numbers, Counts(cells=held.kept if held is not None else {}))


def _note(site: Site, month: Period, numbers: list[int], counts: Counts) -> None:
    for _number, request in queries.requests(numbers):
        if request.answers is not None:
            counts.add(request, FROM_ANSWERS)
    if counts.totals:
        _put(site, month, kept=counts.cells)


def make_due(site: Site, now: int, rest: Callable[[], None] = lambda: None) -> int:
    """Make the figures of every week and month that is over and has none yet, each in a
    transaction of its own; returns of how many.
    """
    made = 0
    before: Before | None = None
    for period in due(site, now):
        if before is None:
            before = _before(site)
        if _make(site, period, now, before, rest):
            made += 1
        else:
            before = None  # others are at it: look again at what is shown already
        rest()
    return made


def due(site: Site, now: int) -> Iterator[Period]:
    """The periods that are over and have no figures, the earliest end first.

    None of which requests may be deleted already: a count that is not whole is none.
    """
    first = queries.first_request(site)
    since = min(site.opened_at, first) if first is not None else site.opened_at
    whole = now - kept_for(site.retention, "evidence")
    made = set(queries.made_periods(site))
    over = [
        each
        for kind in PERIOD_KINDS
        for each in settled(kind, max(since, whole), now, site.timezone)
        if each not in made and (each.seconds(site.timezone)[0] >= whole)
    ]
    yield from sorted(over, key=lambda each: (each.end, each.kind))


def _make(site: Site, period: Period, now: int, before: Before, rest: Callable[[], None]) -> bool:
    """Whether they were made: what another process made meanwhile stays as it is."""
    counts = Counts()
    dims = DIMS if period.kind == "month" else ()  # see `publishing`: weeks have no filters
    for turn, request in enumerate(queries.requests_of(site, period), start=1):
        counts.add(request, dims)
        if turn % queries.STEP == 0:  # a busy place's month takes a while
            rest()
    kinds = queries.concern_kinds(site, period) if period.kind == "month" else {}
    raised = {kind: rounded(count) for kind, count in kinds.items()}
    with write():
        held = queries.kept_of(site, period)  # with what was deleted while the rows were read
        if held is not None:
            if held.made_at is not None:
                return False
            counts.settle(held.kept)
        stored = {**publish(period, counts, before), "concerns": raised}
        _put(site, period, kept={}, shown=stored, made_at=now)
    _join(before, queries.ShownFigures(period, Figures.of(stored), raised, now))
    return True


def _put(site: Site, period: Period, **columns: object) -> None:
    where = {"site": site, "kind": period.kind, "start": period.start.isoformat()}
    row = queries.kept_of(site, period)
    if row is None:
        Numbers.create(**where, **columns)
    else:
        Numbers.update(**columns).where(Numbers.id == row.id).execute()


def _before(site: Site) -> Before:
    found: Before = {outcome: [] for outcome in OUTCOMES}
    for shown in queries.all_figures(site):
        _join(found, shown)
    return found


def _join(before: Before, shown: queries.ShownFigures) -> None:
    for outcome in OUTCOMES:
        known = shown.figures.bounds(outcome)
        if known is not None:
            before[outcome].append(Span(shown.period.start, shown.period.end, *known))
