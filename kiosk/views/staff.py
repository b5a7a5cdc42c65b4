"""The clinician: sign in, today's list, verify, the card, decide, start, stop, note."""

import re
from typing import Any

from flask import Blueprint, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from kiosk.actions import decisions, participants, recordings, staff, verifications
from kiosk.domain import decision, hours, refusals
from kiosk.store import queries
from kiosk.views import cookies
from kiosk.views.cards import card_values, note_text, today_values
from kiosk.views.error_words import REFUSALS
from kiosk.views.rendering import fragment, page
from kiosk.views.request import context, now, open_site

pages = Blueprint("staff", __name__, url_prefix="/staff")

LOCAL = re.compile(r"/(staff|manage)/[A-Za-z0-9/_-]*")

# What is wrong with an entry is said beside the box, not on a page of its own.
ENTRY_REFUSALS = (
    refusals.BadCode,
    refusals.CodeUnknown,
    refusals.ReceiptFalse,
    refusals.ReceiptElsewhere,
    refusals.TooManyTries,
)


@pages.get("/sign-in")
def sign_in() -> str:
    """The sign-in form."""
    return page("staff/sign_in.html", site=open_site(), to=_local(request.args.get("to", "")))


@pages.post("/sign-in")
def sign_in_check() -> Response | tuple[str, int]:
    """Check the password; a new session has nothing of the one before."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    to = _local(request.form.get("to", ""))
    try:
        token = staff.sign_in(context(open_site()), username, password)
    except (refusals.WrongSignIn, refusals.TooManyTries) as refusal:
        values = {"errors": {"username": _words(refusal)}, "typed": username, "to": to}
        return page("staff/sign_in.html", site=open_site(), **values), refusal.status
    session.clear()
    return cookies.write_session(redirect(to or url_for("staff.today"), 303), token, now())


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and in the database."""
    staff.sign_out(context(), g.session_token)
    session.clear()
    return cookies.drop(redirect(url_for("staff.sign_in"), 303), "staff")


@pages.get("/")
def today() -> str:
    """The one box, and today's list."""
    return page("staff/today.html", **today_values())


@pages.get("/list")
def list_part() -> str | tuple[str, int]:
    """The list alone, asked every three seconds; 204 when nothing at all has happened."""
    values = today_values(request.args.get("seen", ""))
    return fragment("staff/_list.html", **values) if values else ("", 204)


@pages.post("/verify")
def verify() -> Response | tuple[str, int]:
    """Whatever was typed, pasted or scanned into the one box."""
    entry = request.form.get("entry", "")
    try:
        return _to_card(verifications.verify(context(), entry))
    except ENTRY_REFUSALS as refusal:
        values = {"errors": {"entry": _words(refusal)}, "typed": entry[:2100]}
        return page("staff/today.html", **today_values(), **values), refusal.status


@pages.post("/consents/<int(max=2147483647):number>/verify")
def verify_from_list(number: int) -> Response:
    """Picked from the list: the clinician matches the person."""
    return _to_card(verifications.verify_from_list(context(), _consent(number)))


@pages.get("/consents/<int(max=2147483647):number>")
def card(number: int) -> str:
    """The card of one consent (K1, K2)."""
    return page("staff/card.html", **card_values(_consent(number)))


@pages.get("/consents/<int(max=2147483647):number>/live")
def card_part(number: int) -> str | tuple[str, int]:
    """The card alone; 204 while it shows what holds."""
    values = card_values(_consent(number))
    if request.args.get("seen") == values["mark"]:
        return "", 204
    return fragment("staff/_card.html", **values)


@pages.post("/consents/<int(max=2147483647):number>/decide")
def decide(number: int) -> Response | tuple[str, int]:
    """One of the four decisions (K3), after the two checks (K4)."""
    consent = _consent(number)
    try:
        decisions.decide(context(), consent, _seen(), _choice())
    except refusals.InvalidInput as wrong:
        return page("staff/card.html", **card_values(consent, wrong.errors)), 422
    return redirect(url_for("staff.card", number=number), 303)


@pages.post("/consents/<int(max=2147483647):number>/start")
def start(number: int) -> Response:
    """Recording starts, under the agreement that stands."""
    recordings.start(context(), _consent(number), _seen())
    return redirect(url_for("staff.card", number=number), 303)


@pages.post("/consents/<int(max=2147483647):number>/stop")
def stop(number: int) -> Response:
    """Recording stops; the note is next."""
    recordings.stop(context(), _consent(number))
    return redirect(url_for("staff.card", number=number), 303)


@pages.post("/consents/<int(max=2147483647):number>/participants/<int:person>")
def participant(number: int, person: int) -> Response:
    """What another person in the room says now (K5)."""
    said = request.form.get("said", "")
    participants.answer(context(), _consent(number), _seen(), person, said)
    return redirect(url_for("staff.card", number=number), 303)


@pages.get("/consents/<int(max=2147483647):number>/note")
def note(number: int) -> str:
    """The record note, ready to copy (K7)."""
    consent = _consent(number)
    return page("staff/note.html", consent=consent, note=note_text(consent))


def _to_card(found: verifications.Verified) -> Response:
    again = None if found.first else "yes"
    return redirect(url_for("staff.card", number=found.consent, again=again), 303)


def _consent(number: int) -> Any:
    consent = queries.consent_at(g.site, number)
    if consent is None:
        raise refusals.NotFound
    return consent


def _seen() -> int:
    value = request.form.get("seen", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1


def _choice() -> decision.Choice:
    form = request.form
    here = hours.local(now(), g.site.timezone)
    waits = form.get("kind") == "wait"
    return decision.Choice(
        kind=form.get("kind", ""),
        checks={name: form.get(name, "") for name in decision.CHECKS},
        conditions=tuple(
            each for each in decision.CONDITIONS if each in form.getlist("conditions")
        ),
        reason=form.get("reason", ""),
        wait_until=decision.wait_time(form.get("wait_until", ""), here) if waits else None,
    )


def _words(refusal: refusals.Refusal) -> str:
    message = REFUSALS[refusal.code]
    if isinstance(refusal, refusals.TooManyTries):
        message = message.with_number(refusal.minutes)
    return f"{message.title}. {message.text}"


def _local(path: str) -> str:
    """A page of ours to go on to after signing in, or ""."""
    return path if LOCAL.fullmatch(path) else ""


@pages.after_app_request
def keep_awake(response: Response) -> Response:
    """Stamp the session anew when the person does something; a page that polls is not one."""
    polls = request.endpoint in ("staff.list_part", "staff.card_part")
    if g.get("session_ages") and not polls and request.endpoint != "staff.sign_out":
        cookies.write_session(response, g.session_token, now())
    return response
