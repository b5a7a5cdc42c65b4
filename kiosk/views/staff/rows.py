"""Today's list in its order, and the rows of one page of it. Only those are decrypted."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
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

    def rank(self, me: int | None) -> tuple[int, bool, bool, bool]:
        """Group by group: one's own first, then who was checked, then as they came."""
        listed = self.listed
        unknown = listed.from_poster and not listed.verified
        own = me is not None and listed.owner == me
        return GROUPS.index(self.group), not own, unknown, not listed.verified


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
    group: str
    owner: int | None
    unreadable: bool  # its row was changed or damaged: it says so, and the list goes on
    note_due: bool


@dataclass(frozen=True)
class Sheet:
    """One page of the list: its rows, and what is true of the whole of it."""

    rows: list[Row]
    number: int  # from 1
    counts: dict[str, int]  # of each group on the whole list, in their order
    starts: dict[str, int]  # the page on which each of them begins

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-sum(self.counts.values()) // MAX_ROWS))

    def of(self, group: str) -> list[Row]:
        """The rows of one group on this page."""
        return [row for row in self.rows if row.group == group]


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


def sheet(found: tuple[Place, ...], me: int | None) -> Sheet:
    """The page that was asked for; beyond the last one, the last."""
    ordered = sorted(found, key=lambda each: each.rank(me))  # the sort is stable
    starts: dict[str, int] = {}
    for at, each in enumerate(ordered):
        starts.setdefault(each.group, at // MAX_ROWS + 1)
    number = max(1, min(asked(), -(-len(ordered) // MAX_ROWS)))
    shown = ordered[(number - 1) * MAX_ROWS : number * MAX_ROWS]
    return Sheet(_rows(shown), number, _counts(found), starts)


def _counts(found: tuple[Place, ...]) -> dict[str, int]:
    counts = dict.fromkeys(GROUPS, 0)
    for each in found:
        counts[each.group] += 1
    return counts


def asked() -> int:
    """The page that was asked for, from 1."""
    value = request.args.get("page", "")
    return int(value) if value.isascii() and value.isdecimal() and 0 < len(value) < 6 else 1


def _rows(shown: list[Place]) -> list[Row]:
    """These places as rows, in the same order."""
    consents = queries.rows_of(g.site, [each.number for each in shown])
    return [_row(each, consents[each.number]) for each in shown if each.number in consents]


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
        band=staff_band(consent, place.state),
        signed_at=consent.signed_at,
        alone_first=answers.alone_first,
        group=place.group,
        owner=place.listed.owner,
        unreadable=damaged,
        note_due=place.note_due,
    )


def _is_child(consent: queries.Consent) -> bool:
    if not consent.birth_date:
        return False
    born = datetime.date.fromisoformat(consent.birth_date)
    return ages.years(born, hours.local(now(), g.site.timezone).date()) < CHILD
