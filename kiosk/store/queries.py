"""What pages read. Nothing here changes anything."""

from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from kiosk.domain.permission import Facts, standing
from kiosk.store.models import (
    AuditEntry,
    Consent,
    Decision,
    Kiosk,
    Participant,
    Policy,
    PolicyText,
    Recording,
    Site,
    Staff,
    Verification,
)
from kiosk.store.prepared import Prepared, slot

# Views name these types; they come to them through here and change nothing with them.
__all__ = ["Consent", "Kiosk", "Policy", "Site", "Staff"]


def facts(consent: Consent) -> Facts:
    """What the permission to record depends on, read off a consent and what it points at."""
    decision, recording = consent.decision, consent.recording
    return Facts(
        answer=consent.answer,
        state=consent.state,
        expires_at=consent.expires_at,
        decision=decision.kind if decision else None,
        recording=_recording_state(recording.stopped_at) if recording else None,
        someone_said_no=consent.someone_said_no,
    )


def _recording_state(stopped_at: int | None) -> str:
    return "recording" if stopped_at is None else "stopped"


@dataclass(frozen=True)
class Watch:
    """The least that a page which follows a consent has to ask for."""

    consent: int
    state: str
    mark: str  # changes whenever the page has to be drawn again


_WATCH = Prepared(
    lambda: (
        Consent.select(
            Consent.id,
            Consent.answer,
            Consent.state,
            Consent.expires_at,
            Consent.revision,
            Consent.verified_at,
            Consent.someone_said_no,
            Decision.kind,
            Recording.id,
            Recording.stopped_at,
        )
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
        .where(Consent.page_hash == slot("page_hash"))
    )
)


def watch(page_hash: str, now: int) -> Watch | None:
    """The state of the consent behind a receipt page, in one indexed SELECT."""
    row = _WATCH.first(page_hash=page_hash)
    if row is None:
        return None
    number, answer, state, expires_at, revision, verified_at, no, decision, recording, stopped = row
    running = _recording_state(stopped) if recording is not None else None
    word = standing(Facts(answer, state, expires_at, decision, running, bool(no)), now)
    return Watch(number, word, _mark(revision, word, verified_at))


def mark(consent: Consent, word: str) -> str:
    """What `Watch.mark` is for a consent that was read whole."""
    return _mark(consent.revision, word, consent.verified_at)


def _mark(revision: int, word: str, verified_at: int | None) -> str:
    return f"{revision}-{word}-{'seen' if verified_at else 'new'}"


def consent_by_page(page_hash: str) -> Consent | None:
    """The whole consent behind a receipt page."""
    return next(iter(_BY_PAGE.models(page_hash=page_hash)), None)


def consent_at(site: Site, number: int) -> Consent | None:
    """A consent by its number, if it is of this site."""
    return next(iter(_AT.models(number=number, site=site.id)), None)


def _whole() -> Any:
    return (
        Consent.select(Consent, PolicyText, Policy, Decision, Recording, Staff, Site)
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


_BY_PAGE = Prepared(lambda: _whole().where(Consent.page_hash == slot("page_hash")))
_AT = Prepared(
    lambda: _whole().where((Consent.id == slot("number")) & (Consent.site == slot("site")))
)


def today(site: Site, since: int, now: int) -> list[Consent]:
    """The consents signed at a site since its midnight, or still of use; newest first."""
    current = (Consent.signed_at >= since) | (Consent.expires_at > now)
    return list(
        _whole()
        .where((Consent.site == site) & current)
        .order_by(Consent.signed_at.desc(), Consent.id.desc())
    )


def last_event(site: Site) -> int:
    """The number of the last audit entry of a site: whether anything at all has changed."""
    seq = (
        AuditEntry.select(AuditEntry.seq)
        .where(AuditEntry.site == site.id)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
        .scalar()
    )
    return seq or 0


def decisions_of(consent: Consent) -> list[Decision]:
    """Every decision made on a consent, oldest first, with who made it."""
    return list(
        Decision.select(Decision, Staff)
        .join(Staff)
        .where(Decision.consent == consent)
        .order_by(Decision.id)
    )


def recordings_of(consent: Consent) -> list[Recording]:
    """Every recording session under a consent, oldest first."""
    return list(Recording.select().where(Recording.consent == consent).order_by(Recording.id))


def participants_of(consent: Consent) -> list[Participant]:
    """Everyone else in the room, as the patient named them."""
    return list(Participant.select().where(Participant.consent == consent).order_by(Participant.id))


def first_verification(consent: Consent) -> Verification | None:
    """Who verified first, and when."""
    return (
        Verification.select(Verification, Staff)
        .join(Staff)
        .where((Verification.consent == consent) & Verification.first)
        .get_or_none()
    )


def first_site() -> Site | None:
    """The site that was opened first, if there is one."""
    found: Site | None = Site.select().order_by(Site.id).first()
    return found


def kiosks_of(site: Site) -> list[Kiosk]:
    """Every kiosk of a site that is not revoked, oldest first."""
    return list(
        Kiosk.select()
        .where((Kiosk.site == site) & Kiosk.revoked_at.is_null(True))
        .order_by(Kiosk.id)
    )


def kiosk_at(site: Site, number: int) -> Kiosk | None:
    """A kiosk by its number, revoked or not, if it is of this site."""
    return Kiosk.get_or_none((Kiosk.id == number) & (Kiosk.site == site))


def staff_of(site: Site) -> list[Staff]:
    """Everyone who may sign in at a site, by name."""
    return list(
        Staff.select()
        .where((Staff.site == site) & Staff.left_at.is_null(True))
        .order_by(fn.LOWER(Staff.name))
    )


@dataclass(frozen=True)
class Language:
    """A language of a site's published policy, as a chooser and the manager see it."""

    text: PolicyText
    code: str
    name: str  # in its own script
    direction: str
    checked: bool  # by a professional translator
    offered: bool


def languages_of(site: Site) -> list[Language]:
    """The languages of the published policy, English first, then by their own names."""
    published = Policy.published_at.is_null(False) & Policy.withdrawn_at.is_null(True)
    rows = (
        PolicyText.select(PolicyText, Policy).join(Policy).where((Policy.site == site) & published)
    )
    found = [
        Language(
            text=row,
            code=row.language,
            name=row.words["name"],
            direction=row.words.get("direction", "ltr"),
            checked=bool(row.words.get("checked", True)),
            offered=row.published_at is not None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each.code.startswith("en"), each.code, each.name))


def text_at(site: Site, number: int) -> PolicyText | None:
    """A text of one of the site's policies by its number."""
    return (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where((PolicyText.id == number) & (Policy.site == site))
        .get_or_none()
    )


def staff_text(text: PolicyText) -> PolicyText:
    """The same policy's words in English where it has them: staff pages are English."""
    if text.language == "en":
        return text
    english = (PolicyText.policy == text.policy_id) & (PolicyText.language == "en")
    return PolicyText.get_or_none(english) or text


def notice_of(policy: Policy) -> str:
    """What a policy has to tell its manager, such as that it is not legal advice."""
    english_first = (PolicyText.language != "en", PolicyText.id)
    text = PolicyText.select().where(PolicyText.policy == policy).order_by(*english_first).first()
    return str(text.words.get("notice", "")) if text else ""


def published_policy(site: Site) -> Policy | None:
    """The policy that patients are asked to agree to now."""
    return Policy.get_or_none(
        (Policy.site == site)
        & Policy.published_at.is_null(False)
        & Policy.withdrawn_at.is_null(True)
    )
