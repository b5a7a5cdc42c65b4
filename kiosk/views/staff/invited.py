"""Come in by a link for one use: a new person, or a new password of one who is here."""

from typing import Any

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import invitations
from kiosk.actions.staff import Profile
from kiosk.domain.account_refusals import InvitationOther
from kiosk.domain.membership import Term, typed_term
from kiosk.domain.passwords import HINT
from kiosk.domain.refusals import InvalidInput
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.store.queries import Invitation
from kiosk.views.front import session as screen
from kiosk.views.front.current import context, now, open_site
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages

MAX_KEY = 64
FIELDS = ("username", "name", "job", "password")


@pages.get("/invited/<invitation>", open=True)
def invited(invitation: str) -> Response | str | tuple[str, int]:
    """What the link is for. Opening it spends nothing: previews and scanners do that."""
    link = visitors.invitation_of(invitation[:MAX_KEY], now())
    if link.whom:  # for somebody who signs in elsewhere already: typed or sent wrong
        return redirect(url_for("staff.joining_too", invitation=invitation), 303)
    if _another(link):
        return _form(invitation, link, another=True), InvitationOther.status
    return _form(invitation, link)


@pages.post("/invited/<invitation>", open=True)
def accept(invitation: str) -> Response | str | tuple[str, int]:
    """Come in, and go on to today's list; whoever's first day is still to come is told so."""
    form, key = request.form, invitation[:MAX_KEY]
    link = queries.invitation_with(links.token_hash(key))
    if link is not None and link.used_at is None and _another(link):
        raise InvitationOther
    profile = Profile(*(form.get(each, "") for each in FIELDS))
    try:
        if link is not None and form.get("again", "") != profile.password:
            raise InvalidInput({"again": "The two passwords are not the same: type both again"})
        token = invitations.accept(context(open_site()), key, profile, screen.brings().device)
    except InvalidInput as wrong:
        link = visitors.invitation_of(key, now())
        return _form(invitation, link, errors=wrong.errors, typed=form), 422
    session.clear()
    if not token:
        return page("staff/invited_later.html", site=open_site(), since=_since(key))
    person = visitors.staff_of(token, now())
    return screen.begin(redirect(url_for("staff.today"), 303), token, person.id)


def _another(link: Invitation) -> bool:
    """Whether somebody is signed in here whom the link is not for; a lock of theirs counts too."""
    held = screen.current()
    return held is not None and held.person.id != link.staff_id


def _form(key: str, link: Invitation, **values: Any) -> str:
    held = screen.current()
    locked = held is not None and held.locked_at is not None
    given = {
        "key": key,
        "site": link.site,
        "person": link.staff,
        "another": False,
        "locked": locked,
        "signed_in_as": held.person.name if held and not locked else "",
        "hint": HINT,
    }
    return page("staff/invited.html", **(given | values))


def _since(key: str) -> str:
    link = queries.invitation_with(links.token_hash(key))
    return typed_term(Term(link.since), link.site.timezone)["since"] if link else ""
