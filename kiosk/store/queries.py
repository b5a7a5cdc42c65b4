"""What pages read. Nothing here changes anything."""

from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from kiosk.domain.permission import Facts, minutes_left, standing
from kiosk.domain.vocabulary import RecordingState, Standing
from kiosk.store.fields import EncryptedField
from kiosk.store.models import (
    AuditEntry,
    Concern,
    Consent,
    Decision,
    Journey,
    Kiosk,
    Note,
    Participant,
    Pause,
    Policy,
    PolicyText,
    Recording,
    Site,
    Staff,
    Verification,
)
from kiosk.store.prepared import Prepared, slot

# Views name these types; they come to them through here and change nothing with them.
__all__ = ["Consent", "Journey", "Kiosk", "Policy", "Site", "Staff"]


def facts(consent: Consent) -> Facts:
    """What the permission to record depends on, read off a consent and what it points at."""
    decision, recording = consent.decision, consent.recording
    return Facts(
        answer=consent.answer,
        state=consent.state,
        expires_at=consent.expires_at,
        decision=decision.kind if decision else None,
        recording=_running(recording.paused_at, recording.stopped_at) if recording else None,
        someone_said_no=consent.someone_said_no,
        someone_to_ask=consent.someone_to_ask,
        handed_over=consent.handed_over,
        wait_until=decision.wait_until if decision else None,
    )


def _running(paused_at: int | None, stopped_at: int | None) -> RecordingState:
    if stopped_at is not None:
        return "stopped"
    return "recording" if paused_at is None else "paused"


@dataclass(frozen=True)
class Watch:
    """The least that a page which follows a consent has to ask for."""

    consent: int
    state: Standing
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
        .where(Consent.page_hash == slot("page_hash"))
    )
)


def watch(page_hash: str, now: int) -> Watch | None:
    """The state of the consent behind a receipt page, in one indexed SELECT."""
    row = _WATCH.first(page_hash=page_hash)
    if row is None:
        return None
    number, answer, state, expires_at, revision, verified_at, no, to_ask, handed_over = row[:9]
    decision, wait_until, recording, paused, stopped = row[9:]
    running = _running(paused, stopped) if recording is not None else None
    known = Facts(
        answer,
        state,
        expires_at,
        decision,
        running,
        bool(no),
        bool(to_ask),
        bool(handed_over),
        wait_until,
    )
    word = standing(known, now)
    return Watch(number, word, _mark(revision, word, verified_at, minutes_left(known, now)))


def mark(consent: Consent, word: str, left: int = 0) -> str:
    """What `Watch.mark` is for a consent that was read whole; `left` where minutes are shown."""
    return _mark(consent.revision, word, consent.verified_at, left)


def _mark(revision: int, word: str, verified_at: int | None, left: int) -> str:
    return f"{revision}-{word}-{'seen' if verified_at else 'new'}-{left}"


def consent_by_page(page_hash: str) -> Consent | None:
    """The whole consent behind a receipt page."""
    return next(iter(_BY_PAGE.models(page_hash=page_hash)), None)


def standing_by_page(page_hash: str) -> Consent | None:
    """The same, with no more than the part of the page needs that follows what holds.

    Nothing that is encrypted: that part names nobody, and no words of the policy.
    """
    return next(iter(_STANDING.models(page_hash=page_hash)), None)


def consent_at(site: Site, number: int) -> Consent | None:
    """A consent by its number, if it is of this site."""
    return next(iter(_AT.models(number=number, site=site.id)), None)


def consent_of_screen(number: int) -> Consent | None:
    """A consent by its number alone: for a link that we signed ourselves."""
    return next(iter(_OF_SCREEN.models(number=number)), None)


_WHOLE = (Consent, PolicyText, Policy, Decision, Recording, Staff, Site)
_OPEN = (
    *(each for each in Consent._meta.sorted_fields if not isinstance(each, EncryptedField)),
    PolicyText.id,
    PolicyText.language,
    Policy.id,
    Policy.withdrawn_at,
    Decision,
    Recording,
    Site,
)


def _consents(*columns: Any) -> Any:
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


_BY_PAGE = Prepared(lambda: _consents(*_WHOLE).where(Consent.page_hash == slot("page_hash")))
_STANDING = Prepared(lambda: _consents(*_OPEN).where(Consent.page_hash == slot("page_hash")))
_AT = Prepared(
    lambda: _consents(*_WHOLE).where(
        (Consent.id == slot("number")) & (Consent.site == slot("site"))
    )
)
_OF_SCREEN = Prepared(lambda: _consents(*_WHOLE).where(Consent.id == slot("number")))


