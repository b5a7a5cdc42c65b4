"""A patient's request under way, on the page of what is held of them (M7)."""

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import patient_requests as actions
from kiosk.domain import patient_request, refusals
from kiosk.store import queries
from kiosk.views.front.addresses import CARD, NUMBER
from kiosk.views.front.current import context
from kiosk.views.manage import pages, records


@pages.post(f"/records/{CARD}/request", proved=True)
def note_request(number: int) -> Response | tuple[str, int]:
    """Note what the patient asks for: what is held of them is kept until it is closed."""
    try:
        noted = patient_request.parse(request.form)
    except refusals.InvalidInput as wrong:
        return records.sheet(number, errors=wrong.errors, typed=request.form), 422
    actions.note(context(), records.consents_of(number), noted)
    flash("Noted. What is held of this patient is kept until you close the request")
    return redirect(url_for("manage.person_record", number=number), 303)


@pages.post(f"/records/requests/{NUMBER}/close", proved=True)
def close_request(number: int) -> Response | tuple[str, int]:
    """Close a request with what became of it."""
    found = queries.request_at(g.site, number)
    if found is None:
        raise refusals.NotFound
    try:
        outcome = patient_request.outcome_of(request.form)
    except refusals.InvalidInput as wrong:
        errors = {f"outcome-{number}": wrong.errors["outcome"]}
        return records.sheet(found.consent_id, errors=errors), 422
    actions.close(context(), found, outcome)
    flash(f"Request {number} is closed. What is held is kept for its usual time")
    return redirect(url_for("manage.person_record", number=found.consent_id), 303)
