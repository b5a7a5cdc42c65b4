"""A consent whole, and what the permission to record depends on."""

from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from kiosk.domain.permission import AGREED, Facts
from kiosk.domain.vocabulary import RECORDING_TYPES, RecordingState, RecordingType
from kiosk.store.fields import EncryptedField
from kiosk.store.models import Consent, Decision, Policy, PolicyText, Recording, Site, Staff
from kiosk.store.prepared import Prepared, slot


def facts(consent: Consent) -> Facts:
    """What the permission to record depends on, read off a consent and what it points at."""
    decision, recording = consent.decision, consent.recording
    return Facts(
        answer=consent.answer,
        state=consent.state,
        expires_at=consent.expires_at,
        decision=decision.kind if decision else None,
        recording=running(recording.paused_at, recording.stopped_at) if recording else None,
        someone_said_no=consent.someone_said_no,
        someone_to_ask=consent.someone_to_ask,
        handed_over=consent.handed_over,
        wait_until=decision.wait_until if decision else None,
        types=agreed_types(consent),
    )


def asked_types(consent: Consent) -> tuple[RecordingType, ...]:
    """What the patient asked to record, in the order of a receipt (Q3)."""
    return in_order(consent.types)


def agreed_types(consent: Consent) -> tuple[RecordingType, ...]:
    """The types that the decision which stands agrees to (K3); of one before it had any, all."""
    return types_of(consent.decision, consent) if consent.decision else ()


def types_of(decision: Decision, consent: Consent) -> tuple[RecordingType, ...]:
    """The types that one decision on a consent agreed to; none where it did not agree."""
    return types_in(decision.kind, decision.types, consent.types)


def types_in(kind: str | None, agreed: str | None, asked: str) -> tuple[RecordingType, ...]:
    """The same from the columns: a decision of before it had any agreed to all that was asked."""
    return in_order(agreed or asked) if kind in AGREED else ()


def in_order(stored: str) -> tuple[RecordingType, ...]:
    """Types as a column holds them, in the order of a receipt."""
    return tuple(each for each in RECORDING_TYPES if each in stored.split())


def running(paused_at: int | None, stopped_at: int | None) -> RecordingState:
    """How a session stands, by its two times."""
    if stopped_at is not None:
        return "stopped"
    return "recording" if paused_at is None else "paused"


def consent_at(site: Site, number: int) -> Consent | None:
    """A consent by its number, if it is of this site."""
    return next(iter(_AT.models(number=number, site=site.id)), None)


def consent_of_screen(number: int) -> Consent | None:
    """A consent by its number alone: for a link that we signed ourselves. Nothing encrypted."""
    return next(iter(_OF_SCREEN.models(number=number)), None)


def consent_by_page(page_hash: str) -> Consent | None:
    """The whole consent behind a receipt page."""
    return next(iter(_BY_PAGE.models(page_hash=page_hash)), None)


WHOLE = (Consent, PolicyText, Policy, Decision, Recording, Staff, Site)
OPEN = (
    *(each for each in Consent._meta.sorted_fields if not isinstance(each, EncryptedField)),
    PolicyText.id,
    PolicyText.language,
    PolicyText.text_hash,
    PolicyText.local,
    Policy.id,
    Policy.withdrawn_at,
    Policy.stands,
    Decision,
    Recording,
    Site,
)


def whole_consents(*columns: Any) -> Any:
    """A SELECT of these columns of a consent and of what it points at."""
    return (
        Consent.select(*columns)
        .join(Site)
        .switch(Consent)
        .join(PolicyText)
        .join(Policy)
        .switch(Consent)
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .join(Staff, JOIN.LEFT_OUTER)
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
    )


_BY_PAGE = Prepared(lambda: whole_consents(*WHOLE).where(Consent.page_hash == slot("page_hash")))
_AT = Prepared(
    lambda: whole_consents(*WHOLE).where(
        (Consent.id == slot("number")) & (Consent.site == slot("site"))
    )
)
_OF_SCREEN = Prepared(lambda: whole_consents(*OPEN).where(Consent.id == slot("number")))


def mark(consent: Consent, word: str, end: str, left: int = 0) -> str:
    """What `Watch.mark` is for a consent that was read whole; `left` where minutes are shown."""
    return mark_of(consent.revision, word, consent.verified_at, end, left)


def mark_of(revision: int, word: str, verified_at: int | None, end: str, left: int) -> str:
    """What changes whenever a page that follows a consent has to be drawn again."""
    return f"{revision}-{word}-{'seen' if verified_at else 'new'}-{end}-{left}"


@dataclass(frozen=True)
class Found:
    """All that a verification needs of a consent, and whether one stands."""

    id: int
    jti: str
    verified_at: int | None = None


def consent_by_token(jti: str, token_hash: str) -> Found | None:
    """The consent that this very receipt was issued for."""
    row = _BY_TOKEN.first(jti=jti, token_hash=token_hash)
    return Found(*row) if row else None


def consent_by_code(site: Site, hashes: list[str], since: int) -> Found | None:
    """The newest consent at a site with this short code, if it was signed after `since`; `hashes`
    are the code's, with each key.
    """
    for each in hashes:
        if row := _BY_CODE.first(site=site.id, code_hash=each, since=since):
            return Found(*row)
    return None


def found_at(site: Site, number: int) -> Found | None:
    """The consent of this number, if it is of this site."""
    row = _FOUND_AT.first(number=number, site=site.id)
    return Found(*row) if row else None


def consent_of_journey(journey: int) -> tuple[int, str, str] | None:
    """The number, the id (`jti`) and the page's hash of the consent that came of a journey."""
    row = _OF_JOURNEY.first(journey=journey)
    return (row[0], row[1], row[2]) if row else None


_BY_TOKEN = Prepared(
    lambda: Consent.select(Consent.id, Consent.jti, Consent.verified_at).where(
        (Consent.jti == slot("jti")) & (Consent.token_hash == slot("token_hash"))
    )
)
_BY_CODE = Prepared(
    lambda: (
        Consent.select(Consent.id, Consent.jti, Consent.verified_at)
        .where(
            (Consent.site == slot("site"))
            & (Consent.code_hash == slot("code_hash"))
            & (Consent.signed_at > slot("since"))
        )
        .order_by(Consent.signed_at.desc())
        .limit(1)
    )
)
_FOUND_AT = Prepared(
    lambda: Consent.select(Consent.id, Consent.jti, Consent.verified_at).where(
        (Consent.id == slot("number")) & (Consent.site == slot("site"))
    )
)
_OF_JOURNEY = Prepared(
    lambda: Consent.select(Consent.id, Consent.jti, Consent.page_hash).where(
        Consent.journey == slot("journey")
    )
)
