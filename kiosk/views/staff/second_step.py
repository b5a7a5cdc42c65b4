"""One's own second step: set up codes in an app, and recovery codes for a lost phone."""

import os
from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import app_codes
from kiosk.actions import second_step as actions
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.second_step import app_address, grouped
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front import session as screen
from kiosk.views.front.current import context, now, secrets
from kiosk.views.front.qr import svg
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages
from kiosk.views.staff.account import account_page

DRAWN_BYTES = 16
QR_LABEL = "QR code for your authenticator app"


@pages.get("/second-step", audience=guards.signed_in, unready=True)
def second_step() -> str | Response:
    """Where this place requires a second step of somebody who has none: which one is it to be?"""
    to = screen.local(request.args.get("to", ""))
    if not queries.is_owed(g.staff, now()):
        return redirect(to or url_for("staff.account"), 303)
    return page("staff/second_step.html", to=to)


@pages.get("/account/codes", audience=guards.signed_in, unready=True, proved=True)
def codes() -> str:
    """What an app is to be shown, and a field for what it says then. Nothing is kept yet."""
    drawn = app_codes.to_set_up(secrets(), g.staff.id, os.urandom(DRAWN_BYTES), now())
    return _form(drawn)


@pages.post("/account/codes", audience=guards.signed_in, unready=True, proved=True)
def set_up_codes() -> tuple[str, int]:
    """After a right code they are asked for at each sign-in; recovery codes are shown this once."""
    drawn = request.form.get("set_up", "")
    try:
        made = actions.set_up(context(), drawn, request.form.get("one_time", ""))
    except InvalidInput as wrong:
        if not app_codes.read_set_up(secrets(), drawn, g.staff.id, now()):
            drawn = app_codes.to_set_up(secrets(), g.staff.id, os.urandom(DRAWN_BYTES), now())
        return _form(drawn, errors=wrong.errors), 422
    return _recovery(made, new=True)


@pages.post("/account/codes/remove", audience=guards.signed_in, unready=True, proved=True)
def remove_codes() -> Response | tuple[str, int]:
    """They are asked for no longer."""
    try:
        actions.remove(context())
    except InvalidInput as wrong:
        return account_page(errors=wrong.errors), 422
    flash("Codes from your app are asked for no longer")
    return redirect(url_for("staff.account"), 303)


@pages.post("/account/recovery", audience=guards.signed_in, unready=True, proved=True)
def renew_recovery() -> tuple[str, int]:
    """Ten new recovery codes, shown this once; those of before work no longer."""
    return _recovery(actions.renew_recovery(context()), new=False)


def _form(drawn: str, **values: Any) -> str:
    plain = app_codes.read_set_up(secrets(), drawn, g.staff.id, now())
    secret = app_codes.secret_of(secrets(), g.staff.id, plain)
    address = app_address(secret, g.staff.username, f"Ask First {g.site.name}")
    given = {"set_up": drawn, "qr": svg(address, QR_LABEL), "address": address}
    given |= {"secret": grouped(secret)}
    return page("staff/codes.html", **(given | values))


def _recovery(made: list[str], *, new: bool) -> tuple[str, int]:
    return page("staff/recovery.html", made=made, new=new), 201
