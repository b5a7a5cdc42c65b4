"""Sites: open the first one, with all that it needs to be used at once."""

import secrets as random_words
from dataclasses import dataclass

from kiosk.actions import kiosks, policies, staff
from kiosk.actions.change import append
from kiosk.actions.context import Context, Secrets
from kiosk.domain.hours import valid_closing
from kiosk.domain.refusals import InvalidInput
from kiosk.store.database import write
from kiosk.store.models import Site
from kiosk.store.queries import first_site


@dataclass(frozen=True)
class Opened:
    """What the operator is told once: the manager's password and the first pairing code."""

    site: Site
    username: str
    password: str
    pairing_code: str


def open_first(secrets: Secrets, now: int, *, name: str, slug: str, closes: str) -> Opened | None:
    """Open the first site with the default policy, one manager and one kiosk; None if there is one.

    Raises:
        InvalidInput: the closing time is not `HH:MM`.
    """
    if not valid_closing(closes):
        raise InvalidInput({"closes": f"{closes!r} is not a time like 18:30"})
    with write():
        if first_site() is not None:
            return None
        site = Site.create(slug=slug, name=name, closes=closes, opened_at=now)
        context = Context(now=now, site=site, secrets=secrets, actor="operator")
        append(context, "site.open", f"site:{site.id}", {})
        policies.publish(context, policies.bring(context, policies.default_pack()))
        password = random_words.token_urlsafe(12)
        staff.add(context, "manager", "Practice manager", "manager", "Manager", password)
        code = kiosks.pair(context, "Waiting room")
    return Opened(site, "manager", password, code)
