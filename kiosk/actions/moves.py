"""Carry an unsigned journey from the tablet to the patient's own phone, once.

The link is made from the journey and the cookie that carries it, so that nothing is kept for it:
claiming gives the journey a new cookie, and with that every link to it is spent. Like all of a
draft's life, moving leaves no trace in the audit trail.
"""

import hmac

from kiosk.actions.context import Context, Secrets
from kiosk.actions.journeys import fresh_token, token_hash
from kiosk.domain.refusals import MoveGone
from kiosk.domain.walk import LIFE
from kiosk.store.database import write
from kiosk.store.models import Journey, PolicyText, Site
from signing.errors import BadLink, LinkExpired
from signing.tokens import LinkSigner

MOVE_LIFE = 10 * 60
MOVE_SHOWN = 60  # the QR stays the same for a minute, so that a redrawn page is no new code
MARK_LENGTH = 16  # hex digits of a keyed hash: which cookie the link was made for


def link(secrets: Secrets, journey: Journey, now: int) -> str:
    """The token of the QR that moves this journey to a phone, good once within ten minutes."""
    subject = f"{journey.id:016x}{_mark(secrets, journey.token_hash)}"
    return _links(secrets).make(subject, now - now % MOVE_SHOWN)


def open_link(secrets: Secrets, token: str, now: int) -> Journey:
    """The journey that a phone was shown the link of. Opening it changes nothing.

    Raises:
        MoveGone: used, older than ten minutes, not ours, or its journey was signed or left.
    """
    try:
        subject = _links(secrets).read(token, now, MOVE_LIFE + MOVE_SHOWN)
        number, mark = int(subject[:16], 16), subject[16:]
    except (BadLink, LinkExpired, ValueError):
        raise MoveGone from None
    journey = (
        Journey.select(Journey, PolicyText, Site)
        .join(PolicyText)
        .switch(Journey)
        .join(Site)
        .where((Journey.id == number) & Journey.signed_at.is_null(True))
        .where((Journey.expires_at > now) & (Journey.way_in == "kiosk"))
        .get_or_none()
    )
    if journey is None or not hmac.compare_digest(mark, _mark(secrets, journey.token_hash)):
        raise MoveGone
    return journey


def claim(context: Context, token: str) -> str:
    """Give the journey behind a link to the phone that claims it; returns its new cookie value.

    The tablet's cookie carries nothing from here on. Of two phones exactly one wins; the same
    form sent twice by one phone is one claim.

    Raises:
        MoveGone: as `open_link`, or another phone was quicker.
    """
    fresh = fresh_token(context, "journey")
    if context.once and Journey.select().where(Journey.token_hash == token_hash(fresh)).exists():
        return fresh
    _hand_over(context, open_link(context.secrets, token, context.now), token_hash(fresh))
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


def _mark(secrets: Secrets, hashed: str) -> str:
    return secrets.keyed_hash("move", hashed)[:MARK_LENGTH]


def _links(secrets: Secrets) -> LinkSigner:
    return LinkSigner(secrets.key, "move")
