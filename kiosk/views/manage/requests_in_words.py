"""Patients' requests in words, as the manager's pages list them (M7)."""

from dataclasses import dataclass

from flask import g

from kiosk.domain import patient_request
from kiosk.domain.called import called
from kiosk.store import queries
from kiosk.views.front.current import now
from kiosk.views.manage import held


@dataclass(frozen=True)
class RequestInWords:
    """A request in words. `state` is open, due, late or closed."""

    number: int
    about: int  # the visit by which it is found again
    what: str
    noted: str
    due: str
    state: str
    words: str
    became: str


def open_ones() -> list[RequestInWords]:
    """The requests under way here, the first due first."""
    return [_shown(each) for each in queries.requests_open(g.site)]


def closed_ones() -> list[RequestInWords]:
    """The last that were closed."""
    return [_shown(each) for each in queries.requests_closed(g.site)]


def of_person(visits: list[int]) -> list[RequestInWords]:
    """Those of one person, by their visits."""
    return [_shown(each) for each in queries.requests_of(visits)]


def _shown(row: queries.PatientRequest) -> RequestInWords:
    became = patient_request.OUTCOMES[row.outcome] if row.outcome else ""
    closed = held.day(row.closed_at) if row.closed_at is not None else ""
    return RequestInWords(
        row.id,
        row.consent_id,
        patient_request.SHORT[row.kind],
        f"{held.day(row.at)}, by {called(row.by.name)}",
        held.day(row.due_at),
        _state(row),
        row.words or "",
        f"{became} ({closed})" if became else "",
    )


def _state(row: queries.PatientRequest) -> str:
    if row.closed_at is not None:
        return "closed"
    left = row.due_at - now()
    return "late" if left < 0 else "due" if left < patient_request.SOON else "open"