# What the list shows: each column of a person is decrypted, so no more of them than are read.
_LISTED = (
    Consent.id,
    Consent.answer,
    Consent.state,
    Consent.expires_at,
    Consent.signed_at,
    Consent.verified_at,
    Consent.someone_said_no,
    Consent.someone_to_ask,
    Consent.handed_over,
    Consent.replaced_by,
    Consent.types,
    Consent.patient_name,
    Consent.birth_date,
    Consent.answers,
    Consent.decision,
    Consent.recording,
)


def today(site: Site, since: int, now: int) -> list[Consent]:
    """The consents signed at a site since its midnight, or still of use; newest first."""
    current = (Consent.signed_at >= since) | (Consent.expires_at > now)
    return list(
        Consent.select(*_LISTED, Decision, Recording)
        .join(Decision, JOIN.LEFT_OUTER, on=(Consent.decision == Decision.id))
        .switch(Consent)
        .join(Recording, JOIN.LEFT_OUTER, on=(Consent.recording == Recording.id))
        .where((Consent.site == site) & current)
        .order_by(Consent.signed_at.desc(), Consent.id.desc())
    )


def last_event(site: Site) -> str:
    """The last audit entry of a site, by number and hash: whether anything at all has changed."""
    row = _LAST_EVENT.first(site=site.id)
    return f"{row[0]}-{row[1][:8]}" if row else "0"


_LAST_EVENT = Prepared(
    lambda: (
        AuditEntry.select(AuditEntry.seq, AuditEntry.hash)
        .where(AuditEntry.site == slot("site"))
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
)


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


_PAUSES = Prepared(
    lambda: Pause.select().where(Pause.recording == slot("recording")).order_by(Pause.id)
)


def pauses_of(recording: Recording) -> list[Pause]:
    """Every break in a recording session, oldest first."""
    return _PAUSES.models(recording=recording.id)


def notes_of(consent: Consent) -> list[Note]:
    """The record notes kept with a consent, newest first, with who wrote them."""
    return list(
        Note.select(Note, Staff).join(Staff).where(Note.consent == consent).order_by(Note.id.desc())
    )


def concerns_of(site: Site) -> list[Concern]:
    """What staff of a site raised with its manager, newest first, with who did."""
    return list(
        Concern.select(Concern, Staff)
        .join(Staff)
        .where(Concern.site == site)
        .order_by(Concern.id.desc())
    )


_RECORDED_BY = Prepared(
    lambda: Recording.select(Recording.id).where(Recording.decision == slot("decision")).limit(1)
)


def may_undo(consent: Consent) -> bool:
    """Whether the decision that stands can be taken back as a slip: nothing was recorded by it."""
    decision = consent.decision_id
    return decision is not None and not _RECORDED_BY.rows(decision=decision)


_PARTICIPANTS = Prepared(
    lambda: (
        Participant.select().where(Participant.consent == slot("consent")).order_by(Participant.id)
    )
)


def participants_of(consent: Consent) -> list[Participant]:
    """Everyone else in the room, as the patient named them."""
    return _PARTICIPANTS.models(consent=consent.id)


_FIRST_VERIFICATION = Prepared(
    lambda: (
        Verification.select(Verification, Staff)
        .join(Staff)
        .where((Verification.consent == slot("consent")) & Verification.first)
    )
)


def first_verification(consent: Consent) -> Verification | None:
    """Who verified first, and when."""
    return next(iter(_FIRST_VERIFICATION.models(consent=consent.id)), None)


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


_TEXTS = Prepared(
    lambda: (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where(
            (Policy.site == slot("site"))
            & Policy.published_at.is_null(False)
            & Policy.withdrawn_at.is_null(True)
        )
    )
)


def languages_of(site: Site) -> list[Language]:
    """The languages of the published policy, English first, then by their own names."""
    found = [language_of(row) for row in _TEXTS.models(site=site.id)]
    return sorted(found, key=lambda each: (not each.code.startswith("en"), each.code, each.name))


def language_of(text: PolicyText) -> Language:
    """The language of one text, such as the one that a patient read."""
    return Language(
        text=text,
        code=text.language,
        name=text.words["name"],
        direction=text.words.get("direction", "ltr"),
        checked=bool(text.words.get("checked", True)),
        offered=text.published_at is not None,
    )


def text_at(site: Site, number: int) -> PolicyText | None:
    """A text of one of the site's policies by its number."""
    return (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where((PolicyText.id == number) & (Policy.site == site))
        .get_or_none()
    )


_ENGLISH = Prepared(
    lambda: (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where((PolicyText.policy == slot("policy")) & (PolicyText.language == "en"))
    )
)


def staff_text(text: PolicyText) -> PolicyText:
    """The same policy's words in English where it has them: staff pages are English."""
    if text.language == "en":
        return text
    return next(iter(_ENGLISH.models(policy=text.policy_id)), text)


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
