"""Whether we signed something, under the address of today or of before, whatever the clock says.

A public URL is changed, and a clock that was fast is put right; neither makes a forgery of what was
signed in between. Whether it may be used now is another question, and the database answers it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from kiosk.links import Secrets
from signing import decisions, errors, receipts

Claims = TypeVar("Claims")


def receipt(secrets: Secrets, token: str, audience: str | None, now: int) -> receipts.Claims:
    """What a receipt says that we signed. `audience` is its site's short name, None for any.

    Raises:
        BadToken: we did not, or for another site, or under an address that was never said to be
            ours (`ASKFIRST_FORMER_URLS`): WrongIssuer, whose signature holds.
    """
    keys = secrets.receipt_keys
    return _anyhow(
        secrets,
        lambda issuer: receipts.check_genuine(
            token, keys, issuer=issuer, audience=audience, now=now
        ),
    )


def decision(secrets: Secrets, token: str, audience: str, now: int) -> decisions.DecisionClaims:
    """The same for a decision. Raises BadToken, as for a receipt, or past its end of use."""
    keys = secrets.receipt_keys
    return _anyhow(
        secrets,
        lambda issuer: decisions.check(token, keys, issuer=issuer, audience=audience, now=now),
    )


def _anyhow(secrets: Secrets, read: Callable[[str], Claims]) -> Claims:
    try:
        return read(secrets.issuer)
    except errors.NotYetValid as early:
        claims: Claims = early.claims
        return claims
    except errors.WrongIssuer as moved:
        if moved.claims.iss not in secrets.former:
            raise
        return _anyhow(_before(secrets, moved.claims.iss), read)


def _before(secrets: Secrets, issuer: str) -> Secrets:
    """The keys as they signed under a former address."""
    return replace(secrets, issuer=issuer, former=())
