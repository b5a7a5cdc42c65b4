"""What was typed, pasted or scanned into the one box: which receipt is meant by it."""

import unicodedata

from kiosk.domain import entry as entries
from kiosk.domain import receipt_refusals, refusals, typed_text
from kiosk.domain.hours import MAX_USE
from kiosk.domain.vocabulary import VerifiedBy
from kiosk.links import Secrets, code_hashes, token_hash
from kiosk.lookups import genuine
from kiosk.store.queries import Site
from kiosk.store.queries.consents import Found, consent_by_code, consent_by_token
from signing import codes, errors, receipts

MAX_ENTRY = 4096
MAX_CODE = 64
MEANT_AS_CODE = range(6, 11)  # so many symbols, if there is a digit among them


def find(secrets: Secrets, site: Site, now: int, entry: str) -> tuple[Found, VerifiedBy]:
    """The consent that was meant, and how it was named.

    Raises:
        BadCode, CodeUnknown: what was typed is no code, or belongs to no receipt here.
        ReceiptFalse, ReceiptElsewhere: the token fails the strict check, or is another site's.
        ReceiptMoved: our key signed it, under an address that this server does not know as its own.
        ReceiptLost: it was signed here, and the database does not know it.
        ReceiptGarbled: the scanner has changed the token so that it cannot be undone.
        ReceiptUnreadable: it is no token at all.
    """
    text = typed_text.visible(entry).strip()
    if entries.is_token(text):
        return _by_token(secrets, site, now, text), "token"
    return _by_code(secrets, site, now, text), "code"


def _by_token(secrets: Secrets, site: Site, now: int, text: str) -> Found:
    """The first of the tokens that the text may have meant, and that is genuine."""
    refusal: type[refusals.Refusal] = receipt_refusals.ReceiptUnreadable  # unless a token was read
    for token in entries.tokens(text):
        try:
            claims = _claims(secrets, site, now, token)
        except errors.UNREADABLE:
            continue
        except errors.BadToken:
            refusal = receipt_refusals.ReceiptFalse
            continue
        found = consent_by_token(claims.jti, token_hash(token))
        if found is None:
            raise receipt_refusals.ReceiptLost
        return found
    raise receipt_refusals.ReceiptGarbled if entries.has_one_case(text) else refusal


def _claims(secrets: Secrets, site: Site, now: int, token: str) -> receipts.Claims:
    try:
        return genuine.receipt(secrets, token, site.slug, now)
    except errors.WrongAudience:
        raise receipt_refusals.ReceiptElsewhere from None
    except errors.WrongIssuer:
        raise receipt_refusals.ReceiptMoved from None


def _by_code(secrets: Secrets, site: Site, now: int, text: str) -> Found:
    hashes = code_hashes(secrets, site.id, _code_in(text))
    found = consent_by_code(site, hashes, since=now - 2 * MAX_USE)
    if found is None:
        raise receipt_refusals.CodeUnknown
    return found


def _code_in(text: str) -> str:
    """The eight symbols of the code in a text, with full-width letters made plain."""
    for part in entries.codes(text[:MAX_ENTRY]):
        try:
            return codes.normalise(unicodedata.normalize("NFKC", part))
        except errors.BadCode:
            continue
    raise receipt_refusals.BadCode


def may_be_code(entry: str) -> bool:
    """Whether an entry has as many symbols as a code, whatever else it may be."""
    return len(codes.spell(entry[:MAX_CODE])) == codes.LENGTH


def heard(entry: str) -> tuple[list[str], list[tuple[str, str]]]:
    """What was meant as a code, as it is said aloud, and what is easily misheard in it (K12)."""
    text = entry[:MAX_CODE]
    spelled = codes.spell(text)
    digit = any(each.isdecimal() for each in text)
    if len(spelled) == codes.LENGTH or (digit and len(spelled) in MEANT_AS_CODE):
        return spelled, codes.misheard(text)
    return [], []
