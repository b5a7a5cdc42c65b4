"""What is signed, and what has a hash of its own, against the rows that it belongs to."""

from collections.abc import Callable, Iterator
from typing import Any

from peewee import JOIN

from kiosk.domain.policy import text_hash
from kiosk.links import Secrets, token_hash
from kiosk.lookups import tokens
from kiosk.store.database import FAULTS
from kiosk.store.models import Consent, Decision, Policy, PolicyText, Site
from signing import receipts

UNREADABLE = (TypeError, ValueError, AttributeError, KeyError, *FAULTS)
Witnessed = Callable[[receipts.Claims], bool]


def hear_receipts(secrets: Secrets, witnessed: Witnessed) -> tuple[int, str]:
    """How many receipts fit the trail and their rows, and the first fault, or ""."""
    count = number = 0
    try:
        for consent in _consents():
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


def faults(secrets: Secrets) -> str:
    """The first decision whose token says something else, or policy text whose hash does not
    fit its words (claim `rh`), or "".
    """
    try:
        return _decision_fault(secrets) or _text_fault()
    except UNREADABLE:
        return "a decision or a policy cannot be read: it was changed"


def _decision_fault(secrets: Secrets) -> str:
    consent, ordinal = None, 0
    for made in _decisions():
        if made.consent.id != consent:
            consent, ordinal = made.consent.id, 0
        ordinal += made.kind != "colleague"
        if not tokens.decision_fits(secrets, made, ordinal):
            return f"decision {made.id} says something else than the token that was signed for it"
    return ""


def _text_fault() -> str:
    for text in PolicyText.select(PolicyText, Policy).join(Policy).iterator():
        if text_hash(text.policy.pack, text.words) != text.text_hash:
            return f"policy_text {text.id} has other words than those that its hash is of"
    return ""


def _consents() -> Iterator[Any]:
    """Every consent with what its receipt is compared with, and nothing that is encrypted."""
    columns = (
        Consent.id,
        Consent.jti,
        Consent.token,
        Consent.token_hash,
        Consent.answer,
        Consent.types,
        Consent.part,
        Consent.recorder,
        Consent.signed_at,
        Consent.expires_at,
        PolicyText.language,
        PolicyText.text_hash,
        Policy.version,
        Site.slug,
    )
    joined = Consent.select(*columns).join(PolicyText, JOIN.LEFT_OUTER)
    joined = joined.join(Policy, JOIN.LEFT_OUTER).switch(Consent).join(Site, JOIN.LEFT_OUTER)
    rows: Iterator[Any] = joined.order_by(Consent.id).iterator()
    return rows


def _decisions() -> Iterator[Any]:
    """Every decision with its consent, those of one consent together and in their order."""
    columns = (
        Decision.id,
        Decision.kind,
        Decision.types,
        Decision.conditions,
        Decision.wait_until,
        Decision.token,
        Decision.at,
        Consent.id,
        Consent.jti,
        Consent.expires_at,
        Site.slug,
    )
    joined = Decision.select(*columns).join(Consent, on=Decision.consent).join(Site)
    rows: Iterator[Any] = joined.order_by(Decision.consent, Decision.id).iterator()
    return rows
