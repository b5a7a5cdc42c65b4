"""The link that shows a visit's state on a second screen, and nothing else of it (K6)."""

from kiosk.domain.refusals import NotFound
from kiosk.links import Secrets, read_screen
from kiosk.store import queries
from kiosk.store.models import Consent


def find(secrets: Secrets, token: str, now: int) -> Consent:
    """The consent that a screen was brought up for.

    Raises:
        NotFound: not our link, or too old.
    """
    consent = queries.consent_of_screen(read_screen(secrets, token, now))
    if consent is None:
        raise NotFound
    return consent
