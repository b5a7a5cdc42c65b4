"""The signed status list: what no longer stands, for whoever checks without this server
(issue 4, item 9; K2). It is for all sites together: a receipt's id says nothing of its site.
"""

import datetime
from functools import lru_cache

from kiosk.domain.policy_check import STATUS_FRESH, status_fresh
from kiosk.domain.refusals import NotFound
from kiosk.links import Secrets
from kiosk.store.queries import status_list
from signing import status

DAY = 24 * 60 * 60
MAX_BACK = 366  # days
MAX_KEPT = 16  # lists whose marks stay in memory

# Whoever holds a receipt that was a mistake is to ask for the right one, as for one replaced: no
# checker of before would read a list of its own.
LISTED = {"withdrawn": "withdrawn", "superseded": "superseded", "invalid": "superseded"}

Marks = dict[str, tuple[str, ...]]


def recent(secrets: Secrets, now: int) -> str:
    """The list of every receipt that can still be in use: signed yesterday or today, UTC.

    A receipt can be used for 12 hours at most. `now` is in seconds since 1970, UTC.
    """
    midnight = now - now % DAY
    return _issue(secrets, now, midnight - DAY, midnight + DAY)


def of_day(secrets: Secrets, now: int, day: datetime.date) -> str:
    """The list of the receipts that were signed on one day, UTC.

    Raises:
        NotFound: the day has not begun, or is more than a year ago.
    """
    midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    since = int(midnight.timestamp())
    if not now - MAX_BACK * DAY < since <= now:
        raise NotFound
    return _issue(secrets, now, since, since + DAY)


def _issue(secrets: Secrets, now: int, since: int, end: int) -> str:
    """The list of a span of whole days, as far as it has come."""
    # Read seq first: an entry added in between is then in the list already, never missing from it.
    seq, newest = status_list.last_entry()
    claims = status.StatusClaims(
        iss=secrets.issuer,
        iat=now,
        seq=seq,
        since=since,
        before=min(end, now),
        fresh=fresh_seconds(),
        **_marks_at(newest, since, end),
    )
    return status.issue(claims, secrets.receipt_keys)


def fresh_seconds() -> int:
    """For how long a list is fresh: the shortest time that a site's policy says."""
    packs = status_list.published_packs()
    return min((status_fresh(each) for each in packs), default=60 * STATUS_FRESH)


@lru_cache(maxsize=MAX_KEPT)
def _marks_at(_newest: str, since: int, end: int) -> Marks:
    """The marks, found once for each state of the database: nothing changes without an entry."""
    return _marks(since, end)


def _marks(since: int, before: int) -> Marks:
    ended = [status.decision_mark(jti, n) for jti, n in status_list.agreements_ended(since, before)]
    receipts: dict[str, list[str]] = {"withdrawn": [], "superseded": [], "not_agreed": []}
    for jti, state in status_list.receipts_ended(since, before):
        receipts[LISTED.get(state, "not_agreed")].append(status.mark(jti))
    marks = {name: status.in_order(each) for name, each in receipts.items()}
    return marks | {"agreement_ended": status.in_order(ended)}
