"""How often a birth date may still be given for a receipt: a count for all workers together."""

from kiosk.links import Secrets
from kiosk.store.models import Attempt, Consent

MAX_TRIES = 5  # wrong ones, for one receipt, from whatever browser


def bucket(secrets: Secrets, consent: Consent) -> str:
    """What the wrong tries for a receipt are counted under.

    They are deleted after a day, and by then no receipt can be changed any more.
    """
    return secrets.keyed_hash("attempt", "birth date", consent.jti)


def tries_left(secrets: Secrets, consent: Consent) -> int:
    """How many wrong birth dates are still looked at; 0: no date at all is."""
    made = Attempt.select().where(Attempt.bucket == bucket(secrets, consent)).count()
    return max(0, MAX_TRIES - int(made))
