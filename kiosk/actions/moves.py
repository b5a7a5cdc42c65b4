"""Carry a journey, or the receipt that came of it, from the tablet to the patient's phone, once.

The link is made from the journey and the cookie that carries it, so that nothing is kept for it:
claiming gives the journey a new cookie, and with that every link to it is spent. Like all of a
draft's life, moving leaves no trace in the audit trail.
"""

from kiosk import links
from kiosk.actions.context import Context
from kiosk.domain.refusals import MoveGone
from kiosk.domain.retention import period
from kiosk.lookups.visitors import journey_of_move
from kiosk.store.database import write
from kiosk.store.models import Journey


def claim(context: Context, token: str) -> str:
    """Give the journey behind a link to the phone that claims it; returns its new cookie value.

    The tablet's cookie carries nothing from here on. Of two phones exactly one wins; the same
    form sent twice by one phone is one claim.

    Raises:
        MoveGone: as `journey_of_move`, or another phone was quicker.
    """
    fresh = context.fresh_token("journey")
    hashed = links.token_hash(fresh)
    if context.once and Journey.select().where(Journey.token_hash == hashed).exists():
        return fresh
    _hand_over(context, journey_of_move(context.secrets, token, context.now), hashed)
    return fresh


def _hand_over(context: Context, journey: Journey, fresh: str) -> None:
    """A conditional UPDATE: whoever changes the cookie that the link was made for has it."""
    as_read = (Journey.id == journey.id) & (Journey.token_hash == journey.token_hash)
    signed = Journey.signed_at.is_null(journey.signed_at is None)
    # A signed one leads to its receipt for as long as that is of use.
    expires_at = (
        journey.expires_at
        if journey.signed_at
        else context.now + period(context.site.retention, "drafts")
    )
    changed = Journey.update(token_hash=fresh, way_in="phone", expires_at=expires_at)
    with write():
        moved = changed.where(as_read & signed).execute()
    if moved != 1:
        raise MoveGone


def let_go(context: Context, journey: Journey) -> None:
    """The tablet clears itself while its code is being scanned: the answers wait for the phone
    for as long as the code is good, and no longer. They are no tablet's any more, so that the next
    patient on it ends nothing.
    """
    expires_at = min(journey.expires_at, context.now + links.MOVE_LIFE)
    unsigned = (Journey.id == journey.id) & Journey.signed_at.is_null(True)
    with write():
        Journey.update(kiosk=None, expires_at=expires_at).where(unsigned).execute()
