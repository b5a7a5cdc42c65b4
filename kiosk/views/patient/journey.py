"""The patient's walk on tablet and phone: rules, questions, statements, signature."""

import datetime
import json
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import consents, journeys, moves
from kiosk.domain import hours, people, witness
from kiosk.domain.answers import Answers
from kiosk.domain.local import RENEWED
from kiosk.domain.policy import Policy
from kiosk.domain.posted import identity, parse
from kiosk.domain.refusals import InvalidInput, JourneyGone, RulesChanged, StepNotReady
from kiosk.domain.sentences import say
from kiosk.domain.usual import DIFFERENT
from kiosk.domain.walk import CLOSING_STEPS, DOUBT_STEPS, SHORT_WAY, Walk
from kiosk.lookups import visitors
from kiosk.store.queries import consent_by_page, policy_of
from kiosk.views.front import guards, seen, tablet
from kiosk.views.front.current import context, now, secrets
from kiosk.views.front.forms import kept
from kiosk.views.front.language import isolated, translated
from kiosk.views.front.pages import Pages
from kiosk.views.front.read_back import summary
from kiosk.views.front.rendering import page
from kiosk.views.patient import holders, receipt, words

pages = Pages("journey", __name__, audience=guards.journey, tablet=True, url_prefix="/journey")

CHANGED = say(
    "Our rules changed while you were answering. Please look at this page again. "
    "Your other answers are kept."
)
OFF_THE_WALK = {"count": 0, "note": ""}  # a page that is no step has no place, and no remark


@pages.get("/")
def begin() -> Response:
    """Go to the first page that is still to be answered."""
    return _go(_walk().open_step)


@pages.get("/rules-all")
def rules_all() -> str | Response:
    """Every rule on one page (R1 to R21), to read or to print; Back leads where the patient was."""
    if g.journey.signed_at is not None:
        return show("check")
    walk, came_from = _walk(), request.args.get("back", "")
    if not walk.can_visit(came_from):
        came_from = walk.open_step
    values = {"policy": walk.policy, "back": came_from}
    return page("patient/journey/rules_all.html", **values, **OFF_THE_WALK)


@pages.get("/<step>")
def show(step: str) -> str | Response:
    """One page of the walk; one asked for too early leads to the first open one."""
    if g.journey.signed_at is not None:
        return _receipt_page(visitors.signed_of(secrets(), g.journey))
    if not _walk().can_visit(step):
        return begin()
    if "said" in request.args and _remark(step):
        return _said_page(step)
    return _page(step, {})


@pages.post("/<step>")
def answer(step: str) -> str | Response | tuple[str, int]:
    """Keep the answer and go on. What cannot be accepted is shown again, as it was typed."""
    if g.journey.signed_at is not None:
        return show(step)
    walk = _walk()
    if not walk.can_visit(step):
        raise StepNotReady(walk.open_step)
    if seen.too_soon():
        return _go(step, then=request.args.get("then"), again="1")
    try:
        value = parse(walk.policy, step, request.form, _today(), walk.answers)
    except InvalidInput as wrong:
        return _page(step, wrong.errors), 422
    answers = journeys.answer(context(), g.journey, step, value)
    return _on(step, Walk(walk.policy, Answers(answers)))


@pages.post("/check")
def sign() -> Response:
    """The last tap: from here on there is a consent and a receipt.

    What is signed is what was read back: answers changed in another window are shown first.
    """
    if g.journey.signed_at is None and request.form.get("shown", _shown()[0]) not in _shown():
        return _go("check")
    if g.journey.signed_at is None and seen.too_soon():
        return _go("check", again="1")
    try:
        return _receipt_page(consents.sign(context(), g.journey))
    except RulesChanged:  # this very moment: the page that follows shows what is asked again
        return _go("check", again="1")


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
        you = identity(request.form, _today(), _walk().answers.reader, required=False)
    except InvalidInput as wrong:
        return _refuse_page({}, wrong.errors), 422
    return _receipt_page(consents.refuse(context(), g.journey, you))


@pages.get("/receipt", audience=guards.leaver)
def kiosk_receipt() -> str | Response:
    """The receipt as the tablet shows it: the code, and a QR to take it away on a phone."""
    if "journey" not in g:  # a phone has taken it along: the tablet is free
        return tablet.forget_patient(redirect(url_for("kiosk.attract"), 303))
    signed = visitors.signed_of(secrets(), g.journey)
    consent = consent_by_page(links.token_hash(signed.page))
    if consent is None:
        raise JourneyGone
    return page(
        "patient/journey/receipt.html",
        **receipt.shown(consent, signed.page),
        **receipt.take_along(g.journey),
    )


@pages.get("/still-here")
def still_here() -> str:
    """What a tablet without scripts asks after a while; leads back to where the patient was."""
    at = request.args.get("at", "")
    back = url_for("journey.show", step=at) if at else url_for("journey.begin")
    if g.journey.signed_at is not None:
        back = url_for("journey.kiosk_receipt", here=now())
    return page("patient/kiosk/still_here.html", back=back)


@pages.get("/leave")
def leave_page() -> str | Response:
    """Asked where answers would be lost."""
    if g.journey.signed_at is not None:
        return show("check")
    return page("patient/journey/leave.html", **OFF_THE_WALK)


@pages.post("/leave", audience=guards.leaver)
def leave() -> Response:
    """The patient goes: the draft is deleted, and the next one finds nothing."""
    if "journey" in g and request.form.get("moving") == "yes":
        moves.let_go(context(), g.journey)
    elif "journey" in g:
        journeys.abandon(g.journey)
    home = "kiosk.attract" if tablet.on_tablet() else "public.home"
    return tablet.forget_patient(redirect(url_for(home), 303))


