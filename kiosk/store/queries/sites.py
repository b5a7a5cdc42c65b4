"""A site, its people and its kiosks."""

from kiosk.store.models import AuditEntry, Kiosk, Site, Staff


def first_site() -> Site | None:
    """The site that was opened first, of those that are open; if all are closed, the first."""
    found: Site | None = Site.select().order_by(Site.closed_at.is_null(False), Site.id).first()
    return found


def site_called(slug: str) -> Site | None:
    """A site by its short name, open or closed."""
    return Site.get_or_none(Site.slug == slug)


def all_sites() -> list[Site]:
    """Every site, closed ones too, in the order in which they were opened."""
    return list(Site.select().order_by(Site.id))


def site_at(number: int) -> Site:
    """A site by its number, as it is at this moment."""
    found: Site = Site.get_by_id(number)
    return found


def last_change(site: Site, verb: str, key: str = "") -> tuple[int, str]:
    """When a part of the site was changed last, and by whom: (0, "") if it never was.

    `key` tells one link from another, where the verb is that of links.
    """
    about = (AuditEntry.site == site.id) & (AuditEntry.verb == verb)
    for entry in AuditEntry.select().where(about).order_by(AuditEntry.seq.desc()).limit(50):
        if entry.detail.get("key", key) == key:
            kind, _colon, number = entry.actor.partition(":")
            person = Staff.get_or_none(Staff.id == number) if kind == "staff" else None
            return entry.at, person.name if person else "The operator"
    return 0, ""


def site_names() -> dict[str, str]:
    """What each site is called, by the short name that its receipts hold."""
    return {each.slug: each.name for each in Site.select(Site.slug, Site.name)}


def site_clocks() -> dict[str, str]:
    """The time zone of each site, by the same short name: its wall clock."""
    return {each.slug: each.timezone for each in Site.select(Site.slug, Site.timezone)}


def kiosks_of(site: Site) -> list[Kiosk]:
    """Every kiosk of a site that is not revoked, oldest first."""
    return list(
        Kiosk.select()
        .where((Kiosk.site == site) & Kiosk.revoked_at.is_null(True))
        .order_by(Kiosk.id)
    )


def kiosk_at(site: Site, number: int) -> Kiosk | None:
    """A kiosk by its number, revoked or not, if it is of this site."""
    return Kiosk.get_or_none((Kiosk.id == number) & (Kiosk.site == site))
