"""Carry an unsigned journey from the tablet to the patient's own phone, once.

The link is made from the journey and the cookie that carries it, so that nothing is kept for it:
claiming gives the journey a new cookie, and with that every link to it is spent. Like all of a
draft's life, moving leaves no trace in the audit trail.
"""

from kiosk import links
from kiosk.actions.context import Context
from kiosk.domain.refusals import MoveGone
from kiosk.domain.walk import LIFE
from kiosk.store.database import write
from kiosk.store.models import Journey, PolicyText, Site


def open_link(secrets: links.Secrets, token: str, now: int) -> Journey:
    """The journey that a phone was shown the link of. Opening it changes nothing.

    Raises:
        MoveGone: used, older than ten minutes, not ours, or its journey was signed or left.
    """
    number, mark = links.read_move(secrets, token, now)
    journey = (
        Journey.select(Journey, PolicyText, Site)
        .join(PolicyText)
        .switch(Journey)
        .join(Site)
        .where((Journey.id == number) & Journey.signed_at.is_null(True))
        .where((Journey.expires_at > now) & (Journey.way_in == "kiosk"))
        .get_or_none()
    )
    if journey is None or not links.is_mark_of(secrets, mark, journey.token_hash):
        raise MoveGone
    return journey


def claim(context: Context, token: str) -> str:
    """Give the journey behind a link to the phone that claims it; returns its new cookie value.

    The tablet's cookie carries nothing from here on. Of two phones exactly one wins; the same
    form sent twice by one phone is one claim.

    Raises:
        MoveGone: as `open_link`, or another phone was quicker.
    """
    fresh = context.fresh_token("journey")
    hashed = links.token_hash(fresh)
    if context.once and Journey.select().where(Journey.token_hash == hashed).exists():
        return fresh
    _hand_over(context, open_link(context.secrets, token, context.now), hashed)
    return fresh


def _hand_over(context: Context, journey: Journey, fresh: str) -> None:
    """A conditional UPDATE: whoever changes the cookie that the link was made for has it."""
    as_read = (Journey.id == journey.id) & (Journey.token_hash == journey.token_hash)
    with write():
        moved = (
            Journey.update(token_hash=fresh, way_in="phone", expires_at=context.now + LIFE)
            .where(as_read & Journey.signed_at.is_null(True))
            .execute()
        )
    if moved != 1:
        raise MoveGone
