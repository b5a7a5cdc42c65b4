"""Patients' requests under way at a site (M7)."""

from typing import Any

from kiosk.store.models import Consent, Hold, PatientRequest, Site, Staff

MAX_CLOSED = 20  # of those that were closed, the last


def requests_open(site: Site) -> list[PatientRequest]:
    """The requests under way, the first due first, with who noted each and the visit it is on."""
    rows = _with_who().where((PatientRequest.site == site) & _open())
    return list(rows.order_by(PatientRequest.due_at, PatientRequest.id))


def requests_closed(site: Site) -> list[PatientRequest]:
    """The last that were closed, newest first."""
    rows = _with_who().where((PatientRequest.site == site) & ~_open())
    return list(rows.order_by(PatientRequest.closed_at.desc()).limit(MAX_CLOSED))


def request_at(site: Site, number: int) -> PatientRequest | None:
    """A request of this site by its number."""
    here = (PatientRequest.site == site) & (PatientRequest.id == number)
    found: PatientRequest | None = _with_who().where(here).first()
    return found


def requests_of(consents: list[int]) -> list[PatientRequest]:
    """The requests, open or closed, about the person who signed these, oldest first."""
    mine = PatientRequest.consent.in_(consents)
    return list(_with_who().where(mine).order_by(PatientRequest.id))


def requests_keeping(consent: Consent) -> int:
    """How many requests under way, other than for a deletion, keep what is held of a consent."""
    holding = (Hold.consent == consent) & (Hold.why == "request") & Hold.ended_at.is_null(True)
    numbers = [int(each.about.partition(":")[2]) for each in Hold.select().where(holding)]
    keeping = PatientRequest.id.in_(numbers) & (PatientRequest.kind != "deletion")
    return int(PatientRequest.select().where(keeping).count())


def _with_who() -> Any:
    by = Staff.alias()
    return (
        PatientRequest.select(PatientRequest, by, Consent)
        .join(by, on=(PatientRequest.by == by.id), attr="by")
        .switch(PatientRequest)
        .join(Consent)
    )


def _open() -> Any:
    return PatientRequest.closed_at.is_null(True)
