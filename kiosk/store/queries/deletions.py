"""What was deleted at a site, run by run, for its manager."""

from dataclasses import dataclass
from typing import Any

from peewee import SQL

from kiosk.domain.retention import Kind, period
from kiosk.store.models import (
    Attempt,
    Base,
    Consent,
    Deletion,
    Handoff,
    Hold,
    Journey,
    Lease,
    Once,
    Site,
)
from kiosk.store.queries.concerns import receipts_under_concern

MAX_RUNS = 20
OVERDUE = 24 * 60 * 60  # past its end, and nothing has deleted it
DRAFT_OVERDUE = 60 * 60  # the same of what nobody signed: patients are told of ten minutes


def held() -> Any:
    """The consents whose names an open concern or a request keeps, for `Consent.id.not_in(…)`."""
    under, holds = Consent.alias(), Hold.select(Hold.consent).where(Hold.ended_at.is_null(True))
    # Each by its own index: for an OR of both a server reads every consent.
    return holds | under.select(under.id).where(under.jti.in_(receipts_under_concern()))


def held_why(site: Site) -> dict[int, str]:
    """The same of one site, by their numbers, with why.

    Their site is looked at here: the database would rather read every consent of it.
    """
    holds = Hold.select(Hold.consent, Hold.why, Consent.id, Consent.site).join(Consent)
    asked = {each.consent: each.why for each in holds.where(Hold.ended_at.is_null(True))}
    about = Consent.select(Consent.id, Consent.site)
    about = about.where(Consent.jti.in_(receipts_under_concern()))
    kept = asked | dict.fromkeys(about, "concern")
    return {each.id: why for each, why in kept.items() if each.site_id == site.id}


@dataclass(frozen=True)
class Run:
    """One run as a site's manager sees it: numbers by kind, and by kind and why."""

    at: int
    by: str
    went: dict[str, int]
    stayed: dict[str, dict[str, int]]


def last_runs(site: Site) -> list[Run]:
    """The last runs that deleted something of this site, or of the whole server, newest first."""
    found = []
    for row in Deletion.select().order_by(Deletion.id.desc()).limit(4 * MAX_RUNS):
        went: dict[str, Any] = {**row.went.get("all", {}), **row.went.get(str(site.id), {})}
        if went:
            found.append(Run(row.began_at, row.by, went, row.stayed.get(str(site.id), {})))
    return found[:MAX_RUNS]


def last_look() -> int | None:
    """When a run last came to its end, whether or not anything was due."""
    row = Lease.get_or_none(Lease.name == "purge")
    return row.done_at or None if row else None


def purge_overdue(site: Site, now: int) -> bool:
    """Whether something is long over that a server deletes by itself."""

    def over(kind: Kind) -> int:
        return now - period(site.retention, kind) - OVERDUE

    named = (Consent.site == site) & (Consent.expires_at < over("identities"))
    late: tuple[tuple[type[Base], Any], ...] = (
        (Journey, (Journey.site == site) & (Journey.expires_at < now - DRAFT_OVERDUE)),
        (Consent, named & SQL("salt <> ''") & Consent.id.not_in(held())),
        (Once, Once.at < over("retries")),
        (Attempt, Attempt.at < over("attempts")),
        (Handoff, Handoff.expires_at < over("codes")),
    )
    return any(model.select().where(where).exists() for model, where in late)
