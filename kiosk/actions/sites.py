"""Sites: open the first one, with all that it needs to be used at once."""

import re
import secrets as random_words
from dataclasses import dataclass

from kiosk.actions import keys, kiosks, policies, staff
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
from kiosk.store.queries import first_site

# It goes into every receipt: short, and nothing that would have to be escaped.
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


@dataclass(frozen=True)
class Opened:
    """What the operator is told once: the manager's password and the first pairing code."""

    site: Site
    username: str
    password: str
    pairing_code: str


def open_first(secrets: Secrets, now: int, *, name: str, slug: str, closes: str) -> Opened | None:
    """Open the first site with the default policy, one person and one kiosk; None if there is one.

    The person is a clinician and the manager, so that a practice of one works at once.

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
        password = random_words.token_urlsafe(12)
        staff.add(context, "manager", "Practice manager", roles.FIRST, "Manager", password)
        code = kiosks.pair(context, "Waiting room")
    return Opened(site, "manager", password, code)
