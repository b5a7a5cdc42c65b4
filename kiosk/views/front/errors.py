"""Every refusal and fault as a page in plain words, in one place: what happened, what to do."""

from typing import Any

from flask import Flask, g, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from kiosk.domain.account_refusals import PlaceNeeded, ProofNeeded, SecondStepOwed
from kiosk.domain.called import called
from kiosk.domain.refusals import (
    CannotDecide,
    Crowded,
    MayNotRecord,
    NotAllowed,
    Refusal,
    SignInNeeded,
    StepNotReady,
)
from kiosk.logs import MIN_FAILED, log, number
from kiosk.lookups.visitors import MAX_PROOF
from kiosk.store import queries
from kiosk.views.front import kept, language, session
from kiosk.views.front.current import now
from kiosk.views.front.error_messages import FAULTS, REFUSALS, Message, message_of, not_allowed
from kiosk.views.front.pages import declared
from kiosk.views.front.rendering import page
from serving import faults

MAX_KEPT = 90_000  # characters of a form that is offered again
NEVER_KEPT = frozenset(
    {"password", "new", "again", "credential", "csrf_token", "one_time", "recovery"}
)

# Refusals that may be nobody's doing here: a proxy or an address that is not as it should be.
ASKED_ABOUT = (FAULTS["forged"], REFUSALS["foreign_page"], REFUSALS["wrong_host"])


def install(app: Flask, busy: type[Exception]) -> None:
    """Turn every exception that can leave a view into a page; `busy` is the database's."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(busy, _busy)
    app.register_error_handler(Exception, _fault)


def _refusal(refusal: Refusal) -> Any:
    g.refused = refusal.code  # for whoever counts (kiosk/metrics.py)
    if isinstance(refusal, SignInNeeded):
        return _sign_in() if request.method == "GET" else _sign_in_again()
    if isinstance(refusal, PlaceNeeded):
        to = request.path if request.method == "GET" else ""
        return _load_again() if request.headers.get("HX-Request") else _where(to)
    if isinstance(refusal, ProofNeeded):
        return _prove()
    if isinstance(refusal, SecondStepOwed):
        return _second_step()
    if isinstance(refusal, StepNotReady):
        return redirect(url_for("journey.show", step=refusal.step), 303)
    if isinstance(refusal, NotAllowed) and "roles" in g:
        return _another_role(refusal)
    language.as_posted()
    if isinstance(refusal, Crowded):
        return _crowded(refusal)
    # Staff are told what holds now; what a patient is refused has words of its own.
    reason = refusal.reason if isinstance(refusal, CannotDecide | MayNotRecord) else ""
    return _page(message_of(refusal), refusal.status, reason=reason)


def _crowded(refusal: Crowded) -> Any:
    """Turned away for a while: what was sent stands on the page, to be sent again as it is."""
    shown, status = _page(message_of(refusal), refusal.status, again=_kept_form())
    return shown, status, {"Retry-After": str(60 * refusal.minutes)}


def _sign_in() -> Response:
    if request.headers.get("HX-Request"):
        return _load_again()  # a list that polls leads to the sign-in page
    return redirect(url_for("staff.sign_in", to=request.path), 303)


def _where(to: str) -> Response:
    """Somebody of several sites is asked at which they work today."""
    return redirect(url_for("staff.where", to=to or None), 303)


def _load_again() -> Response:
    """The answer to a part that follows the server: it is the whole page that holds no longer."""
    response = Response("", 204)
    response.headers["HX-Refresh"] = "true"
    return response


def _another_role(refusal: NotAllowed) -> Any:
    """What is for another role says so, and who can give it; an open page that was it, goes."""
    if request.method == "GET" and request.headers.get("HX-Request"):
        return _load_again()
    managers = [called(each.name) for each in queries.managers_of(g.site, now())]
    return _page(not_allowed(frozenset(refusal.roles), g.roles, managers), refusal.status)


def _sign_in_again() -> Response:
    """A form that came after the session had lapsed: refused, and what was typed is kept."""
    path = kept.page_of(request.form.get("path") or request.path)
    response = make_response("", 401)
    values = {"kept": kept.keep_of_lapsed(response), "refused": True, "to": path}
    response.set_data(page("staff/sign_in.html", **(session.sign_in_values() | values)))
    return response


def _prove() -> Response:
    """Asked whether it is really them; a form that was sent is kept, and there again after it."""
    if request.method == "GET":
        return redirect(url_for("staff.prove", to=request.path), 303)
    response = make_response("", ProofNeeded.status)
    kept.keep(response, g.staff)
    to = kept.page_of(request.path)
    response.set_data(page("staff/prove.html", to=to, refused=True, minutes=MAX_PROOF // 60))
    return response


def _second_step() -> Any:
    """Nothing was done: a second step is set up first, and then they go on to where they were."""
    if request.headers.get("HX-Request"):
        return _load_again()
    return redirect(url_for("staff.second_step", to=kept.page_of(request.path)), 303)


def _forged(_error: CSRFError) -> Any:
    g.refused = "forged"
    return _page(FAULTS["forged"], 400)


def _too_large(_error: RequestEntityTooLarge) -> Any:
    return _page(FAULTS["too_large"], 413)


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    return _page(FAULTS.get(str(code), FAULTS["http"]), code)


def _busy(error: Exception) -> Any:
    """A locked or full disk: nothing was changed, and the same form can be sent again."""
    g.fault = "busy"
    language.in_plain()
    log.error("database", extra={"fields": {"fault": faults.in_short(error)}})
    return _page(FAULTS["busy"], 503, again=_kept_form())


def _fault(error: Exception) -> Any:
    g.fault = "fault"
    language.in_plain()
    log.exception("fault", exc_info=error)
    return _page(FAULTS["http"], 500, again=_kept_form())


def _kept_form() -> list[tuple[str, str]] | None:
    """What was posted, to post it again under the same idempotency key."""
    if request.method != "POST" or "password" in request.form:
        return None  # without its password a form is of no use, and a password is never sent back
    fields = [item for item in request.form.items(multi=True) if item[0] not in NEVER_KEPT]
    return fields if sum(len(value) for _name, value in fields) < MAX_KEPT else None


def _page(message: Message, status: int, **values: Any) -> Any:
    g.setdefault("site", None)
    page_of = declared()
    if page_of is None or not page_of.english:
        language.recall()
    told = status >= MIN_FAILED or message in ASKED_ABOUT
    shown = {"reason": "", "again": None, "number": number() if told else ""} | values
    return page("front/error.html", message=message, **shown), status