def _refuse_page(value: dict[str, str], errors: dict[str, str]) -> str:
    values = {"value": value, "errors": errors, "typed": request.form if errors else None}
    return page(
        "patient/journey/refuse.html", policy=_policy(), own=_own(), **values, **OFF_THE_WALK
    )


def _shown() -> list[str]:
    """Stands for the answers that the last page reads back; first with the newest key."""
    answers = json.dumps(g.journey.answers, sort_keys=True)
    return [each.keyed_hash("shown", answers)[:32] for each in secrets().each]


def _receipt_page(signed: visitors.Signed) -> Response:
    if g.journey.on_tablet:
        return redirect(url_for("journey.kiosk_receipt"), 303)
    response = redirect(url_for("receipt.show", key=signed.page), 303)
    return holders.keep(response, signed.page, "signed")


def _page(step: str, errors: dict[str, str]) -> str:
    walk = _walk()
    place, count = walk.progress(step)
    value, question = walk.answers.get(step), walk.policy.question(step)
    hidden = question is not None and question.private
    return page(
        f"patient/journey/{_template(step, value, errors)}.html",
        policy=walk.policy,
        step=step,
        question=question,
        value=kept(None if hidden else value),
        errors=errors,
        typed=request.form if errors else None,
        keyed=words,
        back=_back(step),
        place=place,
        count=count,
        note=_note(step),
        rows=summary(walk) if step == "check" else [],
        offered=walk.signer if step == "signature" else "",
        different=walk.different if step == DIFFERENT else "",
        shown=_shown()[0] if step == "check" else "",
        answers=walk.counted,
        own=_own(),
        asks_to_leave=any(not each.startswith("rules-") for each in walk.answers),
    )


def _said_page(step: str) -> str:
    """What the answer just given leads to, beside that answer; then on to the next page."""
    walk = _walk()
    question = walk.policy.question(step)
    place, count = walk.progress(step)
    return page(
        "patient/journey/said.html",
        step=step,
        question=question,
        answered=isolated(walk.policy.label(step, walk.answers[step])),
        remark=_remark(step),
        onward=_onward(step, walk),
        back=step,
        place=place,
        count=count,
        note="",
    )


def _own() -> bool:
    """Whether patients type their own name here on their own phone, which may fill it in."""
    return not g.journey.on_tablet and _walk().answers.mine


def _template(step: str, value: Any, errors: dict[str, str]) -> str:
    if step.startswith("rules-"):
        return "rules"
    question = _policy().question(step)
    if question:
        return question.kind
    if step == "signature":
        return "witness" if _cannot_sign(value, errors) else step
    if step == "statements" and _policy().agreed == "together":
        return "together"
    if step in (*CLOSING_STEPS, *SHORT_WAY):
        return step
    return f"doubt_{step}" if step in DOUBT_STEPS else "not_here"


def _cannot_sign(value: Any, errors: dict[str, str]) -> bool:
    """Which of the two signature pages: as posted, as asked for, else as answered before."""
    way = request.form.get("way", "") if errors else request.args.get("way", "")
    return way == "witness" or (not way and not errors and witness.is_witnessed(value))


def _back(step: str) -> str | None:
    """The page before; from a change asked for on another page, that page."""
    walk, wanted = _walk(), request.args.get("then", "")
    if wanted != step and walk.can_visit(wanted):
        return wanted
    return walk.previous(step)


def _remark(step: str) -> str:
    """What an answer leads to, to be said beside it. A private one is not said again (Q10)."""
    walk = _walk()
    question = walk.policy.question(step)
    return "" if question is None or question.private else walk.remark(step)


def _note(step: str) -> str:
    """What a private answer leads to: said once, on the page after it, and never later (Q10).

    And that a page is there again, since what the place allows has changed meanwhile (M2).
    """
    walk = _walk()
    if step in g.journey.answers.get(RENEWED, ()):
        return translated(CHANGED)
    before = walk.previous(step)
    question = walk.policy.question(before) if before else None
    if question is None or not question.private or "then" in request.args:
        return ""
    return walk.remark(before)


def _on(step: str, walk: Walk) -> Response:
    """On to the next page, by way of what the answer leads to."""
    g.walk = walk
    then = request.args.get("then") or None
    question = walk.policy.question(step)
    if question and question.kind == "people" and people.stays(request.form):
        return _go(step, then=then)
    if _remark(step):
        return _go(step, then=then, said="yes")
    return redirect(_onward(step, walk), 303)


def _onward(step: str, walk: Walk) -> str:
    """Where an answer leads; `then` goes along until its page can be opened."""
    wanted = request.args.get("then", "")
    again = step in g.journey.answers.get(RENEWED, ())  # as it was before this answer
    target = walk.open_step if again and not wanted else walk.after(step, wanted)
    then = wanted if wanted in walk.steps and wanted != target else None
    return url_for("journey.show", step=target, then=then)


def _walk() -> Walk:
    """The patient's walk as it was when this request began."""
    if "walk" not in g:
        answers = Answers(g.journey.answers)
        g.walk = Walk(policy_of(g.journey.text).told_to(answers.reader), answers)
    walk: Walk = g.walk
    return walk


def _policy() -> Policy:
    return _walk().policy


def _today() -> datetime.date:
    return hours.local(context().now, g.site.timezone).date()


def _go(
    step: str, then: str | None = None, said: str | None = None, again: str | None = None
) -> Response:
    return redirect(url_for("journey.show", step=step, then=then, said=said, again=again), 303)
