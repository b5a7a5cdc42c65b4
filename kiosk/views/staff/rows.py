"""Today's list in its order, and the rows of one page of it. Only those are decrypted."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from zlib import crc32

from flask import g, request

from kiosk.domain import ages, hours
from kiosk.domain.answers import Answers
from kiosk.domain.permission import standing
from kiosk.domain.vocabulary import Standing
from kiosk.store import queries
from kiosk.views.front.bands import Band, type_words
from kiosk.views.front.current import now
from kiosk.views.front.staff_bands import staff_band
from kiosk.views.staff.bar import IN_THE_ROOM
from kiosk.views.staff.words import NO_NAME, PLACES

CHILD = 16  # years from which nobody is called a child here
MAX_ROWS = 50  # of one page

WAITING: tuple[Standing, ...] = (
    "not_decided",
    "handed_over",
    "wait",
    "wait_over",
    "someone_said_no",
    "someone_to_ask",
)
STATES: Mapping[str, tuple[Standing, ...]] = {
    "recording": ("recording", "paused"),  # and whatever else an open session waits for
    "agreed": ("ok",),
    "waiting": WAITING,
}
# In this order. Whoever signed from the poster and was not checked comes after all who wait.
GROUPS = ("recording", "agreed", "waiting", "poster", "over")


@dataclass(frozen=True, slots=True)
class Place:
    """One consent in its place on the list."""

    number: int
    group: str
    state: Standing
    listed: queries.Listed

    @property
    def note_due(self) -> bool:
        """It is over, somebody decided, and no note was kept (K7)."""
        return self.group == "over" and self.listed.decided and not self.listed.noted

    @property
    def rank(self) -> tuple[bool, bool]:
        """In its group: whoever was checked first, whoever signed from the poster last (E2)."""
        listed = self.listed
        return listed.from_poster and not listed.verified, not listed.verified


class Line:
    """Everybody on a list, group by group, in each by rank and then as they came."""

    def __init__(self, found: Iterable[Place]) -> None:
        self.groups: dict[str, list[Place]] = {group: [] for group in GROUPS}
        for each in sorted(found, key=lambda each: each.rank):  # the sort is stable
            self.groups[each.group].append(each)

    @property
    def counts(self) -> dict[str, int]:
        """How many are in each group, in their order."""
        return {group: len(places) for group, places in self.groups.items()}

    def seen_by(self, me: int | None) -> Iterator[Place]:
        """As one person sees it: in each group their own stand first."""
        return chain.from_iterable(_own_first(places, me) for places in self.groups.values())


def _own_first(places: list[Place], me: int | None) -> Iterator[Place]:
    own = [each for each in places if me is not None and each.listed.owner == me]
    others = (each for each in places if each.listed.owner != me)
    return chain(own, others) if own else iter(places)


@dataclass(frozen=True)
class Row:
    """One patient as the list shows them."""

    number: int
    verified: bool
    name: str
    birth_date: str
    types: str
    place: str  # where it is not the consulting room
    child: bool
    band: Band
    signed_at: int
    alone_first: bool  # Q10
    owner: int | None
    unreadable: bool  # its row was changed or damaged: it says so, and the list goes on
    note_due: bool


@dataclass(frozen=True)
class Sheet:
    """One page of the list: who stands on it, and what is true of the whole of it."""

    places: tuple[Place, ...]
    number: int  # from 1
    counts: dict[str, int]  # of each group on the whole list, in their order

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-sum(self.counts.values()) // MAX_ROWS))

    @property
    def starts(self) -> dict[str, int]:
        """The page on which each group begins."""
        before, found = 0, {}
        for group, count in self.counts.items():
            found[group] = before // MAX_ROWS + 1
            before += count
        return found

    def of(self, group: str) -> list[Place]:
        """Those of one group on this page."""
        return [each for each in self.places if each.group == group]


def places() -> tuple[Place, ...]:
    """Everybody on the list of the signed-in person's site, oldest first."""
    found = queries.today(g.site, since(), now())
    return tuple(_place(each, standing(each.facts, now())) for each in found)


def since() -> int:
    """The last midnight here: who signed before is listed while their receipt is of use."""
    return hours.day_start(now(), g.site.timezone)


def _place(listed: queries.Listed, state: Standing) -> Place:
    return Place(listed.number, _group(listed, state), state, listed)


def _group(listed: queries.Listed, state: Standing) -> str:
    """Open sessions stand together, whatever they wait for (B6)."""
    if listed.facts.running and state in IN_THE_ROOM:
        return "recording"
    group = next((name for name, states in STATES.items() if state in states), "over")
    unknown = listed.from_poster and not listed.verified
    return "poster" if group == "waiting" and unknown else group


def news(found: tuple[Place, ...]) -> str:
    """Another text whenever somebody is new on the list, or something else holds for them."""
    told = [(each.number, each.state, each.listed.verified, each.listed.replaced) for each in found]
    return f"{crc32(repr(told).encode()):x}"


def sheet(line: Line, me: int | None) -> Sheet:
    """The page that was asked for, as one person sees it; beyond the last one, the last."""
    counts = line.counts
    number = max(1, min(asked(), -(-sum(counts.values()) // MAX_ROWS)))
    shown = islice(line.seen_by(me), (number - 1) * MAX_ROWS, number * MAX_ROWS)
    return Sheet(tuple(shown), number, counts)


def asked() -> int:
    """The page that was asked for, from 1."""
    value = request.args.get("page", "")
    return int(value) if value.isascii() and value.isdecimal() and 0 < len(value) < 6 else 1


def rows(shown: Iterable[Place]) -> dict[int, Row]:
    """These as rows, by number. Each is drawn from its consent as it is now, and whoever went
    meanwhile has none: the list may be a moment old (`today.MAX_AGE`).
    """
    wanted = {each.number: each for each in shown}
    return {
        number: _row(wanted[number], consent)
        for number, consent in queries.rows_of(g.site, wanted).items()
    }


def _row(place: Place, consent: queries.Consent) -> Row:
    answers, damaged = Answers(consent.answers), queries.is_unreadable(consent)
    return Row(
        number=consent.id,
        verified=place.listed.verified,
        name=consent.patient_name or (NO_NAME[True] if damaged else ""),
        birth_date=consent.birth_date or "",
        types=str(type_words(queries.agreed_types(consent) or queries.asked_types(consent)))
        if consent.types
        else "",
        place=PLACES.get(answers.place, ""),
        child=_is_child(consent),
        band=staff_band(consent, standing(queries.facts(consent), now())),
        signed_at=consent.signed_at,
        alone_first=answers.alone_first,
        owner=place.listed.owner,
        unreadable=damaged,
        note_due=place.note_due,
    )


def _is_child(consent: queries.Consent) -> bool:
    if not consent.birth_date:
        return False
    born = datetime.date.fromisoformat(consent.birth_date)
    return ages.years(born, hours.local(now(), g.site.timezone).date()) < CHILD
