"""Every version of a site's rules that patients have read, and its words (M1)."""

from kiosk.domain.local import key_of
from kiosk.domain.refusals import NotFound
from kiosk.store.models import Policy, PolicyText, Site, Staff


def versions_of(site: Site) -> list[Policy]:
    """The versions that were ever published at a site, newest first."""
    mine = (Policy.site == site) & Policy.published_at.is_null(False)
    return list(Policy.select().where(mine).order_by(Policy.published_at.desc(), Policy.id.desc()))


def version_at(site: Site, number: int) -> Policy:
    """A version of the site by its number: published, the draft, or one that was brought in.

    Raises:
        NotFound: there is none, or it was discarded.
    """
    mine = (Policy.site == site) & Policy.discarded_at.is_null(True)
    found: Policy | None = Policy.get_or_none(mine & (Policy.id == number))
    if found is None:
        raise NotFound
    return found


def read_in(policy: Policy, site: Site) -> dict[str, PolicyText]:
    """The words of a version as patients read them, by language, English first: as what the place
    allows now has them; of an older version, as it was allowed last while they read it.
    """
    rows = PolicyText.select().where(PolicyText.policy == policy).order_by(PolicyText.id)
    key, found = key_of(site.allows), dict[str, PolicyText]()
    for row in sorted(rows, key=lambda each: each.local == key):
        found[row.language] = row
    return dict(sorted(found.items(), key=lambda each: (each[0][:2] != "en", each[0])))


def changes_since(policy: Policy) -> list[Policy]:
    """The versions published at its site since this one was withdrawn, oldest first, of which
    their manager said what changed.
    """
    if policy.withdrawn_at is None:
        return []
    later = (Policy.site == policy.site_id) & (Policy.published_at >= policy.withdrawn_at)
    rows = Policy.select().where(later & (Policy.id != policy.id)).order_by(Policy.published_at)
    return [each for each in rows if each.what_changed]


def staff_name(number: int | None) -> str:
    """What a member of staff is called; "" for nobody, and for the operator's commands."""
    found = Staff.get_or_none(Staff.id == number) if number else None
    return found.name if found else ""


def is_unread(policy: Policy | None) -> bool:
    """Whether these rules came with the product, and no manager has said that they were read."""
    return policy is not None and policy.pack.get("id") == "default" and policy.read_at is None


def review_date(policy: Policy) -> str:
    """When a version is to be looked at again, ISO 8601: as its manager said, else its pack."""
    return policy.review_on or str(policy.pack.get("review_by", ""))
