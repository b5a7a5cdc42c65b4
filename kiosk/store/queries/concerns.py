"""Concerns as pages read them: how each stands, who is supported, what keeps a consent (M4, M5)."""

from collections import defaultdict
from typing import Any

from peewee import fn

from kiosk.domain import names
from kiosk.domain.concern_steps import Done
from kiosk.store.models import (
    Concern,
    ConcernDetail,
    ConcernStep,
    ConcernSupport,
    Consent,
    Site,
    Staff,
)
from kiosk.store.prepared import Prepared, slot


def open_concerns_about(consent: Consent) -> int:
    """How many open concerns are about this consent: while there is one, retention keeps it."""
    about = (Concern.receipt == consent.jti) & (Concern.site == consent.site)
    return int(Concern.select().where(_open() & about).count())


def receipts_under_concern() -> Any:
    """The `jti` of every consent that an open concern of its own site is about, for
    `Consent.jti.not_in(…)`: another site's keeps nothing here.
    """
    about = Consent.alias()
    same = (about.jti == Concern.receipt) & (about.site == Concern.site)
    return Concern.select(Concern.receipt).join(about, on=same).where(_open())


def concerns_about(consent: Consent) -> list[Concern]:
    """Every concern about this consent, open or closed, oldest first."""
    about = (Concern.receipt == consent.jti) & (Concern.site == consent.site)
    return list(Concern.select().where(about).order_by(Concern.id))


def concerns_naming(site: Site, words: list[str]) -> list[Concern]:
    """The concerns of a site in which all these words of a name stand, newest first. What they say
    is encrypted and has no search column: each is read.
    """
    wanted = {*words}
    rows = Concern.select().where(Concern.site == site).order_by(Concern.id.desc())
    return [each for each in rows if wanted and wanted <= {*names.parts(_said(each))}]


def _said(concern: Concern) -> str:
    """All that stands in it: what happened, who is named, and what was noted and written."""
    detail = detail_of(concern)
    told = [concern.text, *([detail.named, detail.address] if detail else [])]
    told += [each.words for each in steps_of(concern)]
    return " ".join(each or "" for each in told)


def concerns_of(site: Site) -> list[Concern]:
    """What was raised at a site, open ones first, then newest first, with who did."""
    return list(
        Concern.select(Concern, Staff)
        .join(Staff)
        .where(Concern.site == site)
        .order_by(Concern.closed_at.is_null(False), Concern.id.desc())
    )


def concern_at(site: Site, number: int) -> Concern | None:
    """A concern by its number, if it is of this site."""
    return Concern.get_or_none((Concern.id == number) & (Concern.site == site))


def count_open(site: Site) -> int:
    """How many concerns are open at a site."""
    row = _COUNT_OPEN.first(site=site.id)
    return int(row[0]) if row else 0


_COUNT_OPEN = Prepared(
    lambda: Concern.select(fn.COUNT(Concern.id)).where((Concern.site == slot("site")) & _open())
)


def steps_of(concern: Concern) -> list[ConcernStep]:
    """The steps that were made, oldest first, with who made them."""
    return list(
        ConcernStep.select(ConcernStep, Staff)
        .join(Staff)
        .where(ConcernStep.concern == concern)
        .order_by(ConcernStep.number)
    )


def done_at(site: Site) -> dict[int, list[Done]]:
    """The steps of every concern of a site, by its number: what was made, without the words."""
    found: dict[int, list[Done]] = defaultdict(list)
    for row in (
        ConcernStep.select(
            ConcernStep.concern, ConcernStep.step, ConcernStep.answer, ConcernStep.at
        )
        .join(Concern)
        .where(Concern.site == site)
        .order_by(ConcernStep.number)
    ):
        found[row.concern_id].append(Done(row.step, row.answer, row.at))
    return found


def open_at(site: Site) -> list[tuple[int, int]]:
    """The number of each open concern of a site, and when it was raised, oldest first."""
    rows = Concern.select(Concern.id, Concern.at).where((Concern.site == site) & _open())
    return [(each.id, each.at) for each in rows.order_by(Concern.id)]


def detail_of(concern: Concern) -> ConcernDetail | None:
    """What it names; None for one of before."""
    return ConcernDetail.get_or_none(ConcernDetail.concern == concern)


def supports_of(concern: Concern) -> list[ConcernSupport]:
    """Who is supported, in the order in which it began."""
    return list(
        ConcernSupport.select(ConcernSupport, Staff)
        .join(Staff, on=ConcernSupport.staff)
        .where(ConcernSupport.concern == concern)
        .order_by(ConcernSupport.id)
    )


def supports_at(site: Site) -> list[ConcernSupport]:
    """Everybody who is supported at a site, with their names."""
    return list(
        ConcernSupport.select(ConcernSupport, Staff)
        .join(Staff, on=ConcernSupport.staff)
        .switch(ConcernSupport)
        .join(Concern, on=ConcernSupport.concern)
        .where(Concern.site == site)
        .order_by(ConcernSupport.id)
    )


def own_concerns(site: Site, person: Staff) -> list[Concern]:
    """What this person raised, newest first."""
    mine = (Concern.site == site) & (Concern.raised_by == person)
    return list(Concern.select().where(mine).order_by(Concern.id.desc()))


def own_support(site: Site, person: Staff) -> list[ConcernSupport]:
    """Where this person is supported, newest first."""
    return list(
        ConcernSupport.select(ConcernSupport, Concern)
        .join(Concern)
        .where((Concern.site == site) & (ConcernSupport.staff == person))
        .order_by(ConcernSupport.id.desc())
    )


def visit_of(site: Site, jti: str) -> Consent | None:
    """The consent with this `jti` at a site; None: there is none any more."""
    return Consent.get_or_none((Consent.jti == jti) & (Consent.site == site))


def _open() -> Any:
    return Concern.closed_at.is_null(True)
