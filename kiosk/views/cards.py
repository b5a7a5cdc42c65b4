"""What the clinician's list, card and note show of a consent."""

from typing import Any

from flask import g, request

from kiosk.actions import consents
from kiosk.actions.journeys import policy_of
from kiosk.domain import decision, hours, note
from kiosk.domain.permission import may_decide, may_record, standing
from kiosk.domain.policy import Policy
from kiosk.store import queries
from kiosk.views.request import now, secrets
from kiosk.views.summary import summary
from kiosk.views.words import part_words, signed_by, staff_band, type_words

GROUPS = {
    "recording": ("recording",),
    "agreed": ("ok",),
    "waiting": ("not_decided", "wait", "someone_said_no"),
}


def today_values(seen: str = "") -> dict[str, Any]:
    """Today's list in its groups, or nothing when `seen` says that the page has it already."""
    moment = hours.local(now(), g.site.timezone)
    mark = f"{queries.last_event(g.site)}-{moment:%d%H%M}"
    if seen == mark:
        return {}
    since = hours.day_start(now(), g.site.timezone)
    rows = [_row(consent) for consent in queries.today(g.site, since, now())]
    groups = {name: [row for row in rows if row["group"] == name] for name in (*GROUPS, "over")}
    return {"groups": groups, "count": len(rows), "mark": mark, "now": now()}


def _row(consent: queries.Consent) -> dict[str, Any]:
    state = standing(queries.facts(consent), now())
    group = next((name for name, states in GROUPS.items() if state in states), "over")
    return {
        "consent": consent,
        "state": state,
        "band": staff_band(consent, state, g.staff.id),
        "group": group,
        "types": type_words(consent) if consent.types else "",
        "alone_first": "alone_first" in flags_of(consent),
    }


def flags_of(consent: queries.Consent) -> list[str]:
    """What the patient's answers tell the clinician apart from themselves (Q8, Q10)."""
    found: list[str] = consent.answers.get("flags", [])
    return found


def card_values(consent: queries.Consent, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Everything on the card (K1), its two facts apart (K2)."""
    facts, policy = queries.facts(consent), policy_of(queries.staff_text(consent.text))
    state = standing(facts, now())
    return {
        "consent": consent,
        "state": state,
        "band": staff_band(consent, state, g.staff.id),
        "mark": queries.mark(consent, state),
        "types": type_words(consent) if consent.types else "",
        "part": part_words(consent) if consent.types else "",
        "code": consents.shown_code(secrets(), consent),
        "verified": queries.first_verification(consent),
        "again": request.args.get("again") == "yes",
        "may_decide": may_decide(facts, now()).allowed,
        "may_record": may_record(facts, now()).allowed,
        "decision": decision,
        "where": policy.label("where", consent.answers.get("where", "")),
        "audience": policy.label("audience", consent.answers.get("audience", "")),
        "rows": summary(policy, consent.answers),
        "flags": flags_of(consent),
        "signed_by": signed_by(consent),
        "others": [(each, _role(policy, each.role)) for each in queries.participants_of(consent)],
        "errors": errors or {},
        "typed": request.form if errors else {},
    }


def note_text(consent: queries.Consent) -> str:
    """The record note of a consent (K7)."""
    policy = policy_of(queries.staff_text(consent.text))
    behalf = consent.answers.get("behalf")
    return note.write(
        note.NoteFacts(
            site=consent.site.name,
            date=_day(consent.signed_at, consent),
            code=consents.shown_code(secrets(), consent),
            rules=f"{consent.text.policy.version}/{consent.text.language}",
            answer=consent.answer,
            types=tuple(consent.types.split()),
            part=consent.part,
            recorder=consent.recorder,
            signed_for=behalf["signer"] if behalf else "",
            **_signing(policy, consent),
            others=tuple(
                note.Other(each.name, _role(policy, each.role), each.answer)
                for each in queries.participants_of(consent)
            ),
            withdrawn_at=_withdrawn_at(consent),
            sound_code=policy.sound_code,
            rulings=tuple(_ruling(each, consent) for each in queries.decisions_of(consent)),
            sessions=tuple(_session(each, consent) for each in queries.recordings_of(consent)),
        )
    )


def _signing(policy: Policy, consent: queries.Consent) -> dict[str, str]:
    """Who signed and how (K10), as the note has it."""
    answers, made = consent.answers, consent.signature or {}
    behalf = policy.question("behalf")
    asked = behalf.words["options"] if behalf and "behalf" in answers else {}
    return {
        "authority": asked.get(answers.get("behalf", {}).get("relationship"), {}).get("label", ""),
        "own_answer": answers.get("child") or answers.get("objects", ""),
        "agreed_by": made.get("how", ""),
        "witness": made.get("witness", ""),
        "helper": made.get("helper", ""),
    }


def _role(policy: Policy, role: str) -> str:
    """What a participant is, in the words of the policy that the patient read."""
    question = policy.question("company")
    words = question.words["options"].get(role) if question else None
    return str(words["label"]) if words else role


def _withdrawn_at(consent: queries.Consent) -> str:
    if consent.state != "withdrawn" or consent.ended_at is None:
        return ""
    return _clock(consent.ended_at, consent)


def _ruling(row: Any, consent: queries.Consent) -> note.Ruling:
    return note.Ruling(
        at=_clock(row.at, consent),
        by=", ".join(part for part in (row.staff.name, row.staff.job) if part),
        kind=row.kind,
        conditions=tuple(row.conditions),
        reason=row.reason,
        checks=row.checks,
        until=_clock(row.wait_until, consent) if row.wait_until else "",
    )


def _session(row: Any, consent: queries.Consent) -> note.Session:
    stopped = _clock(row.stopped_at, consent) if row.stopped_at else ""
    return note.Session(_clock(row.started_at, consent), stopped, row.stop_reason)


def _clock(at: int, consent: queries.Consent) -> str:
    return hours.local(at, consent.site.timezone).strftime("%H:%M")


def _day(at: int, consent: queries.Consent) -> str:
    there = hours.local(at, consent.site.timezone)
    return f"{there.day} {there:%B %Y}"
