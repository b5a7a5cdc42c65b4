"""What can be said of a receipt, to anyone and to the operator: two answers, never one (K2)."""

from dataclasses import dataclass

from kiosk.domain.entry import receipt_and_decision
from kiosk.domain.permission import may_record
from kiosk.links import Secrets, token_hash
from kiosk.lookups import genuine, trail
from kiosk.store.models import Consent, Decision
from kiosk.store.queries import facts
from signing import decisions, errors, receipts
from signing.compact import LEEWAY

GENUINE, TOO_OLD, NOT_GENUINE = "genuine", "too_old", "not_genuine"
NOT_A_RECEIPT = "not_a_receipt"  # it cannot be read as one, which is not to be false
NOT_HERE = "not_in_this_database"
MOVED = "signed_under_another_url"  # by our key: a former address that the settings do not name
NEWER = "newer_than_this_program"  # signed here, with claims that are not known yet


def for_anyone(secrets: Secrets, now: int, entry: str) -> tuple[str, str]:
    """What anyone may know of a token or address: whether we signed it as it stands, and if its
    time is over; and the site's short name, if we did. What cannot be read as a receipt at all
    is not called false. The database is not asked, so that nothing can be learned of a person (K2).
    """
    token, _decision = receipt_and_decision(entry)
    try:
        claims = genuine.receipt(secrets, token, None, now)
    except errors.UNREADABLE:
        return NOT_A_RECEIPT, ""
    except (errors.BadClaims, errors.WrongIssuer):  # signed here; this server knows no more of it
        return NEWER, ""
    except errors.BadToken:
        return NOT_GENUINE, ""
    return TOO_OLD if now >= claims.exp + LEEWAY else GENUINE, claims.aud


@dataclass(frozen=True)
class Evidence:
    """`fault` is "" for a genuine receipt; `reason` is "ok" only if it may be recorded now.

    Neither follows from the other: an expired receipt stays genuine for ever.
    """

    fault: str
    reason: str
    claims: receipts.Claims | None = None
    witnessed: bool = False

    @property
    def genuine(self) -> bool:
        """Whether we signed it as it stands."""
        return not self.fault


def examine(secrets: Secrets, now: int, entry: str) -> Evidence:
    """Check a token, or the whole address that a receipt's QR holds, and look up its consent.

    `now` is in seconds since 1970, UTC.
    """
    token, _decision = receipt_and_decision(entry)
    try:
        claims = genuine.receipt(secrets, token, None, now)
    except errors.UNREADABLE as odd:
        return Evidence(fault=str(odd), reason=NOT_A_RECEIPT)
    except errors.BadClaims as newer:
        return Evidence(fault=str(newer), reason=NEWER)
    except errors.WrongIssuer as moved:
        return Evidence(fault=str(moved), reason=MOVED)
    except errors.BadToken as bad:
        return Evidence(fault=str(bad), reason=NOT_GENUINE)
    return Evidence("", _reason(claims, token, now), claims, trail.witnessed(claims))


def _reason(claims: receipts.Claims, token: str, now: int) -> str:
    held = (Consent.jti == claims.jti) & (Consent.token_hash == token_hash(token))
    consent = Consent.get_or_none(held)
    return NOT_HERE if consent is None else may_record(facts(consent), now).reason


def decision(
    secrets: Secrets, now: int, receipt: receipts.Claims, token: str
) -> tuple[decisions.DecisionClaims, bool]:
    """The decision shown with a receipt, and whether it is on this receipt and still stands (K3).

    Raises:
        BadToken: it must not be believed, or is past its end of use.
    """
    claims = genuine.decision(secrets, token, receipt.aud, now)
    stands = (Decision.token == token) & Decision.ended_at.is_null(True)
    return claims, claims.sub == receipt.jti and Decision.select().where(stands).exists()
