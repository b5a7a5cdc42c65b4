"""Limits on failed tries, kept in the database so that every worker counts the same."""

from dataclasses import dataclass

from kiosk.actions.context import Context
from kiosk.domain.refusals import TooManyTries
from kiosk.store.database import write
from kiosk.store.models import Attempt
from kiosk.store.prepared import Prepared, slot


@dataclass(frozen=True)
class Limit:
    """At most `most` failures in `window` seconds."""

    most: int
    window: int


SIGN_IN = Limit(most=5, window=15 * 60)  # for one user name from one address
SIGN_IN_NAME = Limit(most=50, window=15 * 60)  # from anywhere: hard to guess, hard to lock out
SIGN_IN_ADDRESS = Limit(most=30, window=15 * 60)  # of any user name: many names, one guess each
DEVICE = Limit(most=10, window=15 * 60)  # for one user name in a browser that knows its person
CODE = Limit(most=20, window=10 * 60)
PAIRING = Limit(most=10, window=15 * 60)

_RECENT = Prepared(
    lambda: Attempt.select(Attempt.at).where(
        (Attempt.bucket == slot("bucket")) & (Attempt.at > slot("since"))
    )
)


def guard(context: Context, limit: Limit, purpose: str, *who: str) -> str:
    """The bucket to count a failure in.

    Raises:
        TooManyTries: there were too many in the window already.
    """
    bucket = context.secrets.keyed_hash("attempt", purpose, *who)
    since = context.now - limit.window
    times = sorted(at for (at,) in _RECENT.rows(bucket=bucket, since=since))
    if len(times) >= limit.most:
        raise TooManyTries(max(1, -(-(times[-limit.most] + limit.window - context.now) // 60)))
    return bucket


def failed(context: Context, *buckets: str) -> None:
    """Count one failure in each bucket, at once: the refusal that follows undoes nothing."""
    with write():
        for bucket in buckets:
            Attempt.create(bucket=bucket, at=context.now)
