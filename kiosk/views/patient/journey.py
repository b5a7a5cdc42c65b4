"""The patient's walk on tablet and phone: rules, questions, statements, signature."""

import datetime
import json
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import consents, journeys
from kiosk.domain import hours, people, witness
from kiosk.domain import journey as walk
from kiosk.domain.answers import identity, parse
from kiosk.domain.policy import Policy
from kiosk.domain.refusals import InvalidInput, JourneyGone, StepNotReady
from kiosk.store.queries import consent_by_page
from kiosk.views.front import cookies, guards, tablet
from kiosk.views.front.current import context, now, secrets
from kiosk.views.front.pages import Pages
from kiosk.views.front.read_back import summary
from kiosk.views.front.rendering import page
from kiosk.views.patient import receipt

pages = Pages("journey", __name__, audience=guards.journey, tablet=True, url_prefix="/journey")


@pages.get("/")
def begin() -> Response:
    """Go to the first page that is still to be answered."""
    return _go(walk.open_step(_policy(), g.journey.answers))


@pages.get("/rules-all")
def rules_all() -> str | Response:
    """Every rule on one page (R1 to R18), to read or to print; Back leads where the patient was."""
    if g.journey.signed_at is not None:
        return show("check")
    policy, answers = _policy(), g.journey.answers
    came_from = request.args.get("back", "")
    if not walk.may_open(policy, answers, came_from):
        came_from = walk.open_step(policy, answers)
    return page("patient/journey/rules_all.html", policy=policy, back=came_from)


@pages.get("/<step>")
def show(step: str) -> str | Response:
    """One page of the walk; one asked for too early leads to the first open one."""
    if g.journey.signed_at is not None:
        return _receipt_page(consents.of_journey(secrets(), g.journey))
    if not walk.may_open(_policy(), g.journey.answers, step):
        return begin()
    return _page(step, g.journey.answers.get(step), {})


@pages.post("/<step>")
def answer(step: str) -> str | Response | tuple[str, int]:
    """Keep the answer and go on. What cannot be accepted is shown again, as it was typed."""
    if g.journey.signed_at is not None:
        return show(step)
    policy, answers = _policy(), g.journey.answers
    if not walk.may_open(policy, answers, step):
        raise StepNotReady(walk.open_step(policy, answers))
    try:
        value = parse(policy, step, request.form, _today(), answers)
    except InvalidInput as wrong:
        return _page(step, answers.get(step), wrong.errors), 422
    return _on(step, journeys.answer(context(), g.journey, step, value))


@pages.post("/check")
def sign() -> Response:
    """The last tap: from here on there is a consent and a receipt.

    What is signed is what was read back: answers changed in another window are shown first.
    """
    if g.journey.signed_at is None and request.form.get("shown", _shown()) != _shown():
        return _go("check")
    return _receipt_page(consents.sign(context(), g.journey))


@pages.get("/refuse")
def refuse_page() -> str | Response:
    """“I will not record”: what that means, and a name if the patient likes."""
    if g.journey.signed_at is not None:
        return show("check")
    return _refuse_page(g.journey.answers.get("you", {}), {})


@pages.post("/refuse")
def refuse() -> str | Response | tuple[str, int]:
    """The patient's no, signed and receipted like a yes."""
    try:
        you = identity(request.form, _today(), required=False)
    except InvalidInput as wrong:
        return _refuse_page({}, wrong.errors), 422
    return _receipt_page(consents.refuse(context(), g.journey, you))


@pages.get("/receipt")
def kiosk_receipt() -> str | Response:
    """The receipt as the tablet shows it: the code, and a QR to take it away on a phone."""
    signed = consents.of_journey(secrets(), g.journey)
    consent = consent_by_page(consents.page_hash(signed.page))
    if consent is None:
        raise JourneyGone
    return page(
        "patient/journey/receipt.html",
        **receipt.shown(consent, signed.page),
        **receipt.take_along(signed.page),
    )


@pages.get("/still-here")
def still_here() -> str:
    """What a tablet without scripts asks after a while; leads back to where the patient was."""
    at = request.args.get("at", "")
    back = url_for("journey.show", step=at) if at else url_for("journey.begin")
    if g.journey.signed_at is not None:
        back = url_for("journey.kiosk_receipt", here=now())
    return page("patient/kiosk/still_here.html", back=back)


