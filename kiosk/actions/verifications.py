"""The clinician's check of a receipt: by code, by token or whole address, or from the list."""

from dataclasses import dataclass

from kiosk.actions import attempts
from kiosk.actions.change import Change, change
from kiosk.actions.consents import code_hash, token_hash
from kiosk.actions.context import Context, Secrets
from kiosk.domain import refusals
from kiosk.domain.hours import LONGEST_USE
from kiosk.store.models import Consent, Verification
from signing import codes, errors, receipts

MOST_ENTRY = 4096


@dataclass(frozen=True)
class Verified:
    """The consent found, and whether this was its first verification."""

    consent: int
    first: bool


def verify(context: Context, entry: str) -> Verified:
    """Check whatever was typed, pasted or scanned into the one box.

    Raises:
        BadCode, CodeUnknown: what was typed is no code, or belongs to no receipt here.
        ReceiptFalse, ReceiptElsewhere: the token fails the strict check, or is another site's.
        TooManyTries: too many wrong codes from this person.
    """
    bucket = attempts.guard(context, attempts.CODE, "code", context.actor)
    try:
        consent, way = _find(context, entry)
    except refusals.Refusal:
        attempts.failed(context, bucket)
        raise
    return _record(context, consent, way)


def verify_from_list(context: Context, consent: Consent) -> Verified:
    """Pick a consent from today's list: the clinician matches the person, not the code."""
    return _record(context, consent, "list")


def genuine(secrets: Secrets, now: int, entry: str) -> bool:
    """Whether a token or address is a receipt that we signed, as it stands (evidence only)."""
    try:
        receipts.check_genuine(
            token_in(entry),
            secrets.receipt_keys,
            issuer=secrets.issuer,
            audience=None,
            now=now,
        )
    except errors.BadToken:
        return False
    return True


def token_in(entry: str) -> str:
    """The token in a whole address (`…/v#token`), or the text itself."""
    return entry[:MOST_ENTRY].strip().rpartition("#")[2]


def _find(context: Context, entry: str) -> tuple[Consent, str]:
    text = entry[:MOST_ENTRY].strip()
    if text.count(".") >= 2:
        return _by_token(context, token_in(text)), "token"
    return _by_code(context, text), "code"


def _by_token(context: Context, token: str) -> Consent:
    secrets = context.secrets
    try:
        claims = receipts.check_genuine(
            token,
            secrets.receipt_keys,
            issuer=secrets.issuer,
            audience=context.site.slug,
            now=context.now,
        )
    except errors.WrongAudience:
        raise refusals.ReceiptElsewhere from None
    except errors.BadToken:
        raise refusals.ReceiptFalse from None
    consent = Consent.get_or_none(
        (Consent.jti == claims.jti) & (Consent.token_hash == token_hash(token))
    )
    if consent is None:
        raise refusals.ReceiptFalse
    return consent


def _by_code(context: Context, text: str) -> Consent:
    try:
        code = codes.normalise(text)
    except errors.BadCode:
        raise refusals.BadCode from None
    hashed = code_hash(context.secrets, context.site.id, code)
    recent = Consent.signed_at > context.now - 2 * LONGEST_USE
    consent: Consent | None = (
        Consent.select()
        .where((Consent.site == context.site) & (Consent.code_hash == hashed) & recent)
        .order_by(Consent.signed_at.desc())
        .first()
    )
    if consent is None:
        raise refusals.CodeUnknown
    return consent


def _record(context: Context, consent: Consent, way: str) -> Verified:
    with change(context, "receipt.verify", consent.jti) as made:
        if made.earlier is not None:
            return Verified(**made.earlier)
        first = claim_first(context, consent)
        Verification.insert(
            consent=consent, staff=context.staff, at=context.now, way=way, first=first
        ).execute()
        return _close(made, consent, way, first)


def claim_first(context: Context, consent: Consent) -> bool:
    """Be the first to verify, if nobody was: a conditional UPDATE, so exactly one wins."""
    changed = (
        Consent.update(verified_at=context.now, verified_by=context.staff)
        .where((Consent.id == consent.id) & Consent.verified_at.is_null(True))
        .execute()
    )
    return bool(changed == 1)


def _close(made: Change, consent: Consent, way: str, first: bool) -> Verified:
    made.audit(f"receipt:{consent.jti}", way=way, first=first)
    made.keep(consent=consent.id, first=first)
    return Verified(consent.id, first)
