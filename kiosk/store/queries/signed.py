"""The rows that something signed belongs to, with what that is compared with; read row by row."""

from collections.abc import Iterator
from typing import Any

from peewee import JOIN

from kiosk.store.database import streamed
from kiosk.store.models import Consent, Decision, Policy, PolicyText, Site

STEP = 500  # numbers in one statement


def consents(of: list[int] | None = None) -> Iterator[Any]:
    """Every consent (or those of these numbers) with what its receipt is compared with, and nothing
    that is encrypted.
    """
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
    return _each(joined.order_by(Consent.id), of)


def decisions(of: list[int] | None = None) -> Iterator[Any]:
    """Every decision (or those on the consents of these numbers) with its consent, those of one
    consent together and in their order.
    """
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
    return _each(joined.order_by(Decision.consent, Decision.id), of)


def _each(query: Any, of: list[int] | None) -> Iterator[Any]:
    if of is None:
        yield from streamed(query)
        return
    for first in range(0, len(of), STEP):
        yield from query.where(Consent.id.in_(of[first : first + STEP]))
