"""Sign in and out, and what keeps a session awake."""

import re
from typing import Any

from flask import g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from kiosk.actions import staff
from kiosk.domain import refusals
from kiosk.lookups import visitors
from kiosk.views.front import cookies, kept
from kiosk.views.front.current import context, now, open_site
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.pages import declared
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages

LOCAL = re.compile(r"/(staff|manage)/[A-Za-z0-9/_-]*")


@pages.get("/sign-in", open=True)
def sign_in() -> str:
    """The sign-in form."""
    to = _local(request.args.get("to", ""))
    return _form(to=to)


@pages.post("/sign-in", open=True)
def sign_in_check() -> Response | tuple[str, int]:
    """Check the password; a new session has nothing of the one before."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    to = _local(request.form.get("to", ""))
    try:
        token = staff.sign_in(context(open_site()), username, password)
    except (refusals.WrongSignIn, refusals.TooManyTries) as refusal:
        errors = {"username": in_one_line(refusal)}
        return _form(to=to, errors=errors, typed=username), refusal.status
    session.clear()
    person = visitors.staff_of(token, now())
    draft = kept.draft_of(person)
    response = redirect(draft.path if draft else to or url_for("staff.today"), 303)
    return kept.bring_back(cookies.write_session(response, token, now()), person, draft)


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and in the database."""
    staff.sign_out(context(), g.session_token)
    g.session_ages = False
    session.clear()
    return cookies.drop(redirect(url_for("staff.sign_in"), 303), "staff", "kept")


def _form(**values: Any) -> str:
    shown = {"site": open_site(), "kept": kept.waits(), "lapsed": False}
    return page("staff/sign_in.html", **(shown | values))


def _local(path: str) -> str:
    """A page of ours to go on to after signing in, or ""."""
    return path if LOCAL.fullmatch(path) else ""


@pages.after_app_request
def keep_awake(response: Response) -> Response:
    """Stamp the session again when the person does something; a page that polls is not one."""
    # Without JavaScript a page loads itself again, and says so in its address.
    by_itself = request.method == "GET" and request.args.get("by") == "itself"
    asked = declared()
    polls = by_itself or (asked is not None and asked.polled)
    if g.get("session_ages") and not polls:
        cookies.write_session(response, g.session_token, now())
    return response
