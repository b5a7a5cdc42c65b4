"""Who or what is behind a cookie, a link or a code, found by the hash that is kept of it."""

from dataclasses import dataclass

from peewee import JOIN, ModelSelect, fn

from kiosk.domain import roles
from kiosk.domain.roles import Roles
from kiosk.store.models import (
    Handoff,
    Journey,
    Kiosk,
    Membership,
    Policy,
    PolicyText,
    Site,
    Staff,
    StaffSession,
)
from kiosk.store.prepared import Prepared, slot

_BY_DEVICE = Prepared(
    lambda: (
        Kiosk.select(Kiosk, Site)
        .join(Site)
        .where((Kiosk.device_hash == slot("device_hash")) & Kiosk.revoked_at.is_null(True))
    )
)
_BY_SESSION = Prepared(
    lambda: (
        StaffSession.select(
            StaffSession.began_at,
            StaffSession.locked_at,
            StaffSession.proved_at,
            StaffSession.step_due,
            StaffSession.site,
            Membership.roles,
            Membership.until,
            Staff,
            Site,
        )
        .join(Staff)
        .join(Site, on=(Site.id == fn.COALESCE(StaffSession.site, Staff.site)))
        .join(
            Membership,
            JOIN.LEFT_OUTER,
            on=(Membership.staff == Staff.id) & (Membership.site == Site.id),
        )
        .where(
            (StaffSession.token_hash == slot("token_hash")) & StaffSession.ended_at.is_null(True)
        )
    )
)


def _walks() -> "ModelSelect[Journey]":
    return (
        Journey.select(Journey, PolicyText, Policy, Site, Kiosk)
        .join(PolicyText)
        .join(Policy)
        .switch(Journey)
        .join(Site)
        .switch(Journey)
        .join(Kiosk, JOIN.LEFT_OUTER)
    )


_WALKING = Prepared(
    lambda: _walks().where(
        (Journey.token_hash == slot("token_hash")) & (Journey.expires_at > slot("now"))
    )
)
_UNSIGNED = Prepared(
    lambda: _walks().where((Journey.id == slot("number")) & Journey.signed_at.is_null(True))
)


_FOLLOWED = Prepared(
    lambda: (
        Journey.select(Journey.id)
        .where((Journey.kiosk == slot("kiosk")) & (Journey.way_in == "kiosk"))
        .where((Journey.started_at >= slot("since")) & (Journey.id != slot("own")))
        .limit(1)
    )
)


def kiosk_of_device(device_hash: str) -> Kiosk | None:
    """The tablet with this cookie, with its site, unless it is revoked."""
    return next(iter(_BY_DEVICE.models(device_hash=device_hash)), None)


def kiosk_of_handle(handle: str) -> Kiosk | None:
    """The tablet that a handoff link names, with its site, unless it is revoked."""
    return (
        Kiosk.select(Kiosk, Site)
        .join(Site)
        .where((Kiosk.handle == handle) & Kiosk.revoked_at.is_null(True))
        .get_or_none()
    )


def handoff_with(token_hash: str) -> Handoff | None:
    """The code that staff showed with this hash, with its site."""
    rows = Handoff.select(Handoff, Site).join(Site)
    return rows.where(Handoff.token_hash == token_hash).get_or_none()


@dataclass(frozen=True)
class OpenSession:
    """A session that nobody ended: whose it is, with the site it is at, and its times.

    That is the site they said, or the one at which they came in.
    """

    person: Staff
    roles: Roles  # what they are there now
    began_at: int
    locked_at: int | None
    proved_at: int | None  # when they last proved that it is them
    until: int | None  # when they are to leave, or left
    step_due: bool  # it began without the second step that was required
    placed: bool  # whether it is known at which site they work


def session_of(token_hash: str) -> OpenSession | None:
    """The open session with this cookie."""
    row = _BY_SESSION.first(token_hash=token_hash)
    if row is None:
        return None
    began_at, locked_at, proved_at, due, placed, stored, until, *columns = row
    rest = iter(columns)
    person = Staff(**{name: next(rest) for name in Staff._meta.sorted_field_names})
    site = zip(Site._meta.sorted_fields, rest, strict=True)
    person.site = Site(**{field.name: field.python_value(value) for field, value in site})
    theirs = roles.of_text(stored or "")
    return OpenSession(
        person,
        theirs,
        began_at,
        locked_at,
        proved_at,
        until,
        step_due=bool(due),
        placed=placed is not None,
    )


def journey_of_cookie(token_hash: str, now: int) -> Journey | None:
    """The walk that a cookie carries, with its site, its tablet and the text that it reads."""
    return next(iter(_WALKING.models(token_hash=token_hash, now=now)), None)


def unsigned_journey(number: int) -> Journey | None:
    """A walk that nobody has signed yet, by its number, with the same."""
    return next(iter(_UNSIGNED.models(number=number)), None)


def is_followed(journey: Journey) -> bool:
    """Whether somebody else has begun on the same tablet since this walk was signed."""
    values = {"kiosk": journey.kiosk_id, "since": journey.signed_at, "own": journey.id}
    return _FOLLOWED.first(**values) is not None


def journey_to_move(number: int, now: int) -> Journey | None:
    """A walk that a tablet showed the link of, signed or not, with its site and text."""
    return (
        Journey.select(Journey, PolicyText, Site)
        .join(PolicyText)
        .switch(Journey)
        .join(Site)
        .where((Journey.id == number) & (Journey.way_in == "kiosk"))
        .where(Journey.expires_at > now)
        .get_or_none()
    )


def open_sites() -> list[Site]:
    """Every site that is not closed."""
    return list(Site.select().where(Site.closed_at.is_null(True)).order_by(Site.id))
