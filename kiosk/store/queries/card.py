"""The card of a consent, what a second screen shows of it, and what its note looks back on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from kiosk.domain.looks import LOOKS
from kiosk.domain.permission import End, Facts, end_near, standing
from kiosk.domain.policy import Policy
from kiosk.domain.recording import Pause as Break
from kiosk.domain.vocabulary import RecordingType, Standing
from kiosk.store.fields import is_set
from kiosk.store.models import (
    AuditEntry,
    Consent,
    Decision,
    Note,
    Participant,
    Pause,
    Recording,
    Site,
    Staff,
    Verification,
)
from kiosk.store.policies import policy_of
from kiosk.store.prepared import Prepared, slot
from kiosk.store.queries.consents import OPEN, WHOLE, asked_types, facts, mark, whole_consents
from kiosk.store.queries.policies import staff_text


@dataclass(frozen=True)
class Visit:
    """A consent as a screen in the room follows it: what holds, and the breaks so far."""

    consent: Consent
    facts: Facts
    standing: Standing
    end: End  # which end of its time is near or has come, if one is
    pauses: tuple[Break, ...]  # of the session that is open, oldest first

    @property
    def mark(self) -> str:
        """Changes whenever what is shown of the visit has to be drawn again."""
        return mark(self.consent, self.standing, self.end)

    @property
    def asked(self) -> tuple[RecordingType, ...]:
        """What the patient asked to record (Q3)."""
        return asked_types(self.consent)

    @property
    def agreed(self) -> tuple[RecordingType, ...]:
        """The types that the decision which stands agrees to (K3)."""
        return self.facts.types


@dataclass(frozen=True)
class Card(Visit):
    """All that staff see of one consent (K1, K2), read once."""

    policy: Policy  # in English where it has that: staff pages are English
    people: tuple[Participant, ...]
    verified: Verification | None  # the first, with who made it
    recorded: bool  # whether anything was recorded under the decision that stands

    @property
    def may_undo(self) -> bool:
        """Whether the decision that stands can be taken back as a slip."""
        return self.consent.decision_id is not None and not self.recorded


@dataclass(frozen=True)
class Session:
    """One recording session, and its breaks, oldest first."""

    recording: Recording
    pauses: tuple[Break, ...]


@dataclass(frozen=True)
class History:
    """All that happened on a consent since it was signed, as its note tells it (K7)."""

    decisions: tuple[Decision, ...]  # oldest first, with who made each
    sessions: tuple[Session, ...]  # oldest first
    notes: tuple[Note, ...]  # newest first, with who wrote each


def visit(consent: Consent, now: int) -> Visit:
    """What a second screen shows of a consent: nobody's name."""
    known = facts(consent)
    return Visit(consent, known, standing(known, now), end_near(known, now), _open_pauses(consent))


def running_of(person: Staff, since: int, now: int) -> list[Consent]:
    """The consents of which a person started a recording by `since` that goes on, oldest first.

    Nothing of them is decrypted: they are for the bar of the visit.
    """
    rows = _RUNNING.models(staff=person.id, since=since)
    return [each for each in rows if now < facts(each).ends_at]


_RUNNING = Prepared(
    lambda: (
        whole_consents(*OPEN)
        .where(
            Consent.id.in_(  # found by who started it: no other index leads there
                Recording.select(Recording.consent).where(
                    (Recording.started_by == slot("staff"))
                    & Recording.stopped_at.is_null(True)
                    & (Recording.started_at <= slot("since"))
                )
            )
        )
        .order_by(Consent.recording)
    )
)


def stopped_on_lock(person: Staff, since: int | None) -> int | None:
    """When a locked screen of this person's last stopped a recording, after it had locked."""
    stopped = (Recording.started_by == person) & is_set(Recording.stop_locked)
    query = Recording.select(fn.MAX(Recording.stopped_at))
    found: int | None = query.where(stopped & (Recording.stopped_at >= (since or 0))).scalar()
    return found


