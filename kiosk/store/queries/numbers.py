"""What is counted of a site's requests and concerns, and the figures that were made of it (M9)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from peewee import fn

from kiosk.domain.answers import Answers
from kiosk.domain.numbers.counted import Decided, Request
from kiosk.domain.numbers.periods import Period
from kiosk.domain.numbers.publishing import Figures
from kiosk.domain.vocabulary import PERIOD_KINDS
from kiosk.store.models import Concern, Consent, Decision, Numbers, PolicyText, Recording, Site

STEP = 500  # requests read at a time


def requests_of(site: Site, period: Period) -> Iterator[Request]:
    """Every request signed in a period at a site, a few hundred read at a time; of a week without
    the answers, which nothing tells apart there.
    """
    first, after = period.seconds(site.timezone)
    within = (Consent.site == site) & (Consent.signed_at >= first) & (Consent.signed_at < after)
    numbers = [row.id for row in Consent.select(Consent.id).where(within)]
    opened = period.kind == "month"
    for turn in range(0, len(numbers), STEP):
        yield from (each for _number, each in requests(numbers[turn : turn + STEP], opened))


def requests(numbers: list[int], opened: bool = True) -> list[tuple[int, Request]]:
    """Those of these consents that count: not one that another replaced or that never counted, nor
    one from a poster that no staff ever looked at, of which nobody knows whether it was a patient.
    """
    made, recorded = _decisions(numbers), _recordings(numbers)
    columns: tuple[Any, ...] = (
        *(Consent.id, Consent.place, Consent.answer, Consent.state, Consent.types),
        *(Consent.door, Consent.signed_at, Consent.verified_at, Consent.answers, Consent.salt),
    )
    rows = Consent.select(*columns, PolicyText.language).join(PolicyText)
    rows = rows.where(Consent.id.in_(numbers))
    return [
        (row.id, _request(row, made[row.id], recorded[row.id], opened))
        for row in rows
        if row.state not in ("superseded", "invalid")
        and (row.door != "poster" or row.verified_at or made[row.id])
    ]


def _request(row: Consent, made: list[Decided], recorded: list[int], opened: bool) -> Request:
    return Request(
        refused=row.answer == "refused",
        withdrawn=row.state == "withdrawn",
        types=tuple(row.types.split()),
        door=row.door,
        language=row.text.language,
        signed_at=row.signed_at,
        answers=Answers(row.answers) if opened and row.salt and row.answers else None,
        decisions=made,
        recorded=recorded,
    )


def _decisions(numbers: list[int]) -> dict[int, list[Decided]]:
    found: dict[int, list[Decided]] = defaultdict(list)
    columns = (Decision.id, Decision.consent, Decision.kind, Decision.at, Decision.reason)
    rows: Any = Decision.select(*columns, Decision.ended_why)
    for number, consent, kind, at, reason, ended in rows.where(_of(Decision, numbers)).tuples():
        found[consent].append(Decided(number, kind, at, reason, ended == "undone"))
    return found


def _recordings(numbers: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows: Any = Recording.select(Recording.consent, Recording.decision)
    for consent, decision in rows.where(_of(Recording, numbers)).tuples():
        found[consent].append(decision)
    return found


def _of(model: type[Decision] | type[Recording], numbers: list[int]) -> Any:
    return model.consent.in_(numbers)


def first_request(site: Site) -> int | None:
    """When the first request that is still kept was signed at a site."""
    first = Consent.select(fn.MIN(Consent.signed_at)).where(Consent.site == site)
    found: int | None = first.scalar()
    return found


def concern_kinds(site: Site, period: Period) -> dict[str, int]:
    """How many concerns of each kind were raised in a period."""
    first, after = period.seconds(site.timezone)
    within = (Concern.site == site) & (Concern.at >= first) & (Concern.at < after)
    rows: Any = Concern.select(Concern.kind, fn.COUNT(Concern.id)).where(within)
    return dict(rows.group_by(Concern.kind).tuples())


# --- what was made of it ---


def kept_of(site: Site, period: Period) -> Numbers | None:
    """The row of a period, made or not."""
    start = period.start.isoformat()
    return Numbers.get_or_none(
        (Numbers.site == site) & (Numbers.kind == period.kind) & (Numbers.start == start)
    )


def made_periods(site: Site) -> list[Period]:
    """Every period with figures: months before weeks, the newest first."""
    mine = (Numbers.site == site) & Numbers.made_at.is_null(False)
    rows: Any = Numbers.select(Numbers.kind, Numbers.start).where(mine).tuples()
    found = [Period(kind, datetime.date.fromisoformat(start)) for kind, start in rows]
    found.sort(key=lambda each: each.start, reverse=True)
    return sorted(found, key=lambda each: PERIOD_KINDS.index(each.kind))


@dataclass(frozen=True)
class ShownFigures:
    """What is shown of one period at a site."""

    period: Period
    figures: Figures
    concerns: Mapping[str, int]
    made_at: int

    @classmethod
    def of(cls, row: Numbers) -> Self:
        """As a row has it."""
        period = Period(row.kind, datetime.date.fromisoformat(row.start))
        stored: Mapping[str, Any] = row.shown
        return cls(period, Figures.of(stored), stored["concerns"], int(row.made_at or 0))


def figures_of(site: Site, period: Period) -> ShownFigures | None:
    """The figures of one period, if they were made."""
    row = kept_of(site, period)
    return ShownFigures.of(row) if row is not None and row.made_at else None


def all_figures(site: Site) -> list[ShownFigures]:
    """The figures of every period: what new ones are tried against."""
    rows = Numbers.select().where((Numbers.site == site) & Numbers.made_at.is_null(False))
    return [ShownFigures.of(row) for row in rows]
