"""Somebody who signs in at one place works at another too: asked by its manager, by their own yes.

The manager says a sign-in name and gets a link, whether or not anybody has that name: nothing tells
which. Whoever has it signs in, opens the link and says yes.
"""

from collections.abc import Collection
from dataclasses import replace

from kiosk.actions import invitations
from kiosk.actions.change import Change, action
from kiosk.actions.context import Context
from kiosk.actions.staff import username_of
from kiosk.domain import roles
from kiosk.domain.account_refusals import InvitationOther, InvitationUnknown
from kiosk.domain.membership import OPEN, Term
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.roles import Roles
from kiosk.links import Secrets, token_hash
from kiosk.lookups.visitors import invitation_of
from kiosk.store.models import Invitation, Membership, Site, Staff
from kiosk.store.queries import invitation_with, member_at, members_of

HERE = "They are in the list of this place already: open them there"


def ask(context: Context, username: str, wanted: Collection[str], term: Term = OPEN) -> str:
    """Make a link for whoever has this sign-in name; returns its key, the same for a retry.

    Raises:
        InvalidInput: under `username` or `roles`: none, or somebody who is or was here.
        NotAllowed: somebody signed in who is no manager.
    """
    name, theirs = username_of(username), roles.chosen(wanted)
    if name in [each.person.username for each in members_of(context.site)]:
        raise InvalidInput({"username": HERE})
    key = context.fresh_token("invitation")
    _ask(context, name, theirs, term, key)
    return key


@action("staff.ask_here", by=("manager",))
def _ask(made: Change, name: str, theirs: Roles, term: Term, key: str) -> None:
    text, whom = roles.as_text(theirs), _hash(made.context.secrets, name)
    days = {"since": term.since, "until": term.until}
    link = invitations.make_link(made, key, name, text, whom=whom, **days)
    made.audit(f"invitation:{link.id}", roles=text, **days)


def link_for(context: Context, person: Staff, key: str) -> Invitation:
    """The link of this key, if it is for this person.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationOver: it does not work.
        InvitationOther: it is for another sign-in name.
    """
    link = invitation_of(key, context.now)
    if not link.whom:
        raise InvitationUnknown
    if link.whom not in [_hash(each, person.username) for each in context.secrets.each]:
        raise InvitationOther
    return link


def accept(context: Context, person: Staff, key: str) -> Site:
    """They say yes: they are at that place too, as its manager asked. Returns which.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationOver, InvitationOther: as `link_for`.
    """
    link = invitation_with(token_hash(key))
    if link is None:
        raise InvitationUnknown
    _accept(replace(context, site=link.site), person, key)
    found: Site = link.site
    return found


@action("staff.join_too", about=lambda _person, key: token_hash(key))
def _accept(made: Change, person: Staff, key: str) -> None:
    link, site = link_for(made.context, person, key), made.context.site
    invitations.spend(link, used_at=made.context.now)
    if member_at(site, person.id) is None:
        days = {"since": link.since, "until": link.until}
        Membership.create(staff=person, site=site, roles=link.roles, **days)
    made.audit(f"staff:{person.id}", roles=link.roles, invitation=link.id)


def _hash(secrets: Secrets, username: str) -> str:
    return secrets.keyed_hash("works-here-too", username)
