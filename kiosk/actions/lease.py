"""One process deletes at a time: whichever gets the lease row. A lease that is not renewed lapses,
so that a crash holds nothing up; whoever gets it next goes on where the rows say.
"""

from dataclasses import dataclass

from kiosk.store.database import write
from kiosk.store.models import Lease

NAME = "purge"
LENGTH = 60  # seconds; renewed while a run goes on
EVERY = 240  # seconds between runs: an hour's answers are gone within ten minutes of it
RELAY = 24 * 60 * 60  # seconds between two times that the small tables are laid anew


class LeaseLost(Exception):
    """Another process took the lease meanwhile, since it was not renewed in time."""


@dataclass
class Held:
    """The lease, in the hand of one process."""

    holder: str
    renewed_at: int
    relaid_at: int

    def renew(self, now: int) -> None:
        """Say that the run goes on. Cheap to call often.

        Raises:
            LeaseLost: it lapsed, and another has it.
        """
        if 0 <= now - self.renewed_at < LENGTH // 6:
            return
        with write():
            mine = (Lease.name == NAME) & (Lease.holder == self.holder)
            if Lease.update(until=now + LENGTH).where(mine).execute() != 1:
                raise LeaseLost
        self.renewed_at = now

    def give_back(self, now: int, *, done: bool) -> None:
        """Let another have it; `done`: the run came to its end."""
        columns = {"until": 0, "relaid_at": self.relaid_at} | ({"done_at": now} if done else {})
        with write():
            mine = (Lease.name == NAME) & (Lease.holder == self.holder)
            Lease.update(**columns).where(mine).execute()


def is_due(now: int) -> bool:
    """Whether a run is due and nobody is at it. Reads, and no more."""
    row = Lease.get_or_none(Lease.name == NAME)
    if row is None:
        return True
    return not now - EVERY < row.done_at <= now and not _runs(row, now)


def take(holder: str, now: int) -> Held | None:
    """Take the lease; None while another process holds it."""
    with write():
        row = Lease.get_or_none(Lease.name == NAME)
        if row is None:
            Lease.create(name=NAME, holder=holder, until=now + LENGTH, done_at=0, relaid_at=now)
            return Held(holder, now, now)
        if _runs(row, now):
            return None
        Lease.update(holder=holder, until=now + LENGTH).where(Lease.name == NAME).execute()
        return Held(holder, now, row.relaid_at)


def _runs(row: Lease, now: int) -> bool:
    """One that ends further ahead than any can was taken while the clock was fast."""
    return bool(now < row.until <= now + LENGTH)
