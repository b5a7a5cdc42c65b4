"""Puts people, journeys and consents into a server's data through the product's own actions.

Run as `python -m harness.prepare WHAT COUNT` in the server's environment: a process of its
own, because the models are bound to one database. Prints what it made as JSON.
"""

import json
import sys
import time
from dataclasses import replace
from itertools import chain, count
from typing import Any

from flask import Flask

from harness import visits
from harness.answers import LONG_ANSWERS
from harness.passwords import cheapen
from kiosk import create_app, links
from kiosk.actions import (
    concerns,
    consents,
    decisions,
    handoffs,
    journeys,
    kiosks,
    numbers,
    staff,
    verifications,
)
from kiosk.actions.context import Context
from kiosk.config import Config
from kiosk.domain.answers import Answers
from kiosk.domain.concern import Raised
from kiosk.domain.decision import CHECKS, Choice
from kiosk.domain.policy import Policy
from kiosk.domain.question import Question
from kiosk.domain.walk import Walk
from kiosk.lookups import visitors
from kiosk.store.database import database
from kiosk.store.models import Concern, Consent, Journey, Kiosk, Staff
from kiosk.store.policies import policy_of
from kiosk.store.queries import first_site, people_of

DAY = 24 * 60 * 60
VISITS = 200
PASSWORD = "a long enough password"
MARGARET = {"name": "Margaret O'Neill", "birth_date": "1948-03-27", "nhs_number": ""}


def main() -> None:
    what, count = sys.argv[1], int(sys.argv[2])
    cheapen()
    app = create_app(Config.from_env())
    with app.app_context():
        database.connect()
        made = [MAKERS[what](_context(app)) for _turn in range(count)]
        database.close()
    json.dump(made, sys.stdout)


def _context(app: Flask, actor: str = "operator") -> Context:
    site = first_site()
    assert site is not None
    now = int(time.time())
    return Context(now=now, site=site, secrets=app.extensions["secrets"], actor=actor)


def clinician(context: Context) -> dict[str, Any]:
    """Alice, Bob, and then others with a number: clinicians at the first site."""
    wanted = chain(("Alice", "Bob"), (f"Clinician{number}" for number in count(3)))
    taken = {person.username for person in Staff.select(Staff.username)}
    name = next(each for each in wanted if each.lower() not in taken)
    person = staff.add(context, name.lower(), name, ["clinician"], "GP", PASSWORD)
    return {"id": person.id, "username": person.username, "password": PASSWORD}


def journey(context: Context) -> dict[str, Any]:
    """Margaret O'Neill on her phone, all answered, about to sign."""
    token = journeys.start(context, way_in="phone", door="sent")
    held = visitors.journey_of(token, context.now)
    answered = Journey.update(answers=_answers(policy_of(held.text)), place=held.place)
    answered.where(Journey.id == held.id).execute()
    return {"journey": held.id, "cookie": token}


def walk(context: Context) -> dict[str, Any]:
    """The same from a poster, as anybody may begin."""
    made = journey(context)
    Journey.update(door="poster").where(Journey.id == made["journey"]).execute()
    return made


def poster(context: Context) -> dict[str, Any]:
    """Where the poster of the first site leads a phone."""
    site = context.site
    return {"path": f"/p/{links.poster_code(context.secrets, site.id, site.poster_turn)}"}


def consent(context: Context) -> dict[str, Any]:
    """A consent signed by Margaret O'Neill, that nobody has looked at."""
    signed = consents.sign(context, visitors.journey_of(journey(context)["cookie"], context.now))
    row = Consent.get_by_id(signed.consent)
    code = links.shown_code(context.secrets, row.jti, row.code_turn, row.page_hash)
    card = f"/staff/consents/{links.card_key(context.secrets, row.id)}"
    found = {"id": row.id, "card": card, "token": row.token, "code": code, "jti": row.jti}
    return {**found, "page": signed.page}


def withdrawn(context: Context) -> dict[str, Any]:
    """A consent whose patient changed their mind: nothing keeps their names any more."""
    made = consent(context)
    consents.withdraw(context, Consent.get_by_id(made["id"]))
    return made


