"""What is held of one visit, in words: on a manager's screen, or in the patient's own copy.

Others in the room stand as roles in both. Q10 stands in neither. Why it helps (Q8), the record
note and a clinician's own words go into the patient's copy alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import g

from kiosk import links
from kiosk.domain import decision, hours, note_words
from kiosk.domain.answers import Answers
from kiosk.domain.looks import LOOKS
from kiosk.domain.records import INVALID
from kiosk.domain.walk import Walk
from kiosk.store import queries
from kiosk.views.front.bands import type_words
from kiosk.views.front.current import now, secrets
from kiosk.views.front.language import english_name, long_date
from kiosk.views.front.read_back import birth_date, nhs_number, summary
from kiosk.views.front.staff_bands import staff_band
from kiosk.views.manage.happened import told

OWN_COPY = ("reason", "child", "objects")  # steps of answers that no manager reads
SIGNATURES = {
    "typed": "A typed name",
    "drawn": "A drawn signature",
    "spoken": "Agreed by voice, with a witness",
    "gesture": "Agreed with a sign, with a witness",
}
SHOWN_APART = ("types", "you", "behalf", "company", "listeners")


@dataclass(frozen=True)
class Line:
    """One thing that is held: `key` for a program, `label` and `text` for people."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Happened:
    """One entry of the trail in words."""

    at: int
    when: str
    text: str


@dataclass(frozen=True)
class Visit:
    """All that is held of one consent."""

    consent: queries.Consent
    code: str
    day: str
    state: str
    lines: tuple[Line, ...]
    history: tuple[Happened, ...]
    looked: tuple[Happened, ...]
    empty: bool  # its names are gone


def visit_of(number: int, *, own_copy: bool) -> Visit | None:
    """What is held of a consent of this site; `own_copy`: for the patient themselves."""
    card = queries.card_at(g.site, number, now())
    if card is None:
        return None
    consent, entries = card.consent, queries.entries_of(card.consent)
    lines = (*_about(card), *_answers(card, own_copy), *_done(card, own_copy))
    return Visit(
        consent=consent,
        code=links.shown_code(secrets(), consent.jti, consent.code_turn, consent.page_hash),
        day=day(consent.signed_at),
        state=staff_band(consent, card.standing).word,
        lines=tuple(each for each in lines if each.text),
        history=_told(entries, looks=False),
        looked=_told(entries, looks=True),
        empty=consent.salt == "",
    )


def _about(card: queries.Card) -> Iterator[Line]:
    consent = card.consent
    yield Line("name", "Name", consent.patient_name or "")
    yield Line("birth_date", "Date of birth", birth_date(consent.birth_date or ""))
    yield Line("nhs_number", "NHS number", nhs_number(consent.nhs_number or ""))
    behalf = Answers(consent.answers or {}).on_behalf
    yield Line("signed_by", "Signed by", _signer(card, behalf.relationship if behalf else ""))
    made = consent.signature or {}
    yield Line("signature", "Signature kept", SIGNATURES.get(made.get("how", ""), ""))
    yield Line("asked", "Asked to record", str(type_words(card.asked)) if card.asked else "Nothing")
    version = f"{consent.text.policy.version}, read in {english_name(consent.text.language)}"
    yield Line("rules", "Rules", version)


def _signer(card: queries.Card, relationship: str) -> str:
    return card.policy.label("behalf", relationship) if relationship else ""


def _answers(card: queries.Card, own_copy: bool) -> Iterator[Line]:
    """What was answered, in the policy's words; names of others are left out, and so is Q10."""
    walk = Walk(card.policy, Answers(card.consent.answers or {}))
    for row in summary(walk) if card.consent.answers else ():
        if row.step in SHOWN_APART or row.typed or (row.step in OWN_COPY and not own_copy):
            continue
        yield Line(f"answer_{row.step}", row.title, row.answer)


def _done(card: queries.Card, own_copy: bool) -> Iterator[Line]:
    history = queries.history_of(card.consent)
    others = [f"{card.policy.label('company', each.role)} ({_said(each)})" for each in card.people]
    yield Line("others", "Others in the room", ", ".join(others))
    for each in history.decisions:
        yield Line("decision", "Decision", _decision(card, each, own_copy))
    for session in history.sessions:
        yield Line("recording", "Recorded", _span(session.recording))
    if card.consent.void_why:
        yield Line("invalid", "Marked as a mistake", INVALID[card.consent.void_why])
    if own_copy:
        for note in history.notes:
            yield Line("note", f"Record note, {_clock(note.at)}", note.text or "")
    elif history.notes:
        yield Line("notes", "Record notes kept", str(len(history.notes)))


def _said(person: queries.Participant) -> str:
    said = {"yes": "said yes", "no": "said no", "ask": "was not asked"}[person.answer]
    return f"{said}, then left" if person.left_at else said


def _decision(card: queries.Card, made: queries.Decision, own_copy: bool) -> str:
    kinds = note_words.listed(queries.types_of(made, card.consent))
    said = {
        "agreed": f"agreed to {kinds}",
        "conditions": f"agreed to {kinds}, with conditions",
        "wait": "asked to wait",
        "not_agreed": "did not agree",
        "colleague": "a colleague can instead",
    }[made.kind]
    why = decision.REASONS[made.reason] if made.reason else ""
    words = made.grounds if own_copy else ""
    end = "" if made.ended_at is None else "it ended later"
    told = [f"{made.staff.name} {said}", why, words, end]
    return f"{'. '.join(filter(None, told))} ({_clock(made.at)})"


def _span(recording: queries.Recording) -> str:
    start = _clock(recording.started_at)
    end = recording.stopped_at
    return f"from {start}" + (f" to {_clock(end)}" if end else "")


def _told(entries: list[queries.Entered], *, looks: bool) -> tuple[Happened, ...]:
    rows = [each for each in entries if (each.verb in LOOKS) is looks]
    return tuple(
        Happened(each.at, f"{day(each.at)}, {_clock(each.at)}", told(each)) for each in rows
    )


def day(at: int) -> str:
    """A date on the site's calendar, in words."""
    return long_date(hours.local(at, g.site.timezone).date())


def _clock(at: int) -> str:
    return hours.clock(at, g.site.timezone)
