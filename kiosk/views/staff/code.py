"""The second step of signing in: one field for the code, or a recovery code without the phone."""

from typing import Any

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from kiosk.actions import second_step
from kiosk.domain.account_refusals import HalfWayGone, WrongCode
from kiosk.domain.refusals import TooManyTries
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.views.front import session as screen
from kiosk.views.front.current import context, now, open_site
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages
from kiosk.views.staff.sign_in import HALF_WAY, signed_in_page

NO_RECOVERY = "That recovery code does not work. It may be mistyped, or used before."


@pages.get("/sign-in/code", open=True)
def code() -> str | Response:
    """Asks for the code of now; `recovery` for one of those kept for a lost phone."""
    to = screen.local(request.args.get("to", ""))
    try:
        return _form(to, recovery=bool(request.args.get("recovery")))
    except HalfWayGone:
        return redirect(url_for("staff.sign_in", to=to), 303)


@pages.post("/sign-in/code", open=True)
def code_check() -> Response | tuple[str, int]:
    """Check the code; a new session has nothing of the one before."""
    form, half = request.form, session.get(HALF_WAY, "")
    to, recovery = screen.local(form.get("to", "")), "recovery" in form
    name = "recovery" if recovery else "one_time"
    try:
        here = screen.brings()
        token = second_step.finish(
            context(open_site()), half, form.get(name, ""), here, recovery=recovery
        )
    except (WrongCode, TooManyTries) as refusal:
        wrong = isinstance(refusal, WrongCode) and recovery
        errors = {name: NO_RECOVERY if wrong else in_one_line(refusal)}
        return _form(to, recovery=recovery, errors=errors), refusal.status
    return signed_in_page(token, visitors.staff_of(token, now()), to)


def _form(to: str, *, recovery: bool, **values: Any) -> str:
    person = second_step.half_way(context(open_site()), session.get(HALF_WAY, ""))
    codes = queries.codes_of(person) is not None
    given = {
        "site": person.site,
        "to": to,
        "codes": codes,
        "passkey": queries.has_passkey(person),
        "recovery": recovery,
        "left": queries.recovery_left(person),
    }
    return page("staff/sign_in_code.html", **(given | values))
