"""What a page that follows a consent asks for again and again: what holds now."""

import json
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from kiosk.domain.permission import Facts, minutes_left, standing
from kiosk.domain.vocabulary import Standing
from kiosk.store.models import Consent, Decision, Policy, PolicyText, Recording, Site
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.consents import facts, mark_of, running


@dataclass(frozen=True)
class Watch:
    """All that the part of a receipt page shows that follows what holds.

    Nothing that is encrypted: that part names nobody, and has no words of the policy.
    """

    facts: Facts
    state: Standing
    mark: str  # changes whenever the page has to be drawn again
    language: str  # of the policy, such as `ur` or `en-easy`
    timezone: str
    types: str
    part: str
    token: str
    verified_at: int | None
    replaced_by: int | None
    old_rules: bool  # newer ones were published
    conditions: tuple[str, ...]  # of the decision that stands, as the next two
    decided_at: int | None
    decision_token: str | None


_FACTS = (
    Consent.answer,
    Consent.state,
    Consent.expires_at,
    Consent.someone_said_no,
    Consent.someone_to_ask,
    Consent.handed_over,
    Decision.kind,
    Decision.wait_until,
    Recording.id,
    Recording.paused_at,
    Recording.stopped_at,
)
_SHOWN = (
    PolicyText.language,
    Site.timezone,
    Consent.types,
    Consent.part,
    Consent.token,
    Consent.verified_at,
    Consent.replaced_by,
    Policy.withdrawn_at,
    Decision.conditions,
    Decision.at,
    Decision.token,
)


def _watched(*columns: Any) -> Any:
    return (
        Consent.select(*_FACTS, *columns)
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
        .switch(Consent)
    )


_WATCH = Prepared(
    lambda: (
        _watched(Consent.revision, *_SHOWN)
        .join(Site)
        .switch(Consent)
        .join(PolicyText)
        .join(Policy)
        .where(Consent.page_hash == slot("page_hash"))
    )
)
_PAGE_MARK = Prepared(
    lambda: _watched(Consent.revision, Consent.verified_at).where(
        Consent.page_hash == slot("page_hash")
    )
)
_CARD_MARK = Prepared(
    lambda: _watched(Consent.revision, Consent.verified_at).where(
        (Consent.id == slot("number")) & (Consent.site == slot("site"))
    )
)


# Rows as they come, and no models of them; what that gains: bench/README.md.
def watch(page_hash: str, now: int) -> Watch | None:
    """What holds of the consent behind a receipt page, in one indexed SELECT."""
    row = _WATCH.first(page_hash=page_hash)
    if row is None:
        return None
    known, (revision, *shown) = _facts(row[: len(_FACTS)]), row[len(_FACTS) :]
    language, timezone, types, part, token, verified_at, replaced_by, withdrawn_at = shown[:8]
    conditions, decided_at, decision_token = shown[8:]
    state = standing(known, now)
    return Watch(
        known,
        state,
        mark_of(revision, state, verified_at, minutes_left(known, now)),
        language,
        timezone,
        types,
        part,
        token,
        verified_at,
        replaced_by,
        withdrawn_at is not None,
        tuple(json.loads(conditions)) if conditions else (),
        decided_at,
        decision_token,
    )


def watch_of(consent: Consent, now: int) -> Watch:
    """The same of a consent that was read whole."""
    known, decision = facts(consent), consent.decision
    state = standing(known, now)
    return Watch(
        facts=known,
        state=state,
        mark=mark_of(consent.revision, state, consent.verified_at, minutes_left(known, now)),
        language=consent.text.language,
        timezone=consent.site.timezone,
        types=consent.types,
        part=consent.part,
        token=consent.token,
        verified_at=consent.verified_at,
        replaced_by=consent.replaced_by,
        old_rules=consent.text.policy.withdrawn_at is not None,
        conditions=tuple(decision.conditions) if decision else (),
        decided_at=decision.at if decision else None,
        decision_token=decision.token if decision else None,
    )


def page_mark(page_hash: str, now: int) -> str | None:
    """`Watch.mark` alone, for a poll that mostly finds nothing new."""
    row = _PAGE_MARK.first(page_hash=page_hash)
    return _mark(row, now, counts=True) if row else None


def card_mark(site: Site, number: int, now: int) -> str | None:
    """The mark of a card of this site (`Card.mark`), which counts no minutes down."""
    row = _CARD_MARK.first(number=number, site=site.id)
    return _mark(row, now, counts=False) if row else None


def _mark(row: tuple[Any, ...], now: int, *, counts: bool) -> str:
    known, (revision, verified_at) = _facts(row[: len(_FACTS)]), row[len(_FACTS) :]
    left = minutes_left(known, now) if counts else 0
    return mark_of(revision, standing(known, now), verified_at, left)


def _facts(row: tuple[Any, ...]) -> Facts:
    answer, state, expires_at, no, to_ask, handed_over, kind, until, session, paused, stopped = row
    held = running(paused, stopped) if session is not None else None
    return Facts(
        answer, state, expires_at, kind, held, bool(no), bool(to_ask), bool(handed_over), until
    )
