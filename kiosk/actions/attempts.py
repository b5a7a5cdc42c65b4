"""Limits, counted in the database so that every worker counts the same.

To look whether there is room and to count are one transaction, begun IMMEDIATE: of many requests
at once no more get through than a limit allows.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.actions.context import Context
from kiosk.domain.refusals import Refusal, TooManyTries
from kiosk.store.database import write
from kiosk.store.models import Attempt
from kiosk.store.prepared import Prepared, slot


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `window` seconds."""

    most: int
    window: int


SIGN_IN = Limit(most=5, window=15 * 60)  # for one user name from one address
SIGN_IN_NAME = Limit(most=50, window=15 * 60)  # from anywhere: hard to guess, hard to lock out
SIGN_IN_ADDRESS = Limit(most=30, window=15 * 60)  # of any user name: many names, one guess each
DEVICE = Limit(most=10, window=15 * 60)  # for one user name in a browser that knows its person
CODE = Limit(most=20, window=10 * 60)
PAIRING = Limit(most=10, window=15 * 60)
SECOND_STEP = Limit(most=5, window=15 * 60)  # wrong codes after a right password

MAX_CHECKING = 30  # seconds; a password takes a fraction of one
PATIENCE = 20.0  # seconds for which a try waits for others that are being checked
PAUSE = 0.1


LEEWAY = 60  # seconds by which one request's time may be ahead of another's


@dataclass(frozen=True)
class Purse:
    """What one limit counts: the bucket of whoever tries."""

    limit: Limit
    bucket: str


# The oldest of the last `most`: if it is within the window, the purse is empty until it is not.
_OLDEST = Prepared(
    lambda: (
        Attempt.select(Attempt.at)
        .where(
            (Attempt.bucket == slot("bucket"))
            & (Attempt.at > slot("since"))
            & (Attempt.at <= slot("until"))
        )
        .order_by(Attempt.at.desc())
        .limit(1)
        .offset(slot("before"))
    )
)


def purse(context: Context, limit: Limit, purpose: str, *who: str) -> Purse:
    """What a limit counts for one purpose and whoever is meant, by a keyed hash."""
    return Purse(limit, context.secrets.keyed_hash("attempt", purpose, *who))


def minutes_left(context: Context, held: Purse) -> int:
    """How many minutes a purse is empty for; 0 while there is room.

    What was tried while the clock was fast counts no more once it is right: it would shut the right
    password out, or a tablet, for as long as the clock was ahead.
    """
    limit, now = held.limit, context.now
    times = {"since": now - limit.window, "until": now + LEEWAY}
    oldest = _OLDEST.first(bucket=held.bucket, before=limit.most - 1, **times)
    return max(1, -(-(oldest[0] + limit.window - context.now) // 60)) if oldest else 0


def spent(context: Context, held: Purse) -> bool:
    """Whether failures alone have emptied a purse: tries that are still being checked may be right.

    One whose check never came to an end counts as a failure in the end.
    """
    since, stale = context.now - held.limit.window, context.now - MAX_CHECKING
    failed = (Attempt.checking == False) | (Attempt.at < stale)  # noqa: E712  # SQL, not Python
    mine = (Attempt.bucket == held.bucket) & (Attempt.at > since)
    return bool(Attempt.select().where(mine & failed).count() >= held.limit.most)


def take(context: Context, *purses: Purse, checking: bool = False) -> list[int]:
    """Count one try in each purse, inside the caller's transaction; returns what `give_back` takes.

    With `checking` nobody knows yet whether it is a failure: `settle` or `give_back` says so.

    Raises:
        TooManyTries: one of them is empty. Nothing is counted then.
    """
    for each in purses:
        if minutes := minutes_left(context, each):
            raise TooManyTries(minutes)
    return count(context, *purses, checking=checking)


def count(context: Context, *purses: Purse, checking: bool = False) -> list[int]:
    """Count one try in each purse, which the same transaction has found to have room."""
    rows = [{"bucket": each.bucket, "at": context.now, "checking": checking} for each in purses]
    return [Attempt.create(**row).id for row in rows]


def reserve(context: Context, *purses: Purse) -> list[int]:
    """The same in a transaction of its own: for a try that takes too long to hold one open.

    It counts against the limit from now on, until it is given back. Where only others that are
    being checked stand in its way, it waits for them: they may all be right.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with write():
                return take(context, *purses, checking=True)
        except TooManyTries:
            if time.monotonic() > until or not _undecided(context, *purses):
                raise
        time.sleep(PAUSE)


def _undecided(context: Context, *purses: Purse) -> bool:
    """Whether no purse is emptied by failures alone."""
    return not any(spent(context, each) for each in purses)


def settle(taken: list[int]) -> None:
    """The tries were failures. Inside the caller's transaction."""
    Attempt.update(checking=False).where(Attempt.id.in_(taken)).execute()


def give_back(taken: list[int]) -> None:
    """The tries were no failures: count them no more. Inside the caller's transaction."""
    Attempt.delete().where(Attempt.id.in_(taken)).execute()


@contextmanager
def failures(context: Context, held: Purse) -> Iterator[None]:
    """One transaction around a try that is quick: a refusal in it counts, and is kept.

    What else the try changed before it was refused has to be undone by the try itself.

    Raises:
        TooManyTries: the purse is empty, so nothing was tried.
    """
    with write():
        if minutes := minutes_left(context, held):
            raise TooManyTries(minutes)
        refused = None
        try:
            yield
        except Refusal as refusal:
            count(context, held)
            refused = refusal
    if refused is not None:
        raise refused