def agreed(context: Context) -> dict[str, Any]:
    """A consent that a clinician has verified and agreed to."""
    made = consent(context)
    person = next(
        each for each, roles in people_of(context.site, context.now) if "clinician" in roles
    )
    held = Consent.get_by_id(made["id"])
    theirs = Context(context.now, context.site, context.secrets, f"staff:{person.id}", staff=person)
    verifications.verify(theirs, held)
    choice = Choice(kind="agreed", checks=dict.fromkeys(CHECKS, "no"), types=("sound",))
    decisions.decide(theirs, held, held.revision, choice)
    return {**made, "revision": Consent.get_by_id(made["id"]).revision}


def tablet(context: Context) -> dict[str, Any]:
    """A tablet that waits for its code, and what the links that it shows name it by."""
    code = kiosks.pair(context, "Another tablet")
    return {"code": code, "handle": Kiosk.select().order_by(Kiosk.id.desc()).get().handle}


def handoff(context: Context) -> dict[str, Any]:
    """Where the QR of the first kiosk leads a phone, shown now."""
    token = links.to_handoff(context.secrets, Kiosk.get().handle, context.now)
    return {"path": f"/h/{token}"}


def code(context: Context) -> dict[str, Any]:
    """A code that Alice shows to a patient, and where it leads a phone."""
    person = Staff.get_or_none(Staff.username == "alice")
    if person is None:
        person = Staff.get_by_id(clinician(context)["id"])
    theirs = replace(context, staff=person, actor=f"staff:{person.id}")
    shown = links.handoff_code(context.secrets, handoffs.show(theirs, "en"))
    return {"path": f"/h/{shown}"}


def _answers(policy: Policy) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    while (step := Walk(policy, Answers(answers)).open_step) != "check":
        answers[step] = _answer(policy, step)
    return answers


def _answer(policy: Policy, step: str) -> Any:
    if step.startswith("rules-"):
        return True
    if step in LONG_ANSWERS:
        return LONG_ANSWERS[step]
    if step == "statements":
        return [each for each, _text in policy.statements]
    if step == "signature":
        return {"how": "typed", "name": MARGARET["name"]}
    question = policy.question(step)
    assert question is not None
    return _to_question(question)


def _to_question(question: Question) -> Any:
    if question.kind == "types":
        return ["sound"]
    if question.kind == "identity":
        return MARGARET
    if question.kind == "people":
        return "alone"
    assert question.kind == "choice", f"teach harness/prepare.py to answer {question.step}"
    return question.options[0]


def season(context: Context) -> dict[str, Any]:
    """Three months and a half with visits of every kind and some concerns, counted."""
    staff_id = people_of(context.site, context.now)[0][0].id
    like = Consent.get_by_id(consent(context)["id"])
    span = context.now - 110 * DAY, context.now - DAY
    visits.put(visits.season(*span, VISITS, 1, ["en", "cy", "ur", "pl"]), like, staff_id)
    raised = [("post", span[0] + turn * DAY) for turn in range(0, 100, 3)]
    visits.concerns([*raised, ("covert", span[0] + 50 * DAY)], context.site.id, staff_id)
    return {"made": numbers.make_due(context.site, context.now)}


def concern(context: Context) -> dict[str, Any]:
    """Something that happened, which nobody has read yet."""
    person = people_of(context.site, context.now)[0][0]
    theirs = replace(context, staff=person, actor=f"staff:{person.id}")
    concerns.raise_concern(theirs, Raised("shared", "Somebody filmed in the waiting room"))
    return {"id": Concern.select().order_by(Concern.id.desc()).get().id}


MAKERS = {
    "concerns": concern,
    "seasons": season,
    "clinicians": clinician,
    "journeys": journey,
    "walks": walk,
    "posters": poster,
    "consents": consent,
    "withdrawn": withdrawn,
    "agreed": agreed,
    "handoffs": handoff,
    "tablets": tablet,
    "codes": code,
}

if __name__ == "__main__":
    main()
