"""What has served its time is deleted, in small steps that hold up no patient (M7).

Each step is one transaction of few rows with its own entry, which names every row; between two
steps whoever waits gets their turn. Nothing has to be remembered between them: what is due says so
itself, so a run that was cut short is simply gone on with.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import partial

from kiosk.actions import erasing, unknown
from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.actions.numbers import make_due
from kiosk.actions.recordings import stop_overdue
from kiosk.domain.retention import Kind, period
from kiosk.lookups.server_figures import MIN_FREE, free_bytes
from kiosk.lookups.visitors import MAX_SESSION
from kiosk.store import database, pages
from kiosk.store.database import DatabaseUnfit, write
from kiosk.store.models import (
    Attempt,
    Consent,
    Deletion,
    FailedSignIn,
    Handoff,
    Invitation,
    Journey,
    Note,
    Once,
    Site,
    StaffSession,
    TurnedAway,
)
from kiosk.store.queries.deletions import held_why

MOST = 500  # rows deleted in one transaction
MOST_NAMED = 20  # and of those whose names are emptied
MAX_LOG = 64 * 2**20  # bytes of the write-ahead log, past which a run waits
ALL = "all"  # where something went that belongs to no one place
SMALL = (
    "once",
    "attempt",
    "turned_away",
    "staff_session",
    "invitation",
    "handoff",
    "failed_sign_in",
)


@dataclass(frozen=True)
class Purged:
    """How many rows were deleted of each kind, and whether nothing of them can be read now.

    `stayed`: what is over and was kept, by kind and why.
    """

    drafts: int = 0
    signings: int = 0
    identities: int = 0
    notes: int = 0
    evidence: int = 0
    concerns: int = 0
    sessions: int = 0
    codes: int = 0
    attempts: int = 0
    failures: int = 0
    retries: int = 0
    reports: int = 0
    unreadable: bool = True
    stayed: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rows deleted or emptied."""
        return sum(getattr(self, each) for each in COUNTED)


COUNTED = tuple(each.name for each in fields(Purged) if each.name not in ("unreadable", "stayed"))


@dataclass
class Run:
    """One run: who makes it, what it has done so far, and what it does between two steps."""

    context: Context
    by: str = "operator"
    rest: Callable[[], None] = lambda: None
    relay: bool = True  # whether the small tables are laid anew as well
    number: int = 0  # of its report
    went: dict[str, Counter[str]] = field(default_factory=dict)

    def purge(self) -> Purged:
        """Delete all that is due now.

        Raises:
            DatabaseUnfit: there is no room on the disk, or the log cannot be emptied.
        """
        _require_room()
        stop_overdue(self.context)
        for site in Site.select():
            make_due(site, self.context.now, self.rest)
        for _step in self._steps():
            self.rest()
            _require_room()
        total = sum(self.went.values(), Counter())
        if total["identities"] or total["signings"]:
            self._write(pages.reindex_searched)
            self.rest()
        small = any(
            total[each] for each in ("sessions", "codes", "attempts", "failures", "retries")
        )
        for table in SMALL if small and self.relay else ():
            self._write(partial(pages.lay_anew, table))
            self.rest()
        stayed = self._report()
        return Purged(**total, unreadable=database.flush_deleted(), stayed=stayed)

    def _steps(self) -> Iterator[int]:
        sites = list(Site.select())
        for site in sites:
            there = replace(self.context, site=site)
            for kind, step, most in _OF_A_PLACE:
                until = self.context.now - period(site.retention, kind)
                delete = partial(step, site, self.context.now if kind == "drafts" else until)
                yield from self._repeat(there, kind, delete, most)
        for kind, delete_until in _OF_ALL:
            until = self.context.now - max(period(site.retention, kind) for site in sites)
            yield from self._repeat(self.context, kind, partial(delete_until, until), MOST)

    def _repeat(
        self, context: Context, kind: Kind, delete: Callable[[int], int], most: int
    ) -> Iterator[int]:
        while True:
            with change(context, "database.purge") as made:
                gone = delete(most)
                if gone:
                    made.audit("database", **{kind: gone})
                    self._note(ALL if kind in _EVERYWHERE else str(context.site.id), kind, gone)
            if not gone:
                return
            yield gone

    def _note(self, where: str, kind: Kind, gone: int) -> None:
        """Bring the report of this run up to date, in the transaction of the step itself."""
        self.went.setdefault(where, Counter())[kind] += gone
        columns = {"ended_at": self.context.now, "went": self.went}
        if self.number:
            Deletion.update(**columns).where(Deletion.id == self.number).execute()
        else:
            made = {"began_at": self.context.now, "by": self.by, "stayed": {}}
            self.number = Deletion.create(**made, **columns).id

    def _report(self) -> dict[str, dict[str, int]]:
        found = {str(site.id): stayed(site, self.context.now) for site in Site.select()}
        if self.number:
            with write():
                Deletion.update(stayed=found).where(Deletion.id == self.number).execute()
        total: dict[str, Counter[str]] = {}
        for kinds in found.values():
            for kind, whys in kinds.items():
                total.setdefault(kind, Counter()).update(whys)
        return {kind: dict(whys) for kind, whys in total.items()}

    def _write(self, do: Callable[[], None]) -> None:
        with write():
            do()


