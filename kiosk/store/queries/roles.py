"""What people are at a site."""

from peewee import fn

from kiosk.domain import roles
from kiosk.domain.roles import Roles
from kiosk.store.models import Membership, Site, Staff
from kiosk.store.prepared import Prepared, slot

_ROLES = Prepared(
    lambda: Membership.select(Membership.roles).where(
        (Membership.staff == slot("staff")) & (Membership.site == slot("site"))
    )
)


def roles_of(person: Staff, site: Site) -> Roles:
    """What a person is at a site, now; nothing at any other."""
    row = _ROLES.first(staff=person.id, site=site.id)
    return roles.of_text(row[0]) if row else roles.NOBODYS


def people_of(site: Site) -> list[tuple[Staff, Roles]]:
    """Everyone who may sign in at a site, by name, with what they are there."""
    rows = (
        Membership.select(Membership.roles, Staff)
        .join(Staff)
        .where((Membership.site == site) & Staff.left_at.is_null(True))
        .order_by(fn.LOWER(Staff.name))
    )
    return [(row.staff, roles.of_text(row.roles)) for row in rows]


def managers_of(site: Site) -> list[Staff]:
    """Who manages a site, by name."""
    return [person for person, theirs in people_of(site) if "manager" in theirs]
