"""What a page that follows a consent asks for again and again: what holds now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from kiosk.domain.permission import Facts, end_near, minutes_left, standing
from kiosk.domain.vocabulary import RecordingType, Standing
from kiosk.store.models import Consent, Decision, Policy, PolicyText, Recording, Site
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.consents import asked_types, facts, in_order, mark_of, running, types_in


@dataclass(frozen=True)
class Watch:
    """All that the part of a receipt page shows that follows what holds.

    Nothing that is encrypted: that part names nobody, and has no words of the policy.
    """

    facts: Facts
    state: Standing
    mark: str  # changes whenever the page has to be drawn again
    language: str  # of the policy, such as `ur` or `en-easy`
    text_hash: str  # of the policy's words, to find those that are needed
    timezone: str
    asked: tuple[RecordingType, ...]
    part: str
    token: str
    verified_at: int | None
    replaced_by: int | None
    old_rules: bool  # newer ones that matter were published
    conditions: tuple[str, ...]  # of the decision that stands, as the next four
    offered: tuple[str, ...]
    worn_off: bool  # what is worn and can record is to come off (R20)
    decided_at: int | None
    decision_token: str | None
    stop_reason: str  # of the session that stands; "" while it runs, or there is none
    links: Mapping[str, Any]  # of the place (M6), to stand beside what is offered instead
    recorded: bool  # somebody was told to start, under whatever decision


_FACTS = (
    Consent.answer,
    Consent.state,
    Consent.expires_at,
    Consent.someone_said_no,
    Consent.someone_to_ask,
    Consent.handed_over,
    Decision.kind,
    Decision.wait_until,
    Decision.types,
    Consent.types,
    Recording.id,
    Recording.paused_at,
    Recording.stopped_at,
)
_SHOWN = (
    PolicyText.language,
    PolicyText.text_hash,
    Site.timezone,
    Consent.types,
    Consent.part,
    Consent.token,
    Consent.verified_at,
    Consent.replaced_by,
    Policy.withdrawn_at,
    Policy.stands,
    Decision.conditions,
    Decision.offered,
    Decision.checks,
    Decision.at,
    Decision.token,
    Recording.stop_reason,
    Site.links,
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
    known, (revision, *shown) = facts_of(row[: len(_FACTS)]), row[len(_FACTS) :]
    language, text_hash, timezone, types, part, token, verified_at, replaced_by = shown[:8]
    withdrawn_at, stands, conditions, offered, checks, decided_at, decision_token = shown[8:15]
    stop_reason, links = shown[15:]
    state = standing(known, now)
    return Watch(
        known,
        state,
        mark_of(revision, state, verified_at, end_near(known, now), minutes_left(known, now)),
        language,
        text_hash,
        timezone,
        in_order(types),
        part,
        token,
        verified_at,
        replaced_by,
        withdrawn_at is not None and not stands,
        tuple(json.loads(conditions)) if conditions else (),
        tuple(json.loads(offered)) if offered else (),
        bool(checks) and json.loads(checks).get("worn") == "off",
        decided_at,
        decision_token,
        stop_reason or "",
        json.loads(links),
        recorded(known, page_hash),
    )


def watch_of(consent: Consent, now: int) -> Watch:
    """The same of a consent that was read whole."""
    known, decision = facts(consent), consent.decision
    state, left = standing(known, now), minutes_left(known, now)
    return Watch(
        facts=known,
        state=state,
        mark=mark_of(consent.revision, state, consent.verified_at, end_near(known, now), left),
        language=consent.text.language,
        text_hash=consent.text.text_hash,
        timezone=consent.site.timezone,
        asked=asked_types(consent),
        part=consent.part,
        token=consent.token,
        verified_at=consent.verified_at,
        replaced_by=consent.replaced_by,
        old_rules=consent.text.policy.outdated,
        conditions=tuple(decision.conditions) if decision else (),
        offered=tuple(decision.offered) if decision else (),
        worn_off=decision is not None and decision.checks.get("worn") == "off",
        decided_at=decision.at if decision else None,
        decision_token=decision.token if decision else None,
        stop_reason=(consent.recording.stop_reason or "") if consent.recording else "",
        links=consent.site.links,
        recorded=recorded(known, consent.page_hash),
    )


def recorded(known: Facts, page_hash: str) -> bool:
    """Whether anybody recorded: a session of a decision that has ended is looked for in the one
    state, and after the one move, in which the patient's page asks.
    """
    if known.recording is not None or not (known.handed_over or known.state == "withdrawn"):
        return known.recording is not None
    sessions = Recording.select().join(Consent, on=(Recording.consent == Consent.id))
    return bool(sessions.where(Consent.page_hash == page_hash).exists())


def page_mark(page_hash: str, now: int) -> str | None:
    """`Watch.mark` alone, for a poll that mostly finds nothing new."""
    row = _PAGE_MARK.first(page_hash=page_hash)
    return _mark(row, now, counts=True) if row else None


def card_mark(site: Site, number: int, now: int) -> str | None:
    """The mark of a card of this site (`Card.mark`), which counts no minutes down."""
    row = _CARD_MARK.first(number=number, site=site.id)
    return _mark(row, now, counts=False) if row else None


def _mark(row: tuple[Any, ...], now: int, *, counts: bool) -> str:
    known, (revision, verified_at) = facts_of(row[: len(_FACTS)]), row[len(_FACTS) :]
    left = minutes_left(known, now) if counts else 0
    return mark_of(revision, standing(known, now), verified_at, end_near(known, now), left)


def facts_of(row: tuple[Any, ...]) -> Facts:
    """What permission turns on, from the columns of `_FACTS` in their order."""
    answer, state, expires_at, no, to_ask, handed_over, kind, until = row[:8]
    types, asked, session, paused, stopped = row[8:]
    return Facts(
        answer,
        state,
        expires_at,
        kind,
        running(paused, stopped) if session is not None else None,
        bool(no),
        bool(to_ask),
        bool(handed_over),
        until,
        types_in(kind, types, asked),
    )
