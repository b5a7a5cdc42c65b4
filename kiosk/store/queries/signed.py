"""The rows that something signed belongs to, with what that is compared with; read row by row."""

from collections.abc import Iterator
from typing import Any

from peewee import JOIN

from kiosk.store.models import Consent, Decision, Policy, PolicyText, Site


def consents() -> Iterator[Any]:
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


def decisions() -> Iterator[Any]:
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
