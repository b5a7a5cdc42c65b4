"""The patient signs again in place of an earlier consent, which is superseded; answers carried."""

import dataclasses
import datetime
from typing import Any

from kiosk.actions import journeys
from kiosk.actions.change import move
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.domain import hours
from kiosk.domain.answers import Answers
from kiosk.domain.permission import may_record
from kiosk.domain.posted import aged
from kiosk.domain.practice import pause_of
from kiosk.domain.refusals import AskingPaused, CannotReplace
from kiosk.domain.supersede import ASK_AGAIN, CHANGE, way_to_supersede
from kiosk.domain.vocabulary import Answer, Replacing
from kiosk.domain.walk import settled
from kiosk.store.models import Consent, Journey, Participant, PolicyText, Site
from kiosk.store.policies import policy_of, published_text
from kiosk.store.queries import facts


def _way(consent: Consent, now: int) -> Replacing:
    """`change`, `sign_again` or "": how this consent can be replaced now (R16, M1)."""
    return way_to_supersede(
        facts(consent),
        now,
        replaced=consent.replaced_by is not None,
        old_rules=consent.text.policy.outdated,
    )


def require_way(context: Context, held: Consent) -> Replacing:
    """How a consent, as it was just read, can be replaced now.

    Raises:
        CannotReplace: decided, expired or replaced already.
    """
    asked = _way(held, context.now)
    if not asked:
        raise _refusal(held, context.now)
    return asked


def start_again(
    context: Context, consent: Consent, language: str = "", *, carry: bool = True
) -> str:
    """Begin a journey on the patient's phone with the answers carried; returns its cookie value.

    It is in `language`, the one in which the patient reads now, if the rules that hold are offered
    in it; else in the one that was signed (M3). Rules are read again but for a mere change in the
    language in which they were read. Statements and signature are never carried: they are asked
    for again. Without `carry` everything is: this browser did not sign, and is not to read what
    was answered (M7).

    Raises:
        CannotReplace: decided, expired or replaced already.
        SiteClosed, NoPolicy: nobody can be asked here now.
        AskingPaused: they withdrew or refused, and would begin again while asking is paused.
        Crowded: too much was changed from here in a short time.
    """
    held = Consent.get_by_id(consent.id)
    asked = require_way(context, held)
    if asked == ASK_AGAIN and pause_of(context.site.pause, context.now):
        raise AskingPaused
    today = hours.local(context.now, held.site.timezone).date()
    answers = carried(held, today) if carry else _pressed(held)
    text = _text(context.site, language, held.text.language)
    if carry and asked == CHANGE and text.id == held.text.id:
        groups = policy_of(held.text).groups
        answers |= {f"rules-{group['id']}": True for group in groups}
    return journeys.start(
        dataclasses.replace(context, kiosk=None),
        way_in="phone",
        # Whoever signed on a tablet goes on with a phone, like one that a tablet sent on.
        door="sent" if held.door == "tablet" else held.door,
        language=text.language,
        answers=answers,
        replaces=held.id,
    )


def _text(site: Site, language: str, signed: str) -> PolicyText:
    """The rules that hold, in the language of now if they are offered in it, else as signed."""
    text = published_text(site, language or signed)
    return text if text.language == language else published_text(site, signed)


def carried(consent: Consent, today: datetime.date) -> dict[str, Any]:
    """The answers of a consent as a journey holds them; what is not here is asked again.

    Of a refusal that is who the patient is, if they said so, and never lost: that they are pressed.
    """
    if consent.answer == "refused":
        flags = {"flags": Answers(consent.answers).flags}
        return flags | ({"you": _identity(consent, today)} if consent.birth_date else {})
    here = (Participant.consent == consent) & Participant.left_at.is_null(True)
    people = Participant.select().where(here).order_by(Participant.id)
    company = [
        {"id": number, "name": each.name, "role": each.role, "says": each.answer}
        for number, each in enumerate(people, start=1)
    ]
    answers: dict[str, Any] = (consent.answers or {}) | ({"company": company} if company else {})
    answers |= {
        "types": consent.types.split(),
        "part": consent.part,
        "by": consent.recorder,
        "you": _identity(consent, today),
    }
    return answers | settled(answers)


def _pressed(consent: Consent) -> dict[str, Any]:
    """That a patient said that they are pressed outlives what is asked anew, and is on no page."""
    return {"flags": [each for each in Answers(consent.answers).flags if each == "alone_first"]}


def _identity(consent: Consent, today: datetime.date) -> dict[str, Any]:
    """Q11 as it was answered, with the age of today."""
    known = datetime.date.fromisoformat(consent.birth_date) if consent.birth_date else None
    return {
        "name": consent.patient_name,
        "birth_date": consent.birth_date,
        "nhs_number": consent.nhs_number,
    } | aged(known, today)


def earlier(context: Context, journey: Journey, answer: Answer) -> Consent | None:
    """The consent that signing this journey supersedes, if it began from one.

    A patient's no is never refused: it supersedes whatever was signed or decided before.

    Raises:
        CannotReplace: a clinician decided meanwhile, or it was withdrawn or replaced.
    """
    if journey.replaces is None:
        return None
    held: Consent = Consent.get_by_id(journey.replaces)
    way = _way(held, context.now)
    if answer == "given" and (not way or (way == ASK_AGAIN and _begun_before(journey, held))):
        raise _refusal(held, context.now)
    return held


def _begun_before(journey: Journey, held: Consent) -> bool:
    """Whether it was withdrawn after this journey had begun: that no is the later word (R16)."""
    return held.state == "withdrawn" and journey.started_at <= (held.ended_at or 0)


def replace(context: Context, held: Consent, newer: Consent) -> None:
    """Supersede a consent by the one just signed, inside the caller's transaction."""
    end_open_recording(context, held, "superseded")
    columns: dict[str, Any] = {"replaced_by": newer.id}
    if held.state == "signed":
        columns |= {"state": "superseded", "ended_at": context.now}
    move(held, **columns)


def _refusal(consent: Consent, now: int) -> CannotReplace:
    return CannotReplace(may_record(facts(consent), now).reason)
