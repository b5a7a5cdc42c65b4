"""The record note of a consent (K7): what is written, and what was kept."""

from typing import Any

from flask import request

from kiosk import links
from kiosk.domain import hours, note
from kiosk.domain.answers import Answers
from kiosk.domain.decision import CHECKS
from kiosk.domain.policy import Policy
from kiosk.domain.vocabulary import RECORDING_TYPES
from kiosk.store import queries
from kiosk.views.front.current import now, secrets
from kiosk.views.staff.bar import clock, visit_values


def note_values(card: queries.Card) -> dict[str, Any]:
    """The note as it would be written now, and the notes that were kept before."""
    history = queries.history_of(card.consent)
    text, kept = note_text(card, history), history.notes
    return {
        **visit_values(card),
        "may_record": False,  # starting is the card's alone
        "note": text,
        "notes": kept,
        "current": bool(kept) and kept[0].text == text,
        "kept": request.args.get("kept") == "yes",
    }


def note_text(card: queries.Card, history: queries.History) -> str:
    """The record note of a consent (K7)."""
    consent, policy, answers = card.consent, card.policy, Answers(card.consent.answers)
    return note.write(
        note.NoteFacts(
            site=consent.site.name,
            date=_day(consent.signed_at, consent),
            code=links.shown_code(secrets(), consent.jti, consent.code_turn),
            rules=f"{consent.text.policy.version}/{consent.text.language}",
            answer=consent.answer,
            types=tuple(each for each in RECORDING_TYPES if each in consent.types.split()),
            part=consent.part,
            recorder=consent.recorder,
            remote=answers.remote,
            **_signing(policy, consent),
            others=tuple(_other(each, card) for each in card.people),
            withdrawn_at=_withdrawn_at(consent),
            sound_code=policy.sound_code,
            rulings=tuple(_ruling(each, consent) for each in history.decisions),
            sessions=tuple(_session(each, consent) for each in history.sessions),
        )
    )


def _other(person: Any, card: queries.Card) -> note.Other:
    return note.Other(
        person.name,
        card.policy.label("company", person.role),
        person.answer,
        clock(person.joined_at, card.consent) if person.joined_at else "",
    )


def _signing(policy: Policy, consent: queries.Consent) -> dict[str, Any]:
    """Who signed and how (K10), as the note has it."""
    answers, made = Answers(consent.answers), consent.signature or {}
    behalf, question = answers.on_behalf, policy.question("behalf")
    known = question.words["options"] if question else {}
    return {
        "signed_for": behalf.signer if behalf else "",
        "authority": known.get(behalf.relationship, {}).get("label", "") if behalf else "",
        "own_answer": answers.own_answer,
        "agreed_by": made.get("how"),
        "witness": made.get("witness", ""),
        "helper": made.get("helper", ""),
    }


def _withdrawn_at(consent: queries.Consent) -> str:
    if consent.state != "withdrawn" or consent.ended_at is None:
        return ""
    return clock(consent.ended_at, consent)


def _ruling(row: Any, consent: queries.Consent) -> note.Ruling:
    return note.Ruling(
        at=clock(row.at, consent),
        by=", ".join(part for part in (row.staff.name, row.staff.job) if part),
        kind=row.kind,
        conditions=tuple(row.conditions),
        reason=row.reason,
        checks={name: row.checks.get(name, "") for name in CHECKS},
        listening=row.checks.get("listening", ""),
        until=clock(row.wait_until, consent) if row.wait_until else "",
        ended=clock(row.ended_at, consent) if row.ended_at else "",
        ended_why=row.ended_why,
    )


def _session(held: queries.Session, consent: queries.Consent) -> note.Session:
    row = held.recording
    overdue = row.stopped_at is None and now() >= consent.expires_at
    ended = consent.expires_at if overdue else row.stopped_at
    return note.Session(
        clock(row.started_at, consent),
        clock(ended, consent) if ended else "",
        "expired" if overdue else row.stop_reason,
        tuple(
            note.Break(
                clock(each.at, consent),
                clock(each.until, consent) if each.until else "",
                each.why,
            )
            for each in held.pauses
        ),
    )


def _day(at: int, consent: queries.Consent) -> str:
    there = hours.local(at, consent.site.timezone)
    return f"{there.day} {there:%B %Y}"
