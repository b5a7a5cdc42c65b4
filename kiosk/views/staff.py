"""The clinician: sign in, today's list, verify, the card, decide."""

import re

from flask import Blueprint, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from kiosk.actions import decisions, staff, verifications
from kiosk.domain import decision, hours, refusals
from kiosk.store import queries
from kiosk.views import cookies
from kiosk.views import today as today_list
from kiosk.views.cards import card_values, last_change
from kiosk.views.finding import ENTRY_REFUSALS, named, refusal_words, refused
from kiosk.views.rendering import fragment, page
from kiosk.views.request import context, now, open_site, seen_revision
from kiosk.views.room import consent_of, to_card

pages = Blueprint("staff", __name__, url_prefix="/staff")

LOCAL = re.compile(r"/(staff|manage)/[A-Za-z0-9/_-]*")


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
        values = {"errors": {"username": refusal_words(refusal)}, "typed": username, "to": to}
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
    return page("staff/today.html", listed=today_list.whole().html)


@pages.get("/list")
def list_part() -> str | tuple[str, int]:
    """The list alone, asked every three seconds; 204 when nothing at all has happened."""
    if request.args.get("seen") == today_list.mark():
        return "", 204
    return today_list.whole().html


@pages.get("/scan")
def scan() -> str:
    """The camera, and the one box for where there is none."""
    return page("staff/scan.html")


@pages.post("/verify")
def verify() -> Response | str | tuple[str, int]:
    """Whatever was typed, pasted or scanned into the one box: a receipt, its code, or a name."""
    entry = request.form.get("entry", "")
    if found := named(entry):
        return page("staff/today.html", **found)
    try:
        verified = verifications.verify(context(), entry)
    except ENTRY_REFUSALS as refusal:
        return page("staff/today.html", **refused(entry, refusal)), refusal.status
    return _card_at_once(verified) if request.form.get("at_once") else _to_card(verified)


@pages.post("/consents/<int(max=2147483647):number>/verify")
def verify_from_list(number: int) -> Response:
    """Picked from the list: the clinician matches the person."""
    return _to_card(verifications.verify_from_list(context(), consent_of(number)))


@pages.get("/consents/<int(max=2147483647):number>")
def card(number: int) -> str:
    """The card of one consent (K1, K2)."""
    return page("staff/card.html", **card_values(consent_of(number)))


@pages.get("/consents/<int(max=2147483647):number>/live")
def card_part(number: int) -> str | tuple[str, int]:
    """The card alone; 204 while it shows what holds."""
    values = card_values(consent_of(number))
    if request.args.get("seen") == values["mark"]:
        return "", 204
    return fragment("staff/_card.html", **values)


@pages.post("/consents/<int(max=2147483647):number>/decide")
def decide(number: int) -> Response | tuple[str, int]:
    """One of the four decisions (K3), after the two checks (K4)."""
    consent = consent_of(number)
    try:
        decisions.decide(context(), consent, seen_revision(), _choice(consent))
    except refusals.InvalidInput as wrong:
        return page("staff/card.html", **card_values(consent, wrong.errors)), 422
    except refusals.ChangedMeanwhile:
        values = card_values(consent_of(number))
        return page("staff/card.html", **values, beaten=last_change(values)), 409
    return to_card(number)


def _to_card(found: verifications.Verified) -> Response:
    return redirect(_card_address(found), 303)


def _card_at_once(found: verifications.Verified) -> str:
    """The card in the answer itself: a script puts the card's address in the place of this one.

    One trip fewer on a slow network; without the script the browser is sent to the card.
    """
    values = card_values(consent_of(found.consent)) | {"again": not found.first}
    return page("staff/card.html", **values, address=_card_address(found))


def _card_address(found: verifications.Verified) -> str:
    again = None if found.first else "yes"
    return url_for("staff.card", number=found.consent, again=again)


def _choice(consent: queries.Consent) -> decision.Choice:
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
        remote=consent.answers.get("where") == "remote",
        company=sum(each.answer != "left" for each in queries.participants_of(consent)),
        listening=form.get("listening", ""),
    )


def _local(path: str) -> str:
    """A page of ours to go on to after signing in, or ""."""
    return path if LOCAL.fullmatch(path) else ""


@pages.after_app_request
def keep_awake(response: Response) -> Response:
    """Stamp the session anew when the person does something; a page that polls is not one."""
    # Without JavaScript a page loads itself again, and says so in its address.
    by_itself = request.method == "GET" and request.args.get("by") == "itself"
    polls = by_itself or request.endpoint in ("staff.list_part", "staff.card_part")
    if g.get("session_ages") and not polls and request.endpoint != "staff.sign_out":
        cookies.write_session(response, g.session_token, now())
    return response
