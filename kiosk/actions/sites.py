"""Sites: open the first one, with all that it needs to be used at once."""

import re
from dataclasses import dataclass, replace
from typing import Any

from peewee import fn

from kiosk.actions import invitations, keys, kiosks, policies
from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.actions.staff import end_sessions
from kiosk.domain import roles
from kiosk.domain.hours import valid_closing
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import clean_line
from kiosk.links import Secrets
from kiosk.store.database import write
from kiosk.store.models import (
    Consent,
    Invitation,
    Kiosk,
    Recording,
    Site,
    Staff,
    StaffSession,
)
from kiosk.store.packs import default_pack
from kiosk.store.queries import first_site, invitations_of, managers_of, open_sites

# It goes into every receipt: short, and nothing that would have to be escaped.
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


FIRST_MANAGER = "The first manager"


@dataclass(frozen=True)
class Opened:
    """What the operator is told once: the key of the first manager's link, and a pairing code."""

    site: Site
    invitation: str
    pairing_code: str


def open_first(secrets: Secrets, now: int, *, name: str, slug: str, closes: str) -> Opened | None:
    """Open the first site with the default policy, a link for its manager, and one kiosk; None if
    there is one.

    Raises:
        InvalidInput: the name is empty or too long, the slug has other than plain letters,
            numbers and dashes, or the closing time is not `HH:MM`.
    """
    name = _checked(name, slug, closes)
    with write():
        if first_site() is not None:
            return None
        return _open(secrets, now, Site(slug=slug, name=name, closes=closes, opened_at=now))


def add(secrets: Secrets, now: int, *, name: str, slug: str, closes: str) -> Opened:
    """Open a further site in the same installation, in the same way; nothing is shared but people
    whom both name.

    Raises:
        InvalidInput: as `open_first`; or another site has, or had, this slug.
    """
    name = _checked(name, slug, closes)
    with write():
        if Site.select().where(Site.slug == slug).exists():
            raise InvalidInput({"slug": f"There is a site {slug} already: choose another slug"})
        return _open(secrets, now, Site(slug=slug, name=name, closes=closes, opened_at=now))


def _checked(name: str, slug: str, closes: str) -> str:
    """The name as it is kept, if all three can be."""
    name = clean_line(name, "name", "a name for the site", most=80)
    if not SLUG.fullmatch(slug):
        raise InvalidInput(
            {"slug": "Use 1 to 20 small letters, numbers or dashes for the slug, like hart-street"}
        )
    if not valid_closing(closes):
        raise InvalidInput({"closes": f"{closes!r} is not a time like 18:30"})
    return name


def _open(secrets: Secrets, now: int, site: Site) -> Opened:
    site.save()
    context = Context(now=now, site=site, secrets=secrets, actor="operator")
    append(context, "site.open", f"site:{site.id}", {})
    keys.note(context)
    policies.publish(context, policies.bring(context, default_pack()))
    key = _invite_manager(context)
    return Opened(site, key, kiosks.pair(context, "Waiting room"))


def close(context: Context, site: Site) -> None:
    """Close a site for good. Receipts can still be checked, and what is held is kept.

    Its tablets are shut out, its links end, and who is signed in there is signed out.

    Raises:
        InvalidInput: under `site`: it is closed, it is the last open one, or a recording goes on
            there, whose Stop is not to be taken away (K14).
    """
    context = replace(context, site=site)
    with change(context, "site.close") as made:
        held = Site.get_by_id(site.id)
        if held.closed_at is not None:
            raise InvalidInput({"site": f"{held.name} is closed already"})
        if [each.id for each in open_sites()] == [site.id]:
            raise InvalidInput({"site": "It is the only one that is open"})
        going_on = Recording.select().join(Consent, on=(Recording.consent == Consent.id))
        if going_on.where(Consent.site == site, Recording.stopped_at.is_null(True)).exists():
            raise InvalidInput({"site": "A recording goes on there: have it stopped first"})
        Site.update(closed_at=context.now).where(Site.id == site.id).execute()
        open_tablets = (Kiosk.site == site) & Kiosk.revoked_at.is_null(True)
        Kiosk.update(revoked_at=context.now).where(open_tablets).execute()
        unused = Invitation.used_at.is_null(True) & Invitation.withdrawn_at.is_null(True)
        withdrawn = Invitation.update(withdrawn_at=context.now)
        withdrawn.where(unused & (Invitation.site == site)).execute()
        at = fn.COALESCE(StaffSession.site, _came_in())
        end_sessions(context, at == site.id)
        made.audit(f"site:{site.id}")


def _came_in() -> Any:
    """The site at which a session's person came in: where it says none, it is there."""
    return Staff.select(Staff.site).where(Staff.id == StaffSession.staff)


def invite_first_manager(context: Context) -> str | None:
    """A new link for the first manager, while nobody manages the site; the ones before end.

    None where somebody does: they can invite others themselves.
    """
    with write():
        if managers_of(context.site, context.now):
            return None
        for link in invitations_of(context.site, context.now):
            if link.label == FIRST_MANAGER:
                invitations.withdraw(context, link)
        return _invite_manager(context)


def _invite_manager(context: Context) -> str:
    """Whoever it is will be a clinician too, so that a practice of one works at once."""
    return invitations.invite(context, FIRST_MANAGER, roles.FIRST)
