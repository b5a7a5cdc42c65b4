"""What this browser may do to a receipt, beyond looking at it and taking it back.

The address alone is anyone's: it stood in a picture, or was passed on. So it shows no name and
carries no answers (M7). A browser that signed keeps all that it could; one that gave the birth
date may change things, and is asked everything anew.
"""

from werkzeug.wrappers import Response

from kiosk import links
from kiosk.domain.refusals import JourneyGone
from kiosk.domain.vocabulary import HOLDINGS, Holding
from kiosk.lookups import visitors
from kiosk.store.queries import Consent
from kiosk.views.front import cookies
from kiosk.views.front.current import now, secrets
from kiosk.views.front.tablet import on_tablet

MAX_HELD = 6  # receipts of one browser: a mother signs for each of her children
BETWEEN = "~"


def holding_of(consent: Consent, key: str) -> Holding | None:
    """What this browser has shown of the receipt; None for a stranger's, and on a tablet."""
    if on_tablet():
        return None
    if _has_walked(consent):
        return "signed"
    held = {links.read_held(secrets(), each, key, now()) for each in _tokens()}
    return next((each for each in HOLDINGS if each in held), None)


def keep(response: Response, key: str, holding: Holding) -> Response:
    """Remember in this browser what it has shown, beside what it holds of other receipts."""
    if on_tablet():
        return response
    others = [each for each in _tokens() if links.read_held(secrets(), each, key, now()) != holding]
    tokens = [links.to_held(secrets(), key, holding, now()), *others][:MAX_HELD]
    return cookies.write(response, "receipts", BETWEEN.join(tokens))


def _tokens() -> list[str]:
    return [each for each in cookies.read("receipts").split(BETWEEN) if each]


def _has_walked(consent: Consent) -> bool:
    """Whether this browser carries the walk that the receipt came of: receipts of before too."""
    try:
        journey = visitors.journey_of(cookies.read("journey"), now())
    except JourneyGone:
        return False
    return journey.id == consent.journey and not journey.on_tablet