def stayed(site: Site, now: int) -> dict[str, dict[str, int]]:
    """What of a site is over and is kept all the same: by kind and why, how many."""
    found: dict[str, dict[str, int]] = {}
    ended = Consent.expires_at <= now - period(site.retention, "identities")
    noted = Note.at <= now - period(site.retention, "notes")
    for number, why in held_why(site).items():
        here = (Consent.id == number) & (Consent.site == site)
        if Consent.select().where(here & ended & erasing.NAMED).exists():
            _count(found, "identities", why)
        notes = Note.select().where((Note.consent == number) & noted & erasing.NAMED).count()
        for _note in range(notes):
            _count(found, "notes", why)
    return found


def _count(found: dict[str, dict[str, int]], kind: str, why: str) -> None:
    whys = found.setdefault(kind, {})
    whys[why] = whys.get(why, 0) + 1


def _require_room() -> None:
    """What is deleted is written to the log first, and a log that nothing empties only grows."""
    if not database.embedded():
        return
    free = free_bytes()
    if free < MIN_FREE:
        raise DatabaseUnfit(f"only {free // 2**20} MB free: nothing is deleted until there is room")
    if database.log_size() > MAX_LOG and not database.flush_deleted():
        raise DatabaseUnfit("the database's log is full and somebody reads from it: try later")


def _drafts(site: Site, now: int, most: int) -> int:
    over = (Journey.site == site) & (Journey.expires_at <= now)
    rows = Journey.select(Journey.id).where(over).order_by(Journey.expires_at).limit(most)
    numbers = [row.id for row in rows]
    if numbers:
        with pages.pages_to_themselves("journey", numbers):
            Journey.delete().where(Journey.id.in_(numbers)).execute()
        pages.reindex("journey")
    return len(numbers)


def _retries(until: int, most: int) -> int:
    keys = Once.select(Once.key).where(Once.at < until).limit(most)
    return int(Once.delete().where(Once.key.in_(keys)).execute())


def _attempts(until: int, most: int) -> int:
    """Tries, and who was turned away for too many of them."""
    tries = Attempt.select(Attempt.id).where(Attempt.at < until).limit(most)
    refused = TurnedAway.select(TurnedAway.id).where(TurnedAway.last_at < until).limit(most)
    gone = Attempt.delete().where(Attempt.id.in_(tries)).execute()
    return int(gone + TurnedAway.delete().where(TurnedAway.id.in_(refused)).execute())


def _failures(until: int, most: int) -> int:
    rows = FailedSignIn.select(FailedSignIn.id).where(FailedSignIn.last_at < until).limit(most)
    return int(FailedSignIn.delete().where(FailedSignIn.id.in_(rows)).execute())


def _sessions(until: int, most: int) -> int:
    """Sessions, and the links that people came in by: whom one was for, its person's row says."""
    ended = StaffSession.ended_at < until
    # Nobody signed out of these: they ended by themselves.
    lapsed = StaffSession.began_at < until - MAX_SESSION
    rows = StaffSession.select(StaffSession.id).where(ended | lapsed).limit(most)
    links = Invitation.select(Invitation.id).where(Invitation.expires_at < until).limit(most)
    gone = StaffSession.delete().where(StaffSession.id.in_(rows)).execute()
    return int(gone + Invitation.delete().where(Invitation.id.in_(links)).execute())


def _codes(until: int, most: int) -> int:
    """Who showed a code to whom is of no use once it is over, and the visit with it."""
    rows = Handoff.select(Handoff.id).where(Handoff.expires_at < until).limit(most)
    return int(Handoff.delete().where(Handoff.id.in_(rows)).execute())


def _reports(until: int, most: int) -> int:
    rows = Deletion.select(Deletion.id).where(Deletion.began_at < until).limit(most)
    return int(Deletion.delete().where(Deletion.id.in_(rows)).execute())


_OF_A_PLACE: tuple[tuple[Kind, Callable[[Site, int, int], int], int], ...] = (
    ("drafts", _drafts, MOST_NAMED),
    ("signings", unknown.delete_over, MOST_NAMED),
    ("identities", erasing.erase_over, MOST_NAMED),
    ("identities", erasing.erase_requests, MOST_NAMED),
    ("notes", erasing.erase_notes, MOST_NAMED),
    ("evidence", erasing.delete_evidence, MOST_NAMED),
    ("concerns", erasing.erase_concerns, MOST_NAMED),
)
_OF_ALL: tuple[tuple[Kind, Callable[[int, int], int]], ...] = (
    ("retries", _retries),
    ("attempts", _attempts),
    ("failures", _failures),
    ("sessions", _sessions),
    ("codes", _codes),
    ("reports", _reports),
)
_EVERYWHERE = frozenset(kind for kind, _delete in _OF_ALL)
