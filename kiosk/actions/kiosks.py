"""Kiosks: enrol a tablet with a one-time code, pair it, revoke it."""

import base64
from typing import Any

from kiosk import links
from kiosk.actions import attempts
from kiosk.actions.change import Change, action, change
from kiosk.actions.context import Context
from kiosk.domain import refusals
from kiosk.domain.typed_text import clean_line
from kiosk.store.database import write
from kiosk.store.models import Kiosk
from signing import codes, errors

PAIRING_LIFE = 24 * 60 * 60
HEARD_EVERY = 2 * 60  # seconds between two writes of one tablet


def pair(context: Context, label: str) -> str:
    """Enrol a new kiosk and return its pairing code, good once within 24 hours.

    A retry under the same idempotency key enrols no second one, and tells the same code.

    Raises:
        InvalidInput: the label is empty or too long.
    """
    label = clean_line(label, "label", "a name for the tablet", most=60)
    code = codes.code_from_bytes(context.fresh_bytes("pairing-code"))
    _enrol(context, label, code)
    return codes.display(code)


@action("kiosk.enrol", by=("manager",))
def _enrol(made: Change, label: str, code: str) -> None:
    context = made.context
    kiosk = Kiosk.create(
        site=context.site,
        label=label,
        handle=base64.b32encode(context.random(5)).decode("ascii").lower(),
        pairing_hash=links.pairing_hash(context.secrets, code),
        pairing_until=context.now + PAIRING_LIFE,
        created_at=context.now,
    )
    made.audit(f"kiosk:{kiosk.id}")


def join(context: Context, typed: str) -> str:
    """Pair the tablet that typed a pairing code; returns the value of its cookie.

    Raises:
        WrongPairingCode: unknown, used or too old.
        TooManyTries: too many wrong codes from this address.
    """
    theirs = attempts.purse(context, attempts.PAIRING, "pairing", context.address)
    token = context.fresh_token("kiosk")
    with attempts.failures(context, theirs):
        _claim(context, typed, token)
    return token


def _claim(context: Context, typed: str, token: str) -> None:
    try:
        code = codes.normalise(typed)
    except errors.BadCode:
        raise refusals.WrongPairingCode from None
    with change(context, "kiosk.pair") as made:
        device = links.token_hash(token)
        if Kiosk.get_or_none(Kiosk.device_hash == device):
            return  # a double tap: paired a moment ago under this very key
        kiosk = Kiosk.get_or_none(
            Kiosk.pairing_hash.in_(
                [links.pairing_hash(each, code) for each in context.secrets.each]
            )
            & (Kiosk.pairing_until > context.now)
            & Kiosk.revoked_at.is_null(True)
        )
        if kiosk is None:
            raise refusals.WrongPairingCode
        paired = Kiosk.update(device_hash=device, pairing_hash=None, paired_at=context.now)
        paired.where(Kiosk.id == kiosk.id).execute()
        made.audit(f"kiosk:{kiosk.id}")


def _the_kiosk(kiosk: Kiosk) -> str:
    """For `about`: a verb on one kiosk."""
    return str(kiosk.id)


@action("kiosk.revoke", about=_the_kiosk, by=("manager",))
def revoke(made: Change, kiosk: Kiosk) -> None:
    """Shut a kiosk out for good: a lost or retired tablet.

    Raises:
        NotFound: it is of another site, or was revoked before.
    """
    _update(made, kiosk, revoked_at=made.context.now, device_hash=None, pairing_hash=None)


@action("kiosk.out-of-order", about=_the_kiosk, by=("reception", "manager"))
def take_out_of_use(made: Change, kiosk: Kiosk) -> None:
    """Let nobody begin on a kiosk for a while. Doing it again changes nothing.

    Raises:
        NotFound: it is of another site, or was revoked.
    """
    _update(made, kiosk, out_of_order_at=made.context.now)


@action("kiosk.in-order", about=_the_kiosk, by=("reception", "manager"))
def put_in_use(made: Change, kiosk: Kiosk) -> None:
    """Let patients begin on a kiosk again. Doing it again changes nothing.

    Raises:
        NotFound: it is of another site, or was revoked.
    """
    _update(made, kiosk, out_of_order_at=None)


def heard_of(context: Context) -> None:
    """The tablet's first screen says that it is there, so that a silent one is noticed.

    Nobody's change, and a sign every few minutes: it has no audit entry.
    """
    kiosk = context.kiosk
    if kiosk is not None and (kiosk.seen_at or 0) <= context.now - HEARD_EVERY:
        with write():
            Kiosk.update(seen_at=context.now).where(Kiosk.id == kiosk.id).execute()


def _update(made: Change, kiosk: Kiosk, **columns: Any) -> None:
    """Change a kiosk that is still in use, and of this site: the UPDATE itself asks for both."""
    site = made.context.site
    in_use = (Kiosk.id == kiosk.id) & (Kiosk.site == site) & Kiosk.revoked_at.is_null(True)
    if Kiosk.update(**columns).where(in_use).execute() != 1:
        raise refusals.NotFound
    made.audit(f"kiosk:{kiosk.id}")
