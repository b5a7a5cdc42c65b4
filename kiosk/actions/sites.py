"""Sites: open the first one, with all that it needs to be used at once."""

import re
from dataclasses import dataclass

from kiosk.actions import invitations, keys, kiosks, policies
from kiosk.actions.change import append
from kiosk.actions.context import Context
from kiosk.domain import roles
from kiosk.domain.hours import valid_closing
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import clean_line
from kiosk.links import Secrets
from kiosk.store.database import write
from kiosk.store.models import Site
from kiosk.store.packs import default_pack
from kiosk.store.queries import first_site, invitations_of, managers_of

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
    name = clean_line(name, "name", "a name for the site", most=80)
    if not SLUG.fullmatch(slug):
        raise InvalidInput(
            {"slug": "Use 1 to 20 small letters, numbers or dashes for the slug, like hart-street"}
        )
    if not valid_closing(closes):
        raise InvalidInput({"closes": f"{closes!r} is not a time like 18:30"})
    with write():
        if first_site() is not None:
            return None
        site = Site.create(slug=slug, name=name, closes=closes, opened_at=now)
        context = Context(now=now, site=site, secrets=secrets, actor="operator")
        append(context, "site.open", f"site:{site.id}", {})
        keys.note(context)
        policies.publish(context, policies.bring(context, default_pack()))
        key = _invite_manager(context)
        code = kiosks.pair(context, "Waiting room")
    return Opened(site, key, code)


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
