"""What people are at a site, from and until; and the links by which more are to come."""

from dataclasses import dataclass

from peewee import fn

from kiosk.domain import roles
from kiosk.domain.membership import Term
from kiosk.domain.roles import Roles
from kiosk.store.models import Invitation, Membership, Passkey, Site, Staff, StaffSession
from kiosk.store.prepared import Prepared, slot

_ROLES = Prepared(
    lambda: Membership.select(Membership.roles, Membership.since, Membership.until).where(
        (Membership.staff == slot("staff")) & (Membership.site == slot("site"))
    )
)


_TERMS = Prepared(
    lambda: (
        Membership.select(Membership.since, Membership.until)
        .join(Site)
        .where((Membership.staff == slot("staff")) & Site.closed_at.is_null(True))
    )
)


def roles_of(person: Staff, site: Site, now: int) -> Roles:
    """What a person is at a site, now; nothing at any other, before they come or once they left."""
    row = _ROLES.first(staff=person.id, site=site.id)
    if row is None or Term(*row[1:]).presence(now) != "here":
        return roles.NOBODYS
    return roles.of_text(row[0])


def places_of(person: Staff, now: int) -> list[Site]:
    """The open sites at which a person is somebody now, in the order of their names."""
    return [row.site for row in _open_rows(person) if _term(row).presence(now) == "here"]


def count_places(person: Staff, now: int) -> int:
    """How many there are: each page of staff says whether there is another to go to."""
    rows = _TERMS.rows(staff=person.id)
    return sum(Term(*row).presence(now) == "here" for row in rows)


def places_to_come(person: Staff, now: int) -> list[Site]:
    """The same, with those at which they are somebody later."""
    return [row.site for row in _open_rows(person) if _term(row).presence(now) != "gone"]


def manages_all_of(asking: Staff, person: Staff, now: int) -> bool:
    """Whether one manages every open site of another, now or later: whoever holds a link for a new
    password is that person everywhere.
    """
    return all("manager" in roles_of(asking, each, now) for each in places_to_come(person, now))


def _term(row: Membership) -> Term:
    return Term(row.since, row.until)


def _open_rows(person: Staff) -> list[Membership]:
    return list(
        Membership.select(Membership, Site)
        .join(Site)
        .where((Membership.staff == person.id) & Site.closed_at.is_null(True))
        .order_by(fn.LOWER(Site.name), Site.id)
    )


@dataclass(frozen=True)
class Member:
    """A person, what they are at a site, and from when until when."""

    person: Staff
    roles: Roles
    term: Term


def members_of(site: Site) -> list[Member]:
    """Everyone who is, was or will be at a site, by name."""
    rows = Membership.select(Membership, Staff).join(Staff).where(Membership.site == site)
    return [_member(row) for row in rows.order_by(fn.LOWER(Staff.name), Staff.id)]


def member_at(site: Site, number: int) -> Member | None:
    """One of them, by their number."""
    here = (Membership.site == site) & (Membership.staff == number)
    row = Membership.select(Membership, Staff).join(Staff).where(here).get_or_none()
    return _member(row) if row else None


def _member(row: Membership) -> Member:
    return Member(row.staff, roles.of_text(row.roles), _term(row))


def people_of(site: Site, now: int) -> list[tuple[Staff, Roles]]:
    """Everyone who may sign in at a site now, by name, with what they are there."""
    members = members_of(site)
    return [(each.person, each.roles) for each in members if each.term.presence(now) == "here"]


def person_called(username: str) -> Staff | None:
    """Whoever has this user name, at whatever site: for the operator alone."""
    return Staff.get_or_none(Staff.username == username)


def managers_of(site: Site, now: int) -> list[Staff]:
    """Who manages a site now, by name."""
    return [person for person, theirs in people_of(site, now) if "manager" in theirs]


def invitations_of(site: Site, now: int) -> list[Invitation]:
    """The links of a site that can still be used, oldest first."""
    unused = Invitation.used_at.is_null(True) & Invitation.withdrawn_at.is_null(True)
    still = (Invitation.site == site) & unused & (Invitation.expires_at > now)
    return list(Invitation.select().where(still).order_by(Invitation.id))


def invitation_at(site: Site, number: int) -> Invitation | None:
    """A link by its number, if it is of this site."""
    return Invitation.get_or_none((Invitation.id == number) & (Invitation.site == site))


def invitation_with(token_hash: str) -> Invitation | None:
    """The link with this hash, with its site."""
    rows = Invitation.select(Invitation, Site).join(Site)
    return rows.where(Invitation.token_hash == token_hash).get_or_none()


def passkeys_of(person: Staff) -> list[Passkey]:
    """The passkeys of a person, oldest first."""
    return list(Passkey.select().where(Passkey.staff == person).order_by(Passkey.id))


def sessions_of(person: Staff, since: int) -> list[StaffSession]:
    """Where a person is signed in, newest first: begun after `since`, and not ended."""
    theirs = (StaffSession.staff == person) & StaffSession.ended_at.is_null(True)
    newer = StaffSession.began_at > since
    return list(StaffSession.select().where(theirs & newer).order_by(StaffSession.id.desc()))
