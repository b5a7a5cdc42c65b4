"""One's own page: where one is signed in, one's password; and the proof that it is oneself."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import account as actions
from kiosk.domain import account_refusals, refusals
from kiosk.domain.passwords import HINT
from kiosk.lookups.visitors import MAX_PROOF, MAX_SESSION
from kiosk.store import queries
from kiosk.views.front import guards, kept
from kiosk.views.front import session as screen
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now, secrets
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages


@pages.get("/account", audience=guards.staff)
def account() -> str:
    """Who one is here, where one is signed in, and how to change one's password."""
    return account_page()


@pages.post("/account/password", audience=guards.staff)
def change_password() -> Response | tuple[str, int]:
    """A new password; every other session of one's own ends."""
    form = request.form
    wanted = form.get("new", "")
    try:
        if form.get("again", "") != wanted:
            raise refusals.InvalidInput({"again": "The two new ones are not the same"})
        actions.change_password(context(), g.session.token, form.get("password", ""), wanted)
    except refusals.InvalidInput as wrong:
        return account_page(errors=wrong.errors), 422
    except (account_refusals.WrongPassword, refusals.TooManyTries) as refusal:
        return account_page(errors={"password": in_one_line(refusal)}), refusal.status
    return _done("Your password is changed. You are signed out everywhere else")


@pages.post("/account/sessions/elsewhere", audience=guards.staff)
def sign_out_elsewhere() -> Response:
    """End every session of one's own but this."""
    actions.sign_out_elsewhere(context(), g.staff, g.session.token)
    return _done("You are signed out everywhere else")


@pages.post(f"/account/sessions/{NUMBER}/end", audience=guards.staff)
def end_session(number: int) -> Response:
    """End one of one's own other sessions."""
    actions.sign_out_elsewhere(context(), g.staff, g.session.token, number)
    return _done("That session is ended")


def _done(words: str) -> Response:
    flash(words)
    for each in queries.running_of(g.staff, now(), now()):
        code = links.shown_code(secrets(), each.jti, each.code_turn, each.page_hash)
        flash(f"Recording {code} goes on. Your other screens can still pause and stop it")
    return redirect(url_for("staff.account"), 303)


def account_page(**values: Any) -> str:
    """One's own page, with what is wrong on it."""
    mine = links.token_hash(g.session.token)
    found = queries.sessions_of(g.staff, now() - MAX_SESSION)
    sessions = [(each, each.token_hash == mine, _session_words(each, mine)) for each in found]
    given = {"person": g.staff, "sessions": sessions, "passkeys": queries.passkeys_of(g.staff)}
    given |= {"hint": HINT, "proved": g.session.proved(now())}
    given |= {"codes": queries.codes_of(g.staff), "left": queries.recovery_left(g.staff)}
    return page("staff/account.html", **(given | values))


def _session_words(each: queries.StaffSession, mine: str) -> str:
    if each.token_hash == mine:
        return "This screen"
    return "Locked: it can only pause and stop what you record" if each.locked_at else ""


# --- "Prove that it is you" ---


@pages.get("/prove", audience=guards.signed_in, aside=True, unready=True)
def prove() -> str:
    """Asks for the password of who is signed in, before what needs it."""
    return prove_page(screen.local(request.args.get("to", "")))


@pages.post("/prove", audience=guards.signed_in, aside=True, unready=True)
def prove_check() -> Response | tuple[str, int]:
    """It is them: go on to where they were, with what they typed there."""
    to = screen.local(request.form.get("to", ""))
    try:
        actions.prove(context(), g.session.token, request.form.get("password", ""))
    except (account_refusals.WrongPassword, refusals.TooManyTries) as refusal:
        return prove_page(to, errors={"password": in_one_line(refusal)}), refusal.status
    return proved_page(to)


def proved_page(to: str) -> Response:
    """On to where they were, with what they typed there."""
    done, draft = redirect(to or url_for("staff.today"), 303), kept.draft_of(g.staff)
    return kept.bring_back(done, g.staff, draft) if draft and draft.path == to else done


def prove_page(to: str, **values: Any) -> str:
    """Asks for the proof, with what was wrong with the last."""
    given = {"to": to, "refused": False, "minutes": MAX_PROOF // 60}
    return page("staff/prove.html", **(given | values))
