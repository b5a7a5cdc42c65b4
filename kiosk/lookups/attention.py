"""How things stand at a site, for the list of what wants attention (`domain.attention`)."""

from collections.abc import Iterable

from kiosk.domain import attention, hours, patient_request
from kiosk.domain.attention import Facts, ToDo
from kiosk.domain.practice import pause_of
from kiosk.lookups import concerns
from kiosk.store import database, queries
from kiosk.store.models import (
    Attempt,
    Consent,
    Kiosk,
    Note,
    Site,
)

DAY = 24 * 60 * 60


def to_do(site: Site, now: int, *, https: bool) -> list[ToDo]:
    """What wants attention at a site. `now` in seconds since 1970, UTC; reads, and no more."""
    people = queries.people_of(site, now)
    failed = queries.failed_sign_ins(site, now - DAY)
    kiosks = queries.kiosks_of(site)
    policy = queries.published_policy(site)
    left = [each.due_at - now for each in queries.requests_open(site)]
    offered = queries.languages_of(site, offered=True)
    return attention.to_do(
        Facts(
            name=site.name,
            has_hours=bool(site.hours.week),
            people=len(people),
            clinicians=sum("clinician" in roles for _person, roles in people),
            rules=policy is not None,
            unread=queries.is_unread(policy),
            review_over=_review_over(policy, site, now),
            unchecked=tuple(each.name for each in offered if not each.checked),
            waiting=_named(each for each in kiosks if each.paired_at is None),
            silent=_named(each for each in kiosks if _silent(each, site, now)),
            broken=_named(each for each in kiosks if each.out_of_order_at is not None),
            links=frozenset(site.links),
            paused_until=_paused_until(site, now),
            concerns=concerns.to_do(site, now),
            requests_due=sum(0 <= each < patient_request.SOON for each in left),
            requests_late=sum(each < 0 for each in left),
            notes=_notes_due(site, now),
            tries=Attempt.select().where(Attempt.at > now - DAY).count(),
            https=https,
            backup_late=_backup_late(site, now),
            purge_late=queries.purge_overdue(site, now),
            step_required=site.second_step != "nobody",
            without_step=_without_step(site, now),
            without_recovery=tuple(each.name for each in queries.without_recovery(site, now)),
            managers=len(queries.managers_of(site, now)),
            failed=sum(each.times for each in failed),
            limited=sum(each.limits for each in failed),
        )
    )


def _without_step(site: Site, now: int) -> tuple[str, ...]:
    """Who has to have a second step and has none; where nobody has to, the managers without."""
    if site.second_step != "nobody":
        return tuple(each.name for each in queries.owing(site, now))
    has = queries.second_steps(site, now)
    return tuple(each.name for each in queries.managers_of(site, now) if not has[each.id])


def _named(kiosks: Iterable[Kiosk]) -> tuple[tuple[int, str], ...]:
    return tuple((each.id, each.label) for each in kiosks)


def _review_over(policy: queries.Policy | None, site: Site, now: int) -> str:
    """The review date of the rules (M1), where they have one (ISO 8601) and it has passed."""
    by = queries.review_date(policy) if policy else ""
    today = hours.local(now, site.timezone).date().isoformat()
    return by if by and by < today else ""


def _silent(kiosk: Kiosk, site: Site, now: int) -> bool:
    """Whether a paired tablet has not been heard of for an hour in which the place was open."""
    if kiosk.paired_at is None or kiosk.out_of_order_at is not None:
        return False
    heard = max(kiosk.seen_at or 0, kiosk.paired_at)
    open_all_along = all(
        hours.is_open(at, site.timezone, site.hours) for at in (now, now - attention.SILENT)
    )
    return open_all_along and heard < now - attention.SILENT


def _paused_until(site: Site, now: int) -> str:
    pause = pause_of(site.pause, now)
    return f"{hours.local(pause.until, site.timezone):%H:%M on %-d %B}" if pause else ""


def _notes_due(site: Site, now: int) -> int:
    """Visits of today that are over, in which somebody decided, and whose note nobody kept (K7)."""
    today = Consent.signed_at >= hours.day_start(now, site.timezone)
    over = (Consent.expires_at <= now) & Consent.decision.is_null(False)
    noted = Note.select(Note.consent)
    found = Consent.select().where((Consent.site == site) & today & over & Consent.id.not_in(noted))
    return int(found.count())


def _backup_late(site: Site, now: int) -> bool:
    """A database that is a server has backups of its own, of which nothing is known here."""
    if not database.embedded() or site.opened_at > now - DAY:
        return False
    return (queries.last_backup() or 0) <= now - DAY
