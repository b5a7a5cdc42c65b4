"""The link that shows a visit's state on a second screen, and nothing else of it (K6)."""

from kiosk.actions.context import Secrets
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.store.models import Consent
from signing.errors import BadLink, LinkExpired
from signing.tokens import LinkSigner

LIFE = 12 * 60 * 60  # as long as a receipt may last


def link(secrets: Secrets, consent: Consent, now: int) -> str:
    """A token that leads to the state of one consent, for half a day. Nothing is kept for it."""
    return _links(secrets).make(f"{consent.id:x}", now - now % 60)


def find(secrets: Secrets, token: str, now: int) -> Consent:
    """The consent that a screen was brought up for.

    Raises:
        NotFound: not our link, or too old.
    """
    try:
        number = int(_links(secrets).read(token, now, LIFE), 16)
    except (BadLink, LinkExpired, ValueError):
        raise NotFound from None
    consent = queries.consent_of_screen(number)
    if consent is None:
        raise NotFound
    return consent


def _links(secrets: Secrets) -> LinkSigner:
    return LinkSigner(secrets.key, "screen")
