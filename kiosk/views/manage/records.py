"""Records and requests: find a person over everything held, give out a copy, delete (M7).

All of it asks for a proof first that it is really the manager. A copy leaves, and names go, only
after it was noted how it was checked who asks.
"""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import checkpoints, consents, looks
from kiosk.actions import records as actions
from kiosk.domain import hours, names, records, refusals
from kiosk.domain.patient_request import KINDS, OUTCOMES
from kiosk.domain.record_refusals import StillInUse
from kiosk.domain.vocabulary import CheckedHow, one_of
from kiosk.logs import log
from kiosk.lookups import records as lookup
from kiosk.store import queries
from kiosk.views.front import ahead
from kiosk.views.front.addresses import CARD
from kiosk.views.front.current import config, context, now, secrets
from kiosk.views.front.downloads import download
from kiosk.views.front.rendering import page
from kiosk.views.manage import copies, held, pages, requests_in_words

UNCHECKED = "Say how you checked who asks"


@pages.get("/records", proved=True)
def records_home() -> str:
    """One box, over everything that is held."""
    return _found(people=None, found=None)


@pages.post("/records", proved=True)
def find_records() -> str | tuple[str, int]:
    """Everyone who was meant; that somebody looked is an entry, without the words."""
    entry, today = request.form.get("entry", ""), hours.local(now(), g.site.timezone).date()
    try:
        found = lookup.find(secrets(), g.site, today, entry)
    except refusals.InvalidInput as wrong:
        values: dict[str, Any] = {"errors": wrong.errors, "typed": request.form}
        return _found(people=None, found=None, **values), 422
    looks.searched(context(), found.kind, found.count)
    values = {
        "people": _people(found.consents),
        "found": found,
        "naming": queries.concerns_naming(
            g.site, names.parts(entry) if found.kind == "name" else []
        ),
        "typed": request.form,
    }
    return _found(**values)


def _found(**values: Any) -> str:
    given = {"requests": requests_in_words.open_ones(), "closed": requests_in_words.closed_ones()}
    return page("manage/records/find.html", **given, **values)


def _people(found: list[queries.Consent]) -> list[tuple[queries.Consent, int]]:
    """Each person once, by the newest visit, with how many visits of theirs were found."""
    groups: dict[tuple[str, ...], list[queries.Consent]] = {}
    for each in found:
        who = (each.patient_name, each.birth_date, each.nhs_number)
        key = tuple(part or "" for part in who) if any(who) else (str(each.id),)
        groups.setdefault(key, []).append(each)
    return [(visits[0], len(visits)) for visits in groups.values()]


@pages.get(f"/records/{CARD}", proved=True)
def person_record(number: int) -> str:
    """What is held of the person who signed this one, and who looked: opening it is an entry."""
    return sheet(number)


@pages.post(f"/records/{CARD}/copy", proved=True)
def copy_record(number: int) -> Response | tuple[str, int]:
    """The person's own copy, to read or for a program."""
    checked = _checked()
    if checked is None:
        return sheet(number, errors={"copy": UNCHECKED}), 422
    found, form = consents_of(number), copies.form_of(request.form.get("form", ""))
    for each in found:
        actions.export(context(), each, form, checked)
    made = copies.made(number, [each.id for each in found], form)
    name = f"recording-consents.{copies.ENDINGS[form]}"  # of nobody: it stands in a list of files
    return download(made, copies.TYPES[form], name)


@pages.post(f"/records/{CARD}/delete", proved=True)
def delete_record(number: int) -> Response | tuple[str, int]:
    """Delete what may be of this person, and say what stays and why."""
    checked = _checked()
    if checked is None:
        return sheet(number, errors={"delete": UNCHECKED}), 422
    gone = 0
    for each in consents_of(number):
        try:
            actions.delete(context(), each, checked)
            gone += 1
        except StillInUse as kept:
            day = held.day(each.signed_at)
            flash(f"The visit of {day} stays: {records.WHY_KEPT[kept.why]}")
    _list_for_restores()
    flash(_gone_words(gone))
    return redirect(url_for("manage.person_record", number=number), 303)


def _gone_words(gone: int) -> str:
    if not gone:
        return "No names were deleted"
    return f"Deleted the names in {gone} {'visit' if gone == 1 else 'visits'}"


@pages.post(f"/records/{CARD}/invalidate", proved=True)
def invalidate_record(number: int) -> Response | tuple[str, int]:
    """Mark one visit as a mistake: it ends, and its receipt is good for nothing."""
    why = one_of(records.INVALID, request.form.get("why", ""))
    if why is None:
        return sheet(number, errors={f"why-{number}": "Choose what went wrong"}), 422
    consents.invalidate(context(), _the(number), why)
    flash("Marked as a mistake: it has ended, and its receipt is good for nothing")
    return redirect(url_for("manage.person_record", number=number), 303)


def _list_for_restores() -> None:
    """A backup put back erases it again. What cannot be written now, the next purge writes."""
    try:
        checkpoints.list_erased(config().checkpoints)
    except OSError as error:
        log.error("erased list", extra={"fields": {"fault": type(error).__name__}})


def _checked() -> CheckedHow | None:
    return one_of(records.CHECKED, request.form.get("checked", ""))


def _the(number: int) -> queries.Consent:
    found = queries.consent_at(g.site, number)
    if found is None:
        raise refusals.NotFound
    return found


def consents_of(number: int) -> list[queries.Consent]:
    """All visits of the person who signed this one, newest first."""
    tied = queries.visits_of_person(_the(number))
    found = (queries.consent_at(g.site, each) for each in tied)
    return [each for each in found if each is not None]


def sheet(number: int, **values: Any) -> str:
    """What is held of a person. However it comes to be shown, with a fault of a form too, that it
    was opened is an entry.
    """
    found = consents_of(number)
    if ahead.wanted():
        looks.sheet_opened(context(), found)
    shown = [held.visit_of(each.id, own_copy=False) for each in found]
    visits = [each for each in shown if each is not None]
    called = [each.consent.patient_name for each in visits]
    given = {
        "number": number,
        "visits": visits,
        "name": next((each for each in called if each), ""),
        "concerns": {each.consent.id: queries.concerns_about(each.consent) for each in visits},
        "checked": records.CHECKED,
        "invalid": records.INVALID,
        "requests": requests_in_words.of_person([each.id for each in found]),
        "asks_for": KINDS,
        "outcomes": OUTCOMES,
    }
    return page("manage/records/sheet.html", **(given | values))