def card_at(site: Site, number: int, now: int) -> Card | None:
    """The card of a consent by its number, if it is of this site."""
    consent = next(iter(_CARD.models(number=number, site=site.id)), None)
    if consent is None:
        return None
    known = facts(consent)
    return Card(
        consent=consent,
        facts=known,
        standing=standing(known, now),
        end=end_near(known, now),
        pauses=_open_pauses(consent),
        policy=policy_of(staff_text(consent.text)),
        people=tuple(participants_of(consent)),
        verified=getattr(consent, "first_check", None),
        recorded=bool(consent.recorded),
    )


def history_of(consent: Consent) -> History:
    """The decisions, the recording sessions and the notes of a consent."""
    breaks: dict[int, list[Pause]] = {}
    for each in _PAUSES_OF_ALL.models(consent=consent.id):
        breaks.setdefault(each.recording_id, []).append(each)
    return History(
        decisions=tuple(decisions_of(consent)),
        sessions=tuple(
            Session(each, _pauses(breaks.get(each.id, []))) for each in recordings_of(consent)
        ),
        notes=tuple(notes_of(consent)),
    )


def _open_pauses(consent: Consent) -> tuple[Break, ...]:
    running = consent.recording
    return _pauses(pauses_of(running)) if running and running.stopped_at is None else ()


def _pauses(rows: Iterable[Pause]) -> tuple[Break, ...]:
    return tuple(
        Break(each.at, each.why, each.until, each.arrived_at, each.locked) for each in rows
    )


_CHECKER = Staff.alias()
_CARD = Prepared(
    lambda: (
        whole_consents(*WHOLE, Verification, _CHECKER, _recorded())
        .switch(Consent)
        .join(
            Verification,
            JOIN.LEFT_OUTER,
            on=(
                (Verification.consent == Consent.id)
                & is_set(Verification.first)
                & Verification.undone_at.is_null(True)
            ),
            attr="first_check",
        )
        .join(_CHECKER, JOIN.LEFT_OUTER, on=(Verification.staff == _CHECKER.id), attr="staff")
        .where((Consent.id == slot("number")) & (Consent.site == slot("site")))
    )
)


def _recorded() -> Any:
    under_it = Recording.alias()
    query = under_it.select(under_it.id).where(under_it.decision == Consent.decision)
    return fn.EXISTS(query).alias("recorded")


@dataclass(frozen=True)
class LastEntry:
    """The last entry of the audit trail about a consent: `by` is the member of staff, if one."""

    verb: str
    at: int
    detail: dict[str, Any]
    by: Staff | None


def last_entry_of(consent: Consent) -> LastEntry | None:
    """What was done last with a consent, and by whom.

    To look is to do nothing. Read only when its card has changed.
    """
    about = (AuditEntry.subject == f"receipt:{consent.jti}") & AuditEntry.verb.not_in(LOOKS)
    row = AuditEntry.select().where(about).order_by(AuditEntry.seq.desc()).first()
    if row is None:
        return None
    kind, _colon, number = row.actor.partition(":")
    by = Staff.get_or_none(Staff.id == number) if kind == "staff" else None
    return LastEntry(row.verb, row.at, row.detail, by)


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


_PAUSES_OF_ALL = Prepared(
    lambda: (
        Pause.select()
        .join(Recording)
        .where(Recording.consent == slot("consent"))
        .order_by(Pause.id)
    )
)
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


def in_the_room(consent: Consent) -> list[Participant]:
    """Everyone else who is there now: who left is not asked, and holds nothing up (K5)."""
    return [each for each in participants_of(consent) if each.left_at is None]


def was_read_out(consent: Consent) -> bool:
    """Whether somebody verified it by its code, as read out at a phone or video visit (K12)."""
    by_code = (Verification.consent == consent) & (Verification.way == "code")
    stands = Verification.undone_at.is_null(True)
    return bool(Verification.select().where(by_code & stands).exists())