@pages.post("/leave")
def leave() -> Response:
    """The patient goes: the draft is deleted, and the next one finds nothing."""
    journeys.abandon(g.journey)
    home = "kiosk.attract" if g.journey.way_in == "kiosk" else "public.home"
    return tablet.forget_patient(redirect(url_for(home), 303))


def _refuse_page(value: dict[str, str], errors: dict[str, str]) -> str:
    return page("patient/journey/refuse.html", policy=_policy(), value=value, errors=errors)


def _shown() -> str:
    """Stands for the answers that the last page reads back."""
    answers = json.dumps(g.journey.answers, sort_keys=True)
    return secrets().keyed_hash("shown", answers)[:32]


def _receipt_page(signed: consents.Signed) -> Response:
    if g.journey.way_in == "kiosk":
        return redirect(url_for("journey.kiosk_receipt"), 303)
    response = redirect(url_for("receipt.show", key=signed.page), 303)
    return cookies.drop(response, "journey") if g.journey.signed_at else response


def _page(step: str, value: Any, errors: dict[str, str]) -> str:
    policy, answers = _policy(), g.journey.answers
    place, count = walk.progress(policy, answers, step)
    question = policy.question(step)
    hidden = question is not None and question.private
    return page(
        f"patient/journey/{_template(step, value, errors)}.html",
        policy=policy,
        step=step,
        question=question,
        value=None if hidden else value,
        errors=errors,
        back=_back(step),
        place=place,
        count=count,
        note=_note(step),
        rows=summary(policy, answers) if step == "check" else [],
        shown=_shown() if step == "check" else "",
        answers=walk.standing_answers(policy, answers),
    )


def _template(step: str, value: Any, errors: dict[str, str]) -> str:
    if step.startswith("rules-"):
        return "rules"
    question = _policy().question(step)
    if question:
        return question.kind
    if step == "signature":
        return "witness" if _cannot_sign(value, errors) else step
    if step in walk.CLOSING_STEPS:
        return step
    return f"doubt_{step}" if step in walk.DOUBT_STEPS else "not_here"


def _cannot_sign(value: Any, errors: dict[str, str]) -> bool:
    """Which of the two signature pages: as posted, as asked for, else as answered before."""
    way = request.form.get("way", "") if errors else request.args.get("way", "")
    return way == "witness" or (not way and not errors and witness.is_witnessed(value))


def _back(step: str) -> str | None:
    """The page before; from a change asked for on another page, that page."""
    policy, answers, wanted = _policy(), g.journey.answers, request.args.get("then", "")
    if wanted != step and walk.may_open(policy, answers, wanted):
        return wanted
    return walk.neighbours(policy, answers, step)[0]


def _note(step: str) -> str:
    """What the answer just given leads to. A private one is never remarked on later (Q10)."""
    policy, answers = _policy(), g.journey.answers
    if request.args.get("then") is None and request.args.get("said") is None:
        return walk.remark(policy, answers, walk.neighbours(policy, answers, step)[0])
    said = policy.question(request.args.get("said", ""))
    return walk.remark(policy, answers, said.step) if said and not said.private else ""


def _on(step: str, answers: dict[str, Any]) -> Response:
    """On to the next page; `then` goes along until its page can be opened."""
    wanted = request.args.get("then", "")
    question = _policy().question(step)
    if question and question.kind == "people" and people.stays(request.form):
        return _go(step, then=wanted or None)
    target = walk.after(_policy(), answers, step, wanted)
    then = wanted if wanted in walk.steps(_policy(), answers) and wanted != target else None
    return _go(target, then=then, said=step if wanted and _remarkable(step, answers) else None)


def _remarkable(step: str, answers: dict[str, Any]) -> bool:
    question = _policy().question(step)
    return bool(question and not question.private and walk.remark(_policy(), answers, step))


def _policy() -> Policy:
    if "policy" not in g:
        g.policy = journeys.policy_of(g.journey.text)
    policy: Policy = g.policy
    return policy


def _today() -> datetime.date:
    return hours.local(context().now, g.site.timezone).date()


def _go(step: str, then: str | None = None, said: str | None = None) -> Response:
    return redirect(url_for("journey.show", step=step, then=then, said=said), 303)
