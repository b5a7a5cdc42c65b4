"""The record note of a consent (K7): what is written, and what was kept."""

from typing import Any

from flask import request

from kiosk import links
from kiosk.domain import note
from kiosk.domain.answers import Answers, holder
from kiosk.domain.local import SCRIBE
from kiosk.domain.note_facts import Break, NoteFacts, Other, Ruling, Session, Signing, Tap
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.domain.policy import Policy
from kiosk.domain.records import INVALID
from kiosk.store import queries
from kiosk.views.front.current import now, secrets
from kiosk.views.front.language import english_name
from kiosk.views.front.read_back import birth_date
from kiosk.views.staff.bar import clock


def note_values(card: queries.Card) -> dict[str, Any]:
    """The note as it would be written now, and the notes that were kept before."""
    history = queries.history_of(card.consent)
    text, kept = note_text(card, history), history.notes
    return {
        "consent": card.consent,
        "stopped": card.consent.recording.stopped_at if card.standing == "stopped" else None,
        "photos_alone": card.facts.photos_alone,
        "note": text,
        "notes": kept,
        "current": bool(kept) and kept[0].text == text,
        "kept": request.args.get("kept") == "yes",
    }


def note_text(card: queries.Card, history: queries.History) -> str:
    """The record note of a consent (K7)."""
    facts = note_facts(card, history)
    return note.write(facts, lambda at: clock(at, card.consent))


def note_facts(card: queries.Card, history: queries.History) -> NoteFacts:
    """What is known of a visit, for its note: nothing is said that is not here."""
    consent, policy, answers = card.consent, card.policy, Answers(card.consent.answers)
    read, told = queries.language_of(consent.text), answers.told
    return NoteFacts(
        patient=consent.patient_name or "",
        born=birth_date(consent.birth_date or ""),
        code=links.shown_code(secrets(), consent.jti, consent.code_turn, consent.page_hash),
        rules=consent.text.policy.version if consent.answer == "given" else "",
        language=english_name(read.code),
        checked=read.checked,
        answer=consent.answer,
        signed=consent.signed_at,
        types=card.asked,
        part=consent.part,
        recorder=holder(consent.recorder or "patient", answers.on_behalf),
        device=answers.device,
        audience=answers.audience,
        listeners=answers.listeners,
        remote=answers.remote,
        read_out=answers.remote and queries.was_read_out(consent),
        over=now() >= consent.expires_at,
        withdrawn=consent.ended_at if consent.state == "withdrawn" else None,
        superseded=consent.ended_at if consent.state == "superseded" else None,
        invalid=consent.ended_at if consent.state == "invalid" else None,
        invalid_why=INVALID[consent.void_why] if consent.void_why else "",
        signing=_signing(policy, consent),
        told=told.statements,
        told_how=told.how,
        others=tuple(_other(each, policy) for each in card.people),
        rulings=_rulings(card, history),
        sound_code=policy.sound_code,
        adjustment="adjustment" in answers.flags,
        scribe=answers.get(SCRIBE, ""),
        place=consent.site.name,
    )


def _signing(policy: Policy, consent: queries.Consent) -> Signing:
    """Who signed and how (K10), as the note has it."""
    answers, made = Answers(consent.answers), consent.signature or {}
    behalf, question = answers.on_behalf, policy.question("behalf")
    known = question.words["options"] if question else {}
    return Signing(
        behalf=behalf.signer if behalf else "",
        authority=known.get(behalf.relationship, {}).get("label", "") if behalf else "",
        own_answer=answers.own_answer or "",
        how=made.get("how", ""),
        witness=made.get("witness", ""),
        helper=made.get("helper", ""),
    )


def _other(person: Any, policy: Policy) -> Other:
    return Other(
        role=policy.label("company", person.role),
        answer=person.answer,
        joined=person.joined_at,
        no_at=person.no_at,
        left=person.left_at,
    )


def _rulings(card: queries.Card, history: queries.History) -> tuple[Ruling, ...]:
    under: dict[int, list[Session]] = {}
    for each in history.sessions:
        under.setdefault(each.recording.decision_id, []).append(_session(each, card.consent))
    return tuple(_ruling(each, card, under.get(each.id, [])) for each in history.decisions)


def _ruling(row: Any, card: queries.Card, sessions: list[Session]) -> Ruling:
    policy = card.policy
    job = f" ({row.staff.job})" if row.staff.job else ""
    offers = {each.key: each.staff for each in policy.offers}
    return Ruling(
        at=row.at,
        by=f"{row.staff.name}{job}",
        kind=row.kind,
        types=queries.types_of(row, card.consent),
        conditions=tuple(policy.condition(key) for key in row.conditions),
        reason=row.reason,
        until=row.wait_until,
        offered=tuple(offers[key] for key in row.offered if key in offers),
        grounds=row.grounds or "",
        able=row.checks.get("able") == "yes",
        listening=row.checks.get("listening", ""),
        worn=row.checks.get("worn", ""),
        ended=row.ended_at if row.kind != "colleague" else None,
        ended_why=row.ended_why,
        sessions=tuple(sessions),
    )


def _session(held: queries.Session, consent: queries.Consent) -> Session:
    row = held.recording
    stopped, reason = row.stopped_at, row.stop_reason
    last = consent.expires_at + MAX_OVERRUN
    if stopped is None and now() >= last:  # until it is written down, it is said all the same
        stopped, reason = last, "time"
    tap = Tap(stopped, row.stop_arrived_at, row.stop_locked) if stopped is not None else None
    breaks = tuple(
        Break(Tap(each.at, each.arrived_at, each.locked), each.why, each.until)
        for each in held.pauses
    )
    return Session(row.started_at, tap, reason, breaks)
