"""Invitations: a link for one use, by which a person comes in and chooses their own password.

Nobody ever knows another's. The link is shown once to whoever made it; only its hash is kept.
"""

from collections.abc import Collection
from dataclasses import replace

from kiosk.actions import second_step, staff
from kiosk.actions.change import Change, action
from kiosk.actions.context import Context
from kiosk.actions.staff import Profile, begin_session, checked, create, set_password
from kiosk.domain import account_refusals, passwords, refusals, roles
from kiosk.domain.membership import OPEN, Term
from kiosk.domain.roles import Roles
from kiosk.domain.typed_text import clean_line
from kiosk.links import token_hash
from kiosk.lookups.visitors import invitation_of
from kiosk.store.models import Invitation, Passkey, Staff, StaffSession
from kiosk.store.queries import invitation_with, manages_all_of, member_at, roles_of

LIFE = 72 * 60 * 60  # seconds
ELSEWHERE = (
    "They work at a place that you do not manage, and a new password is good there too: "
    "whoever runs the server makes this link"
)


def invite(context: Context, label: str, wanted: Collection[str], term: Term = OPEN) -> str:
    """Make a link for a new person; returns its key, the same for a retry.

    `label` is whom it is for, as whoever makes it calls them.

    Raises:
        InvalidInput: under `label` or `roles`: empty, or one that there is not.
        NotAllowed: somebody signed in who is no manager.
    """
    label = clean_line(label, "label", "who it is for", most=100)
    theirs, key = roles.chosen(wanted), context.fresh_token("invitation")
    _invite(context, label, theirs, term, key)
    return key


@action("staff.invite", by=("manager",))
def _invite(made: Change, label: str, theirs: Roles, term: Term, key: str) -> None:
    text = roles.as_text(theirs)
    link = make_link(made, key, label, text, since=term.since, until=term.until)
    made.audit(f"invitation:{link.id}", roles=text, since=term.since, until=term.until)


def reset(context: Context, person: Staff) -> str:
    """Make a link by which a person chooses a new password; returns its key, the same for a retry.

    The password of before stops at once, and they are signed out everywhere (or locked, K14).

    Raises:
        NotFound: they are not at this site, now or later.
        InvalidInput: under `reset`: a manager who does not manage all the places of theirs. Whoever
            holds the link is that person everywhere; nobody is let into a site by another's.
        NotAllowed: somebody signed in who is no manager.
    """
    key = context.fresh_token("invitation")
    _reset(context, person, key)
    return key


@action("staff.reset", about=lambda person, _key: str(person.id), by=("manager",))
def _reset(made: Change, person: Staff, key: str) -> None:
    member = member_at(made.context.site, person.id)
    if member is None or member.term.presence(made.context.now) == "gone":
        raise refusals.NotFound
    asking = made.context.staff
    if asking is not None and not manages_all_of(asking, person, made.context.now):
        raise refusals.InvalidInput({"reset": ELSEWHERE})
    set_password(made.context, person, "")
    Passkey.delete().where(Passkey.staff == person).execute()  # whatever was lost, with them
    second_step.forget(person)
    make_link(made, key, person.name, roles.as_text(member.roles), staff=person)
    made.audit(f"staff:{person.id}")


def make_link(made: Change, key: str, label: str, text: str, **more: object) -> Invitation:
    """A link of whoever makes it, inside the caller's transaction."""
    now = made.context.now
    return Invitation.create(
        site=made.context.site,
        token_hash=token_hash(key),
        label=label,
        roles=text,
        made_at=now,
        expires_at=now + LIFE,
        by=made.context.staff,
        **more,
    )


@action("staff.withdraw_link", about=lambda link: str(link.id), by=("manager",))
def withdraw(made: Change, link: Invitation) -> None:
    """A link that nobody has used works no longer.

    Raises:
        InvitationUsed: somebody has.
        NotAllowed: somebody signed in who is no manager.
    """
    spend(link, withdrawn_at=made.context.now)
    made.audit(f"invitation:{link.id}")


def accept(context: Context, key: str, profile: Profile, device: str = "") -> str:
    """Come in by a link; returns the cookie of a session, "" for somebody whose days begin later.

    Of a link for a new password only the password is looked at. A retry under one idempotency key
    comes in once, and returns the same.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationOver: the link does not work.
        InvalidInput: the user name is taken or odd, a name is missing, the password is weak.
    """
    link = invitation_with(token_hash(key))
    if link is None or link.whom:
        raise account_refusals.InvitationUnknown
    context, session = replace(context, site=link.site), context.fresh_token("staff-session")
    if link.staff is None:
        profile = checked(profile, link.site)
        _join(context, key, profile, staff.hashed(profile.password), session, device)
    else:
        person = link.staff
        passwords.check(profile.password, person.name, person.username, link.site.name)
        _renew(context, key, staff.hashed(profile.password), session, device)
    begun = StaffSession.token_hash == token_hash(session)
    return session if StaffSession.select().where(begun).exists() else ""


@action("staff.join", about=lambda key, *_rest: token_hash(key))
def _join(made: Change, key: str, profile: Profile, kept: str, session: str, device: str) -> None:
    """A new person. The link is asked for again: two may use it at once."""
    link = invitation_of(key, made.context.now)
    person = create(made, profile, kept, roles.of_text(link.roles), Term(link.since, link.until))
    spend(link, used_at=made.context.now)
    _begin(made, person, session, device)
    made.audit(f"staff:{person.id}", roles=link.roles, invitation=link.id)


@action("staff.new_password", about=lambda key, *_rest: token_hash(key))
def _renew(made: Change, key: str, kept: str, session: str, device: str) -> None:
    """A new password of somebody who is here already."""
    link = invitation_of(key, made.context.now)
    person = link.staff
    if person is None:
        raise account_refusals.InvitationUnknown
    spend(link, used_at=made.context.now)
    set_password(made.context, person, kept)
    _begin(made, person, session, device)
    made.audit(f"staff:{person.id}", invitation=link.id)


def _begin(made: Change, person: Staff, session: str, device: str) -> None:
    if roles_of(person, made.context.site, made.context.now):
        begin_session(made.context, person, session, device, made.context.site)


def spend(link: Invitation, **columns: int) -> None:
    """Once: of two at a time, the second finds it used."""
    unused = Invitation.used_at.is_null(True) & Invitation.withdrawn_at.is_null(True)
    spent = Invitation.update(**columns).where((Invitation.id == link.id) & unused)
    if spent.execute() != 1:
        raise account_refusals.InvitationUsed
