"""The clinician's check of a receipt: by code, by token or whole address, or from the list."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.actions import attempts
from kiosk.actions.change import Change, action, the_consent
from kiosk.actions.context import Context
from kiosk.domain import entry as entries
from kiosk.domain import refusals
from kiosk.domain.hours import MAX_USE
from kiosk.domain.vocabulary import VerifiedBy
from kiosk.links import Secrets, code_hash, token_hash
from kiosk.store.models import Consent, Verification
from kiosk.store.prepared import Prepared, slot
from signing import codes, errors, receipts

MAX_ENTRY = 4096
MAX_CODE = 64
GENUINE, TOO_OLD, NOT_GENUINE = "genuine", "too_old", "not_genuine"
CANNOT_TELL, NOT_A_RECEIPT = "cannot_tell", "not_a_receipt"
MEANT_AS_CODE = range(6, 11)  # so many symbols, if there is a digit among them


@dataclass(frozen=True)
class Found:
    """All that a verification needs of a consent."""

    id: int
    jti: str


_BY_TOKEN = Prepared(
    lambda: Consent.select(Consent.id, Consent.jti).where(
        (Consent.jti == slot("jti")) & (Consent.token_hash == slot("token_hash"))
    )
)
_BY_CODE = Prepared(
    lambda: (
        Consent.select(Consent.id, Consent.jti)
        .where(
            (Consent.site == slot("site"))
            & (Consent.code_hash == slot("code_hash"))
            & (Consent.signed_at > slot("since"))
        )
        .order_by(Consent.signed_at.desc())
        .limit(1)
    )
)
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


_FAULTS: Mapping[type[errors.BadToken], str] = {
    errors.BadClaims: CANNOT_TELL,  # signed here, with claims that are not known yet
    errors.TokenMalformed: NOT_A_RECEIPT,
    errors.TokenTooLong: NOT_A_RECEIPT,
}


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
        ReceiptGarbled: the scanner has changed the token so that it cannot be undone.
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
    return _record(context, Found(consent.id, consent.jti), "list")


def evidence(secrets: Secrets, now: int, entry: str) -> tuple[str, str]:
    """What anyone may know of a token or address: whether we signed it as it stands, and if its
    time is over; and the site's short name, if we did. What cannot be read as a receipt at all
    is not called false. The database is not asked, so that nothing can be learned of a person (K2).
    """
    token, keys = entries.receipt_in(entry), secrets.receipt_keys
    try:
        claims = receipts.check_current(token, keys, issuer=secrets.issuer, audience=None, now=now)
    except errors.TokenExpired as old:
        return TOO_OLD, old.claims.aud
    except errors.BadToken as bad:
        return _FAULTS.get(type(bad), NOT_GENUINE), ""
    return GENUINE, claims.aud


def heard(entry: str) -> tuple[list[str], list[tuple[str, str]]]:
    """What was meant as a code, as it is said aloud, and what is easily misheard in it (K12)."""
    text = entry[:MAX_CODE]
    spelled = codes.spell(text)
    digit = any(each.isdecimal() for each in text)
    if len(spelled) == codes.LENGTH or (digit and len(spelled) in MEANT_AS_CODE):
        return spelled, codes.misheard(text)
    return [], []


def _find(context: Context, entry: str) -> tuple[Found, VerifiedBy]:
    text = entry.strip()
    if entries.is_token(text):
        return _by_token(context, text), "token"
    return _by_code(context, text), "code"


def _by_token(context: Context, text: str) -> Found:
    """The first of the tokens that the text may have meant, and that is genuine."""
    for token in entries.tokens(text):
        claims = _genuine(context, token)
        row = claims and _BY_TOKEN.first(jti=claims.jti, token_hash=token_hash(token))
        if row:
            return Found(*row)
    if entries.has_one_case(text):
        raise refusals.ReceiptGarbled
    raise refusals.ReceiptFalse


def _genuine(context: Context, token: str) -> receipts.Claims | None:
    secrets = context.secrets
    try:
        return receipts.check_genuine(
            token,
            secrets.receipt_keys,
            issuer=secrets.issuer,
            audience=context.site.slug,
            now=context.now,
        )
    except errors.WrongAudience:
        raise refusals.ReceiptElsewhere from None
    except errors.BadToken:
        return None


def _by_code(context: Context, text: str) -> Found:
    code = _code_in(text)
    hashed = code_hash(context.secrets, context.site.id, code)
    since = context.now - 2 * MAX_USE
    row = _BY_CODE.first(site=context.site.id, code_hash=hashed, since=since)
    if row is None:
        raise refusals.CodeUnknown
    return Found(*row)


def _code_in(text: str) -> str:
    """The eight symbols of the code in a text, with full-width letters made plain."""
    for part in entries.codes(text[:MAX_ENTRY]):
        try:
            return codes.normalise(unicodedata.normalize("NFKC", part))
        except errors.BadCode:
            continue
    raise refusals.BadCode


def _record(context: Context, consent: Found, way: VerifiedBy) -> Verified:
    return _note(context, consent, way) or _noted(context, consent)


@action("receipt.verify", about=the_consent)
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
