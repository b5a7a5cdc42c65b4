"""The clinician's check of a receipt: found by its code, its token or on the list, then matched
with the person. To find is to look; the one tap that says "this is who it is" verifies."""

from dataclasses import dataclass

from kiosk.actions import attempts
from kiosk.actions.change import Change, action, move, the_consent
from kiosk.actions.context import Context
from kiosk.actions.decisions import open_consent
from kiosk.domain import refusals
from kiosk.domain.vocabulary import VerifiedBy
from kiosk.lookups import entered
from kiosk.store.models import Consent, Verification
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.consents import Found

_CLAIM = Prepared(
    lambda: Consent.update(verified_at=slot("at"), verified_by=slot("staff")).where(
        (Consent.id == slot("consent")) & Consent.verified_at.is_null(True)
    )
)
_NOTE = Prepared(
    lambda: Verification.insert(
        consent=slot("consent"),
        staff=slot("staff"),
        at=slot("at"),
        way=slot("way"),
        first=slot("first"),
    )
)


@dataclass(frozen=True)
class Verified:
    """The consent found, and whether this was its first verification."""

    consent: int
    first: bool


def find(context: Context, entry: str) -> tuple[Found, VerifiedBy]:
    """Whose receipt was typed, pasted or scanned into the one box, and how. Nobody is verified.

    Raises:
        BadCode, CodeUnknown: what was typed is no code, or belongs to no receipt here.
        ReceiptFalse, ReceiptElsewhere: the token fails the strict check, or is another site's.
        ReceiptGarbled: the scanner has changed the token so that it cannot be undone.
        ReceiptUnreadable: it is no token at all.
        TooManyTries: too many wrong codes from this person.
    """
    theirs = attempts.purse(context, attempts.CODE, "code", context.actor)
    with attempts.failures(context, theirs):
        return entered.find(context.secrets, context.site, context.now, entry)


def verify(context: Context, consent: Found | Consent, way: VerifiedBy = "list") -> Verified:
    """The clinician says that this is who signed it; `way` is how its receipt was found."""
    return _record(context, Found(consent.id, consent.jti), way)


@action("receipt.unverify", about=the_consent, by=("clinician",))
def take_back(made: Change, consent: Consent, seen: int) -> None:
    """It was not this person: nobody has been verified, and no decision can be made (K2).

    What was noted stays, with who took it back and when.

    Raises:
        VerificationStands: a decision stands on it, or a recording runs.
        NotVerified: nobody verified it, or it was taken back already.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        ChangedMeanwhile: somebody changed it after the clinician's page was drawn.
    """
    held = open_consent(made.context, consent)
    if held.decision_id is not None:  # nothing runs without one
        raise refusals.VerificationStands
    if held.verified_at is None:
        raise refusals.NotVerified
    if held.revision != seen:
        raise refusals.ChangedMeanwhile
    stands = (Verification.consent == held.id) & Verification.undone_at.is_null(True)
    Verification.update(undone_at=made.context.now, undone_by=made.context.staff).where(
        stands
    ).execute()
    move(held, verified_at=None, verified_by=None)
    made.audit(f"receipt:{held.jti}")


def _record(context: Context, consent: Found, way: VerifiedBy) -> Verified:
    return _note(context, consent, way) or _noted(context, consent)


@action("receipt.verify", about=the_consent, by=("clinician",))
def _note(made: Change, consent: Found, way: VerifiedBy) -> Verified:
    context = made.context
    first = claim_first(context, consent)
    _NOTE.change(consent=consent.id, staff=_staff(context), at=context.now, way=way, first=first)
    made.audit(f"receipt:{consent.jti}", way=way, first=first)
    return Verified(consent.id, first)


def _noted(context: Context, consent: Found) -> Verified:
    """What came of it when it was first sent: the last verification by the same person."""
    mine = (Verification.consent == consent.id) & (Verification.staff == _staff(context))
    last = Verification.select(Verification.first).where(mine).order_by(Verification.id.desc())
    return Verified(consent.id, bool(last.limit(1).scalar()))


def claim_first(context: Context, consent: Found) -> bool:
    """Be the first to verify, if nobody was: a conditional UPDATE, so exactly one wins."""
    return _CLAIM.change(consent=consent.id, staff=_staff(context), at=context.now) == 1


def _staff(context: Context) -> int | None:
    return context.staff.id if context.staff else None
