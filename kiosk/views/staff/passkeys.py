"""Passkeys: make one on one's own page; sign in, and prove who it is, with it alone."""

import os
from typing import Any

from flask import flash, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import passkeys
from kiosk.domain.account_refusals import PasskeyRefused
from kiosk.domain.refusals import InvalidInput
from kiosk.lookups import visitors
from kiosk.views.front import guards
from kiosk.views.front import session as screen
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now, open_site, secrets
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages
from kiosk.views.staff.account import account_page, prove_page, proved_page
from kiosk.views.staff.sign_in import signed_in_page

CHALLENGE_BYTES = 16


@pages.get("/passkey/options", open=True)
def passkey_options() -> Response:
    """What a browser is asked to answer with a passkey. Nothing is kept of it."""
    return jsonify(passkeys.options(secrets(), now(), os.urandom(CHALLENGE_BYTES)))


@pages.post("/passkey/sign-in", open=True)
def passkey_sign_in() -> Response | tuple[str, int]:
    """A passkey alone signs in, at a locked screen too."""
    to, answer = screen.local(request.form.get("to", "")), request.form.get("credential", "")
    try:
        token = passkeys.sign_in(context(open_site()), answer, screen.brings())
    except PasskeyRefused as refusal:
        values = screen.sign_in_values() | {"to": to, "errors": {"username": in_one_line(refusal)}}
        return page("staff/sign_in.html", **values), refusal.status
    return signed_in_page(token, visitors.staff_of(token, now()), to)


@pages.post("/passkey/prove", audience=guards.signed_in, aside=True, unready=True)
def passkey_prove() -> Response | tuple[str, int]:
    """It is them: go on to where they were."""
    to = screen.local(request.form.get("to", ""))
    try:
        passkeys.prove(context(), g.session.token, request.form.get("credential", ""))
    except PasskeyRefused as refusal:
        return prove_page(to, errors={"password": in_one_line(refusal)}), refusal.status
    return proved_page(to)


# --- one's own ---


@pages.get("/account/passkeys/options", audience=guards.signed_in, unready=True)
def new_passkey_options() -> Response:
    """What a browser is asked to make."""
    drawn = os.urandom(CHALLENGE_BYTES)
    return jsonify(passkeys.options(secrets(), now(), drawn, g.staff))


@pages.post("/account/passkeys", audience=guards.signed_in, unready=True, proved=True)
def add_passkey() -> Response | tuple[str, int]:
    """Keep the passkey that the browser made."""
    form: Any = request.form
    try:
        passkeys.add(context(), form.get("credential", ""), form.get("name", ""))
    except InvalidInput as wrong:
        return account_page(errors=wrong.errors, typed=form), 422
    except PasskeyRefused as refusal:
        return account_page(errors={"name": "The passkey was not made: try again"}), refusal.status
    flash("The passkey is kept: it signs you in alone")
    return redirect(url_for("staff.account"), 303)


@pages.post(f"/account/passkeys/{NUMBER}/remove", audience=guards.staff, proved=True)
def remove_passkey(number: int) -> Response | tuple[str, int]:
    """It signs in no longer."""
    try:
        passkeys.remove(context(), g.staff, number)
    except InvalidInput as wrong:
        return account_page(errors=wrong.errors), 422
    flash("The passkey is removed")
    return redirect(url_for("staff.account"), 303)
