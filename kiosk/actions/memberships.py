"""Memberships: what a person is at a site, and from when until when (K3, K13).

Each is an entry, and counts at once: roles and dates are read with every request. Whoever records
as they leave, or stop being a clinician, can still pause and stop it (K14), and no more.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.actions.change import Change, action
from kiosk.actions.staff import end_sessions, lock_sessions, withdraw_links
from kiosk.domain import roles
from kiosk.domain.membership import OPEN, Term
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.store.models import Membership, Staff, StaffSession
from kiosk.store.queries import member_at, members_of

LAST_MANAGER = "Somebody has to be a manager, without an end: make somebody else one first"


@action(
    "staff.roles",
    about=lambda person, wanted: f"{person.id}:{' '.join(sorted(wanted))}",
    by=("manager",),
)
def set_roles(made: Change, person: Staff, wanted: Collection[str]) -> None:
    """Say what a person is at the site from now on.

    Raises:
        InvalidInput: under `roles`: none, one that there is not, or nobody would manage the site.
        NotFound: they have no place at this site.
        NotAllowed: somebody signed in who is no manager.
    """
    theirs = roles.chosen(wanted)
    with _still_managed(made, "roles"):
        _put(made, person, roles=roles.as_text(theirs))
    if "clinician" not in theirs:  # what they record goes on: they can stop it, and no more
        lock_sessions(made.context, _sessions_here(made, person))
    made.audit(f"staff:{person.id}", roles=roles.as_text(theirs))


@action(
    "staff.dates",
    about=lambda person, term: f"{person.id}:{term.since}:{term.until}",
    by=("manager",),
)
def set_term(made: Change, person: Staff, term: Term) -> None:
    """Say from when until when a person is at the site. It ends by itself.

    Raises:
        InvalidInput: under `until`: nobody would manage the site.
        NotFound, NotAllowed: as `set_roles`.
    """
    with _still_managed(made, "until"):
        _put(made, person, since=term.since, until=term.until)
    if term.presence(made.context.now) != "here":
        end_sessions(made.context, _sessions_here(made, person))
    made.audit(f"staff:{person.id}", since=term.since, until=term.until)


@action("staff.leave", about=lambda person: str(person.id), by=("manager",))
def end(made: Change, person: Staff) -> None:
    """A person leaves now: they are signed out everywhere, and cannot sign in.

    Raises:
        InvalidInput: under `leave`: they are the last who manages the site.
        NotFound, NotAllowed: as `set_roles`.
    """
    with _still_managed(made, "leave"):
        _put(made, person, until=made.context.now)
    end_sessions(made.context, _sessions_here(made, person))
    withdraw_links(made.context, person, made.context.site)
    made.audit(f"staff:{person.id}")


@action("staff.return", about=lambda person, *_rest: str(person.id), by=("manager",))
def begin(made: Change, person: Staff, wanted: Collection[str], term: Term = OPEN) -> None:
    """Somebody who left comes back, with the user name and password that they had.

    Raises:
        InvalidInput, NotFound, NotAllowed: as `set_roles`.
    """
    text = roles.as_text(roles.chosen(wanted))
    _put(made, person, roles=text, since=term.since, until=term.until)
    made.audit(f"staff:{person.id}", roles=text, since=term.since, until=term.until)


@action(
    "staff.also_here",
    about=lambda person, wanted, *_rest: f"{person.id}:{' '.join(sorted(wanted))}",
    by=("manager",),
)
def add(made: Change, person: Staff, wanted: Collection[str], term: Term = OPEN) -> None:
    """Somebody of another site works at this one too, with the user name and password they have.

    Raises:
        InvalidInput: under `username`: they are, or were, here already; else as `set_roles`.
        NotAllowed: somebody signed in who is no manager.
    """
    text, site = roles.as_text(roles.chosen(wanted)), made.context.site
    if member_at(site, person.id) is not None:
        raise InvalidInput({"username": "They are in the list of this place already"})
    Membership.create(staff=person, site=site, roles=text, since=term.since, until=term.until)
    made.audit(f"staff:{person.id}", roles=text, since=term.since, until=term.until)


def _sessions_here(made: Change, person: Staff) -> Any:
    """The sessions of a person at this site: what they have open at another goes on.

    One at no site yet has to say where, and is asked which there are.
    """
    at, came_in = StaffSession.site, person.site_id == made.context.site.id
    here = at == made.context.site
    here = here | at.is_null(True) if came_in else here
    return (StaffSession.staff == person) & here


def _put(made: Change, person: Staff, **columns: str | int | None) -> None:
    here = (Membership.site == made.context.site) & (Membership.staff == person)
    if not Membership.update(**columns).where(here).execute():
        raise NotFound


@contextmanager
def _still_managed(made: Change, field: str) -> Iterator[None]:
    """Whoever manages the site last, without an end, stays one: else nobody could mend it."""
    before = _managed(made)
    yield
    if before and not _managed(made):
        raise InvalidInput({field: LAST_MANAGER})


def _managed(made: Change) -> bool:
    members, now = members_of(made.context.site), made.context.now
    return any("manager" in each.roles and each.term.lasts(now) for each in members)
