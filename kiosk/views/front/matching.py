"""Where staff are shown whose a receipt is. To find it is to look: one tap there verifies (K2)."""

from flask import g, url_for

from kiosk import links
from kiosk.domain.vocabulary import VerifiedBy, one_of
from kiosk.views.front.current import now, secrets

WAYS: tuple[VerifiedBy, ...] = ("code", "token", "list")


def found_by(consent: int, way: VerifiedBy) -> str:
    """How the signed-in person found a receipt, for the page that asks them whose it is."""
    return links.to_found(secrets(), consent, g.staff.id, way, now())


def way_of(consent: int, found: str) -> VerifiedBy:
    """How they found it: on the list, unless a page of ours says otherwise."""
    way = links.read_found(secrets(), found, consent, g.staff.id, now())
    return one_of(WAYS, way) or "list"


def address(consent: int, way: VerifiedBy, *, again: bool) -> str:
    """The card of a receipt that was found; `again` if somebody has verified it already."""
    if again:
        return url_for("staff.card", number=consent, again="yes")
    return url_for("staff.card", number=consent, found=found_by(consent, way))
