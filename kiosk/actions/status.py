"""The signed status list: what no longer stands, for whoever checks without this server
(issue 4, item 9; K2). It is for all sites together: a receipt's id says nothing of its site.
"""

import datetime
from functools import lru_cache
from typing import Any

from peewee import fn

from kiosk.domain.permission import AGREED
from kiosk.domain.policy import STATUS_FRESH, status_fresh
from kiosk.domain.refusals import NotFound
from kiosk.links import Secrets
from kiosk.store.models import AuditEntry, Consent, Decision, Policy, Recording, Site
from signing import status

DAY = 24 * 60 * 60
MAX_BACK = 366  # days
MAX_KEPT = 16  # lists whose marks stay in memory

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
    seq, newest = _last_entry()
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
    published = Policy.published_at.is_null(False) & Policy.withdrawn_at.is_null(True)
    policies = Policy.select(Policy.pack).where(published)
    return min((status_fresh(each.pack) for each in policies), default=60 * STATUS_FRESH)


def _last_entry() -> tuple[int, str]:
    """Number and hash of the newest audit entry: the hash stands for all that ever happened."""
    columns = (AuditEntry.seq, AuditEntry.hash)
    row = AuditEntry.select(*columns).order_by(AuditEntry.seq.desc()).tuples().first()
    return row or (0, "")


# --- what no longer stands ---


@lru_cache(maxsize=MAX_KEPT)
def _marks_at(_newest: str, since: int, end: int) -> Marks:
    """The marks, found once for each state of the database: nothing changes without an entry."""
    return _marks(since, end)


def _marks(since: int, before: int) -> Marks:
    ended = [status.decision_mark(jti, n) for jti, n in _ended(since, before)]
    receipts: dict[str, list[str]] = {"withdrawn": [], "superseded": [], "not_agreed": []}
    for jti, state in _receipts(since, before):
        receipts[state if state in receipts else "not_agreed"].append(status.mark(jti))
    marks = {name: status.in_order(each) for name, each in receipts.items()}
    return marks | {"agreement_ended": status.in_order(ended)}


def _receipts(since: int, before: int) -> Any:
    """Receipts that are withdrawn or superseded, or not agreed as things stand."""
    columns = (Consent.jti, Consent.state)
    no_more = (Consent.state != "signed") | (Decision.kind == "not_agreed")
    joined = Consent.select(*columns).left_outer_join(
        Decision, on=(Consent.decision == Decision.id)
    )
    return joined.where(_signed(since, before) & no_more).tuples()


def _ended(since: int, before: int) -> Any:
    """Agreements that do not hold: receipt and ordinal. Undone, handed over or replaced; or it
    covered a recording that has stopped, or somebody in the room said no or is still to be asked.
    """
    stopped = (Recording.decision == Decision.id) & Recording.stopped_at.is_null(False)
    company = (Consent.decision == Decision.id) & (
        Consent.someone_said_no | Consent.someone_to_ask  # until they leave or say yes
    )
    over = Decision.ended_at.is_null(False) | stopped | company
    joined = (
        Decision.select(Consent.jti, _ordinal())
        .join(Consent, on=Decision.consent)
        .left_outer_join(Recording, on=(Consent.recording == Recording.id))
    )
    return joined.where(_signed(since, before) & Decision.kind.in_(AGREED) & over).tuples()


def _ordinal() -> Any:
    """The ordinal of a decision under its receipt, from 1, as its own token says."""
    earlier = Decision.alias()
    same = (earlier.consent == Decision.consent) & (earlier.id <= Decision.id)
    same &= earlier.kind != "colleague"  # which has no token, and so no number
    return earlier.select(fn.COUNT(earlier.id)).where(same).alias("n")


def _signed(since: int, before: int) -> Any:
    # Name every site, so that the database uses the index on site and time of signing.
    sites = [site.id for site in Site.select(Site.id)]
    return Consent.site.in_(sites) & Consent.signed_at.between(since, before - 1)
