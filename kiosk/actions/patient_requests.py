"""A patient's request under way: noted, and closed with what became of it (M7).

While it is open it holds what is kept of the patient from the purge.
"""

from kiosk.actions import holds
from kiosk.actions.change import Change, action
from kiosk.domain import patient_request
from kiosk.domain.patient_request import Noted
from kiosk.domain.refusals import ChangedMeanwhile
from kiosk.domain.vocabulary import RequestOutcome
from kiosk.store.models import Consent, PatientRequest


@action("request.note", about=lambda found, *_: found[0].jti, by=("manager",))
def note(made: Change, found: list[Consent], noted: Noted) -> None:
    """Note a request about the person who signed these, the newest first: all are held."""
    context = made.context
    request = PatientRequest.create(
        site=context.site,
        consent=found[0],
        kind=noted.kind,
        words=noted.words,
        at=context.now,
        due_at=patient_request.due_at(context.now, context.site.timezone),
        by=context.staff,
    )
    for each in found:
        holds.hold(made, each, "request", _about(request))
    made.audit(f"receipt:{found[0].jti}", number=request.id, kind=noted.kind)


@action("request.close", about=lambda request, outcome: f"{request.id}:{outcome}", by=("manager",))
def close(made: Change, request: PatientRequest, outcome: RequestOutcome) -> None:
    """It is answered: what it held goes when its time is over, or at once.

    Raises:
        ChangedMeanwhile: a colleague closed it.
    """
    columns = {"closed_at": made.context.now, "outcome": outcome, "closed_by": made.context.staff}
    still = (PatientRequest.id == request.id) & PatientRequest.closed_at.is_null(True)
    if PatientRequest.update(**columns).where(still).execute() != 1:
        raise ChangedMeanwhile
    holds.release(made, _about(request))
    made.audit(f"receipt:{request.consent.jti}", number=request.id, outcome=outcome)


def _about(request: PatientRequest) -> str:
    return f"request:{request.id}"
