"""What a patient's receipt page follows: what holds now."""

from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from kiosk.domain.permission import Facts, end_near, minutes_left, standing
from kiosk.domain.vocabulary import Standing
from kiosk.store.models import Consent, Decision, Recording, Site
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.consents import OPEN, mark_of, running, whole_consents


@dataclass(frozen=True)
class Watch:
    """The least that a page which follows a consent has to ask for."""

    consent: int
    state: Standing
    mark: str  # changes whenever the page has to be drawn again


def _watched() -> Any:
    return (
        Consent.select(
            Consent.id,
            Consent.answer,
            Consent.state,
            Consent.expires_at,
            Consent.revision,
            Consent.verified_at,
            Consent.someone_said_no,
            Consent.someone_to_ask,
            Consent.handed_over,
            Decision.kind,
            Decision.wait_until,
            Recording.id,
            Recording.paused_at,
            Recording.stopped_at,
        )
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
    )


_WATCH = Prepared(lambda: _watched().where(Consent.page_hash == slot("page_hash")))
_WATCH_CARD = Prepared(
    lambda: _watched().where((Consent.id == slot("number")) & (Consent.site == slot("site")))
)


def watch(page_hash: str, now: int) -> Watch | None:
    """The state of the consent behind a receipt page, in one indexed SELECT."""
    row = _WATCH.first(page_hash=page_hash)
    return _watch(row, now, counts=True) if row else None


def watch_card(site: Site, number: int, now: int) -> Watch | None:
    """The same for the card of a consent of this site, which counts no minutes down."""
    row = _WATCH_CARD.first(number=number, site=site.id)
    return _watch(row, now, counts=False) if row else None


def _watch(row: tuple[Any, ...], now: int, *, counts: bool) -> Watch:
    number, answer, state, expires_at, revision, verified_at, no, to_ask, handed_over = row[:9]
    decision, wait_until, recording, paused, stopped = row[9:]
    held = running(paused, stopped) if recording is not None else None
    known = Facts(
        answer,
        state,
        expires_at,
        decision,
        held,
        bool(no),
        bool(to_ask),
        bool(handed_over),
        wait_until,
    )
    word = standing(known, now)
    left = minutes_left(known, now) if counts else 0
    return Watch(number, word, mark_of(revision, word, verified_at, end_near(known, now), left))


def standing_by_page(page_hash: str) -> Consent | None:
    """The same, with no more than the part of the page needs that follows what holds.

    Nothing that is encrypted: that part names nobody, and no words of the policy.
    """
    return next(iter(_STANDING.models(page_hash=page_hash)), None)


_STANDING = Prepared(lambda: whole_consents(*OPEN).where(Consent.page_hash == slot("page_hash")))
