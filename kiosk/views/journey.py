"""The patient's walk on tablet and phone: rules, questions, statements, signature."""

import datetime
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import consents, journeys
from kiosk.domain import hours
from kiosk.domain import journey as walk
from kiosk.domain.policy import Policy
from kiosk.domain.refusals import InvalidInput, JourneyGone, StepNotReady
from kiosk.store.queries import consent_by_page
from kiosk.views import cookies, receipt
from kiosk.views.rendering import page
from kiosk.views.request import context, secrets
from kiosk.views.summary import summary

pages = Blueprint("journey", __name__, url_prefix="/journey")


@pages.get("/")
def begin() -> Response:
    """Go to the first page that is still to be answered."""
    return _go(walk.open_step(_policy(), g.journey.answers))


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
        value = walk.parse(policy, step, request.form, _today())
    except InvalidInput as wrong:
        return _page(step, answers.get(step), wrong.errors), 422
    answers = journeys.answer(context(), g.journey, step, value)
    return _go(walk.after(policy, answers, step, request.args.get("then", "")))


@pages.post("/check")
def sign() -> Response:
    """The last tap: from here on there is a consent and a receipt."""
    return _receipt_page(consents.sign(context(), g.journey))


@pages.get("/refuse")
def refuse_page() -> str | Response:
    """“I will not record”: what that means, and a name if the patient likes."""
    if g.journey.signed_at is not None:
        return show("check")
    typed = g.journey.answers.get("you", {})
    return page("journey/refuse.html", policy=_policy(), value=typed, errors={})


@pages.post("/refuse")
def refuse() -> str | Response | tuple[str, int]:
    """The patient's no, signed and receipted like a yes."""
    try:
        identity = walk.identity(request.form, _today(), required=False)
    except InvalidInput as wrong:
        return page("journey/refuse.html", policy=_policy(), value={}, errors=wrong.errors), 422
    return _receipt_page(consents.refuse(context(), g.journey, identity))


@pages.get("/receipt")
def kiosk_receipt() -> str | Response:
    """The receipt as the tablet shows it: the code, and a QR to take it away on a phone."""
    signed = consents.of_journey(secrets(), g.journey)
    consent = consent_by_page(consents.page_hash(signed.page))
    if consent is None:
        raise JourneyGone
    return page(
        "journey/receipt.html",
        **receipt.shown(consent, signed.page),
        **receipt.take_along(signed.page),
    )


@pages.post("/leave")
def leave() -> Response:
    """The patient goes: the draft is deleted, and the next one finds nothing."""
    journeys.abandon(g.journey)
    home = "kiosk.attract" if g.journey.way_in == "kiosk" else "public.home"
    return cookies.drop(redirect(url_for(home), 303), "journey", "session")


def _receipt_page(signed: consents.Signed) -> Response:
    if g.journey.way_in == "kiosk":
        return redirect(url_for("journey.kiosk_receipt"), 303)
    response = redirect(url_for("receipt.show", key=signed.page), 303)
    return cookies.drop(response, "journey") if g.journey.signed_at else response


def _page(step: str, value: Any, errors: dict[str, str]) -> str:
    policy, answers = _policy(), g.journey.answers
    back, _next = walk.neighbours(policy, answers, step)
    place, count = walk.progress(policy, answers, step)
    return page(
        f"journey/{_template(step)}.html",
        policy=policy,
        step=step,
        question=policy.question(step),
        value=value,
        errors=errors,
        back=back,
        place=place,
        count=count,
        note=walk.remark(policy, answers, back),
        rows=summary(policy, answers) if step == "check" else [],
        answers=walk.standing_answers(policy, answers),
    )


def _template(step: str) -> str:
    if step.startswith("rules-"):
        return "rules"
    question = _policy().question(step)
    if question:
        return question.kind
    return step if step in walk.CLOSING_STEPS else "not_here"


def _policy() -> Policy:
    if "policy" not in g:
        g.policy = journeys.policy_of(g.journey.text)
    policy: Policy = g.policy
    return policy


def _today() -> datetime.date:
    return hours.local(context().now, g.site.timezone).date()


def _go(step: str) -> Response:
    return redirect(url_for("journey.show", step=step), 303)
