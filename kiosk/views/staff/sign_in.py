"""Sign in and out, and what keeps a session awake."""

from typing import Any

from flask import g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from kiosk.actions import staff
from kiosk.domain import account_refusals, refusals
from kiosk.lookups import visitors
from kiosk.store.queries import Staff
from kiosk.views.front import cookies, guards, kept
from kiosk.views.front import session as screen
from kiosk.views.front.current import context, now, open_site
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.pages import looks_again
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages

HALF_WAY = "half-way"  # in the session cookie: whose password was right a moment ago


@pages.get("/sign-in", open=True)
def sign_in() -> str:
    """The sign-in form. Of a locked screen it asks for its person's password alone (K14)."""
    return _form(screen.local(request.args.get("to", "")))


@pages.post("/sign-in", open=True)
def sign_in_check() -> Response | tuple[str, int]:
    """Check the password; a new session has nothing of the one before."""
    locked = screen.locked() if request.form.get("same") else None
    username = locked.person.username if locked else request.form.get("username", "")
    to = screen.local(request.form.get("to", ""))
    try:
        token = staff.sign_in(
            context(open_site()),
            username,
            request.form.get("password", ""),
            screen.brings(),
        )
    except account_refusals.CodeNeeded as needed:
        session[HALF_WAY] = needed.half_way
        return redirect(url_for("staff.code", to=to), 303)
    except (account_refusals.WrongSignIn, refusals.TooManyTries) as refusal:
        errors = {"password" if locked else "username": in_one_line(refusal)}
        return _form(to, errors=errors, typed="" if locked else username), refusal.status
    return signed_in_page(token, visitors.staff_of(token, now()), to)


def signed_in_page(token: str, person: Staff, to: str) -> Response:
    """On to where they were, with what they typed there. Nothing is left of the session before."""
    session.clear()
    draft = kept.draft_of(person)
    response = redirect(draft.path if draft else to or url_for("staff.today"), 303)
    return kept.bring_back(screen.begin(response, token, person.id), person, draft)


@pages.post("/sign-out", audience=guards.placing, unready=True)
def sign_out() -> Response:
    """End the session, here and in the database; while a recording goes on, lock it (K14)."""
    staff.sign_out(context(), g.session.token)
    session.clear()
    done = redirect(screen.local(request.form.get("to", "")) or url_for("staff.sign_in"), 303)
    g.pop("session")
    gone = ("kept",) if screen.locked() else ("staff", "kept")
    return cookies.drop(done, *gone)


def _form(to: str, **values: Any) -> str:
    return page("staff/sign_in.html", **(screen.sign_in_values() | {"to": to} | values))


@pages.after_app_request
def keep_awake(response: Response) -> Response:
    """Stamp the session again when the person does something; a page that polls is not one."""
    # Without JavaScript a page loads itself again, and says so in its address.
    by_itself = request.method == "GET" and request.args.get("by") == "itself"
    polls = by_itself or looks_again()
    held = g.get("session")
    open_one = "staff" in g and held and held.locked_at is None
    if open_one and held.stamped_at is not None and not polls:
        screen.write(response, held.token)
    return response
