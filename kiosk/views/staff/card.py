"""The card of one consent: what it shows (K1, K2), and the decision made on it (K3)."""

from collections.abc import Mapping
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import decisions
from kiosk.domain import decision, hours, refusals
from kiosk.domain.answers import Answers
from kiosk.domain.conditions import CONDITIONS, staff_words
from kiosk.domain.permission import may_decide, may_record
from kiosk.domain.vocabulary import DecisionEnd, DecisionKind, Standing, one_of
from kiosk.domain.walk import Walk
from kiosk.store import queries
from kiosk.store.policies import policy_of
from kiosk.views.front.bands import part_words, signed_by, staff_band, type_words
from kiosk.views.front.current import context, now, secrets, seen_revision
from kiosk.views.front.language import english_name
from kiosk.views.front.read_back import summary
from kiosk.views.front.rendering import fragment, page
from kiosk.views.staff import pages
from kiosk.views.staff.bar import clock, visit_values

UNDOABLE: tuple[Standing, ...] = (
    "ok",
    "wait",
    "wait_over",
    "not_agreed",
    "someone_said_no",
    "someone_to_ask",
)
DECIDED: Mapping[DecisionKind, str] = {
    "agreed": "Agreed",
    "conditions": "Agreed, with conditions",
    "wait": "Asked to wait",
    "not_agreed": "Not agreed",
}
ENDED: Mapping[DecisionEnd, str] = {
    "undone": "took the decision back",
    "handed_over": "handed over",
}


@pages.get("/consents/<int(max=2147483647):number>")
def card(number: int) -> str:
    """The card of one consent (K1, K2)."""
    return page("staff/card.html", **card_values(consent_of(number)))


@pages.get("/consents/<int(max=2147483647):number>/live", polled=True)
def card_part(number: int) -> str | tuple[str, int]:
    """The card alone; 204 while it shows what holds."""
    values = card_values(consent_of(number))
    if request.args.get("seen") == values["mark"]:
        return "", 204
    return fragment("staff/_card.html", **values)


@pages.post("/consents/<int(max=2147483647):number>/decide")
def decide(number: int) -> Response | tuple[str, int]:
    """One of the four decisions (K3), after the two checks (K4)."""
    consent = consent_of(number)
    try:
        decisions.decide(context(), consent, seen_revision(), _choice(consent))
    except refusals.InvalidInput as wrong:
        return page("staff/card.html", **card_values(consent, wrong.errors)), 422
    except refusals.ChangedMeanwhile:
        values = card_values(consent_of(number))
        return page("staff/card.html", **values, beaten=last_change(values)), 409
    return to_card(number)


def consent_of(number: int) -> queries.Consent:
    """The consent of this number at the signed-in person's site.

    Raises:
        NotFound: there is none here.
    """
    consent = queries.consent_at(g.site, number)
    if consent is None:
        raise refusals.NotFound
    return consent


def to_card(number: int) -> Response:
    """Back to the card, which shows what came of it."""
    return redirect(url_for("staff.card", number=number), 303)


def card_values(consent: queries.Consent, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Everything on the card (K1), its two facts apart (K2)."""
    facts, policy = queries.facts(consent), policy_of(queries.staff_text(consent.text))
    visit = visit_values(consent, errors)
    state, answers = visit["state"], Answers(consent.answers)
    return {
        **visit,
        "band": staff_band(consent, state, g.staff),
        "mark": queries.mark(consent, state),
        "types": type_words(consent) if consent.types else "",
        "part": part_words(consent) if consent.types else "",
        "code": links.shown_code(secrets(), consent.jti, consent.code_turn),
        "verified": queries.first_verification(consent),
        "again": request.args.get("again") == "yes",
        "may_decide": may_decide(facts, now()).allowed,
        "may_record": may_record(facts, now()).allowed,
        "decision": decision,
        "conditions": CONDITIONS.values(),
        "bound": staff_words(consent.decision.conditions) if consent.decision_id else [],
        "decided": DECIDED,
        "may_undo": state in UNDOABLE and queries.may_undo(consent),
        "answers": answers,
        "remote": answers.remote,
        "where": policy.label("where", answers.place),
        "audience": policy.label("audience", answers.audience),
        "rows": summary(Walk(policy, answers)),
        "flags": answers.flags,
        "signed_by": signed_by(consent),
        "read": queries.language_of(consent.text),
        "read_in": english_name(consent.text.language),
        "others": [
            (each, policy.label("company", each.role)) for each in queries.participants_of(consent)
        ],
    }


def last_change(values: dict[str, Any]) -> str:
    """For the second of two clinicians: whose change stands, of what, and since when."""
    consent = values["consent"]
    made = queries.decisions_of(consent)
    if not made:
        return f"It changed while you decided: {values['band'].word.lower()}."
    last = made[-1]
    ended = ENDED.get(last.ended_why) if last.ended_why else None
    if ended and last.ended_at is not None and last.ended_by is not None:
        return f"{last.ended_by.name} {ended} at {clock(last.ended_at, consent)}."
    words = DECIDED[last.kind].lower()
    return f"{last.staff.name} decided first, at {clock(last.at, consent)}: {words}."


def _choice(consent: queries.Consent) -> decision.Choice:
    form = request.form
    here = hours.local(now(), g.site.timezone)
    waits = form.get("kind") == "wait"
    return decision.Choice(
        kind=decision.kind_of(form.get("kind", "")),
        checks={name: form.get(name, "") for name in decision.CHECKS},
        conditions=tuple(each for each in CONDITIONS if each in form.getlist("conditions")),
        reason=one_of(decision.REASONS, form.get("reason", "")) or "",
        wait_until=decision.wait_time(form.get("wait_until", ""), here) if waits else None,
        remote=Answers(consent.answers).remote,
        company=sum(each.answer != "left" for each in queries.participants_of(consent)),
        listening=form.get("listening", ""),
    )
