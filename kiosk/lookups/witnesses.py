"""What is signed, and what has a hash of its own, against the rows that it belongs to."""

from collections.abc import Callable

from kiosk.domain.policy import text_hash
from kiosk.links import Secrets, token_hash
from kiosk.lookups import tokens
from kiosk.lookups.progress import Tell, silent, told
from kiosk.store.database import FAULTS, streamed
from kiosk.store.models import Consent, Policy, PolicyText
from kiosk.store.queries import signed
from signing import receipts

UNREADABLE = (TypeError, ValueError, AttributeError, KeyError, *FAULTS)
Witnessed = Callable[[receipts.Claims], bool]


def hear_receipts(
    secrets: Secrets, witnessed: Witnessed, tell: Tell = silent, of: list[int] | None = None
) -> tuple[int, str]:
    """How many receipts fit the trail and their rows, and the first fault, or "".

    `of`: only those of the consents of these numbers.
    """
    count = number = 0
    try:
        for consent in told(signed.consents(of), "receipts", tell):
            number = consent.id
            if fault := _receipt_fault(secrets, consent, witnessed):
                return count, fault
            count += 1
    except UNREADABLE:
        return count, f"a consent cannot be read: the last that could was number {number}"
    return count, ""


def _receipt_fault(secrets: Secrets, consent: Consent, witnessed: Witnessed) -> str:
    name, claims = f"consent {consent.id}", tokens.receipt(secrets, consent.token)
    if claims is None or claims.jti != consent.jti:
        return f"{name} does not hold the receipt that was signed for it"
    if not witnessed(claims):
        return (
            f"audit entry {claims.log[0]} is missing, or not the one that the receipt of "
            f"{name} witnesses: the trail was cut short or rewritten"
        )
    if not tokens.receipt_fits(claims, consent):
        return f"{name} says something else than the receipt that was signed for it"
    if consent.token_hash != token_hash(consent.token):
        return f"{name} is not found by the receipt that was signed for it"
    return ""


def faults(secrets: Secrets, tell: Tell = silent, of: list[int] | None = None) -> str:
    """The first decision whose token says something else, or policy text whose hash does not
    fit its words (claim `rh`), or "".
    """
    try:
        return _decision_fault(secrets, tell, of) or _text_fault()
    except UNREADABLE:
        return "a decision or a policy cannot be read: it was changed"


def _decision_fault(secrets: Secrets, tell: Tell, of: list[int] | None) -> str:
    consent, ordinal = None, 0
    for made in told(signed.decisions(of), "decisions", tell):
        if made.consent.id != consent:
            consent, ordinal = made.consent.id, 0
        ordinal += made.kind != "colleague"
        if not tokens.decision_fits(secrets, made, ordinal):
            return f"decision {made.id} says something else than the token that was signed for it"
    return ""


def _text_fault() -> str:
    for text in streamed(PolicyText.select(PolicyText, Policy).join(Policy)):
        if text_hash(text.policy.pack, text.words, text.local) != text.text_hash:
            return f"policy_text {text.id} has other words than those that its hash is of"
    return ""
