"""The card of one consent: what it shows (K1, K2), and the decision made on it (K3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import decisions
from kiosk.domain import decision, hours, local, note, note_words, refusals, typed_text
from kiosk.domain.answers import Answers
from kiosk.domain.permission import may_change, may_decide, may_record
from kiosk.domain.record_refusals import ReasonNeeded
from kiosk.domain.vocabulary import (
    RECORDING_TYPES,
    DecisionEnd,
    DecisionKind,
    RecordingType,
    Standing,
    one_of,
)
from kiosk.domain.walk import Walk
from kiosk.store import queries
from kiosk.views.front.addresses import CARD
from kiosk.views.front.bands import Band, type_words
from kiosk.views.front.current import context, now, secrets, seen_revision
from kiosk.views.front.error_messages import in_one_line
from kiosk.views.front.language import english_name
from kiosk.views.front.read_back import summary
from kiosk.views.front.rendering import fragment, page
from kiosk.views.front.staff_bands import staff_band
from kiosk.views.staff import opening, pages, words
from kiosk.views.staff.bar import clock, visit_values
from kiosk.views.staff.card_facts import card_facts
from kiosk.views.staff.words import PillState

MAX_GROUNDS = 300  # characters
UNDOABLE: tuple[Standing, ...] = (
    "ok",
    "wait",
    "wait_over",
    "not_agreed",
    "someone_said_no",
    "someone_to_ask",
)
UNDECIDED: tuple[Standing, ...] = ("not_decided", "handed_over")
DECIDED: Mapping[DecisionKind, str] = {
    "agreed": "Agreed",
    "conditions": "Agreed, with conditions",
    "wait": "Asked to wait",
    "not_agreed": "Not agreed",
    "colleague": "A colleague can instead",
}
ENDED: Mapping[DecisionEnd, str] = {
    "undone": "took the decision back",
    "handed_over": "handed over",
}


@dataclass(frozen=True)
class Pill:
    """One type of recording on the card: a tick box of the decision, with how it stands."""

    kind: RecordingType
    label: str
    word: str
    on: bool
    state: str


@pages.get(f"/consents/{CARD}")
def card(number: int) -> str:
    """The card of one consent (K1, K2)."""
    return page("staff/card.html", **card_values(opening.card_of(number)))


@pages.get(f"/consents/{CARD}/live", polled=True)
def card_part(number: int) -> str | tuple[str, int]:
    """The card alone; 204 while it shows what holds."""
    seen = request.args.get("seen")
    if seen is not None and seen == queries.card_mark(g.site, number, now()):
        return "", 204
    held = opening.card_seen(number)
    if not opening.may_follow(held):
        return "", 204
    values = card_values(held) | {"noted": noted(held, seen)}
    return fragment(values["part"], **values)


@pages.post(f"/consents/{CARD}/decide")
def decide(number: int) -> Response | tuple[str, int]:
    """One of the four decisions (K3), after the two checks (K4)."""
    held = opening.card_of(number)
    try:
        decisions.decide(context(), held.consent, seen_revision(), _choice())
    except refusals.InvalidInput as wrong:
        return page("staff/card.html", **card_values(held, wrong.errors)), 422
    except refusals.ChangedMeanwhile:
        values = card_values(opening.card_of(number))
        beaten = f"{last_change(values)} Yours was not kept: look at what holds now."
        return page("staff/card.html", **(values | {"beaten": beaten})), 409
    return to_card(number)


def to_card(number: int) -> Response:
    """Back to the card, which shows what came of it."""
    return redirect(url_for("staff.card", number=number), 303)


def refused_on_card(refusal: refusals.Refusal) -> tuple[str, int]:
    """The card of this request's consent, as it is now, with one line of why it was refused."""
    try:
        values = card_values(opening.card_of((request.view_args or {})["number"]))
    except ReasonNeeded as closed:
        return opening.ask_why(closed)
    shown = values | {"beaten": in_one_line(refusal)}
    return page("staff/card.html", **shown), refusal.status


def noted(held: queries.Card, seen: str | None) -> str:
    """What a colleague did since the page was drawn, in words; "" if it was nobody, or this person.

    `seen` is the mark of what is shown: it begins with the revision.
    """
    shown = (seen or "").split("-")[0]
    if not shown.isdecimal() or int(shown) >= held.consent.revision:
        return ""
    last = queries.last_entry_of(held.consent)
    if last is None or last.by is None or last.by.id == g.staff.id:
        return ""
    return f"{last.by.name} {_what(held, last)}, {clock(last.at, held.consent)}."


def _what(held: queries.Card, last: queries.LastEntry) -> str:
    if last.verb != "participants.answer":
        return words.DID.get(last.verb, "changed something here")
    who = next((each for each in held.people if each.id == last.detail.get("participant")), None)
    name = who and (who.name or held.policy.label("company", who.role))
    said = words.HEARD.get(str(last.detail.get("said")), "")
    return f"noted: {name} {said}" if name and said else words.DID[last.verb]


def _agreed_by(held: queries.Card) -> str:
    """Who agreed, by name, for a colleague: the patient's page and the second screen do not."""
    decision = held.consent.decision
    by_other = decision is not None and decision.staff_id != g.staff.id
    return f"Agreed by {decision.staff.name}" if held.agreed and by_other else ""


def is_matched(held: queries.Card) -> bool:
    """Whether somebody said that this is the person: until then only whose it is is shown (K2)."""
    return held.verified is not None or held.consent.decision_id is not None


def card_values(held: queries.Card, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Everything on the card (K1), its two facts apart (K2)."""
    consent, policy = held.consent, held.policy
    answers = Answers(consent.answers)
    return {
        **visit_values(held, errors),
        **_answered(held),
        **_allowed(held),
        "own_bar": consent.id,
        "unreadable": (damaged := queries.is_unreadable(consent)),
        "nameless": words.ERASED if consent.salt == "" else words.NO_NAME[damaged],
        "band": _two_facts(held),
        "mark": held.mark,
        "code": links.shown_code(secrets(), consent.jti, consent.code_turn, consent.page_hash),
        "part": "staff/_card.html" if is_matched(held) else "staff/_whose.html",
        "found": request.args.get("found", ""),
        "verified": held.verified,
        "again": held.verified is not None and request.args.get("again") == "yes",
        "beaten": "",
        "noted": "",
        "address": "",
        "photos_alone": held.facts.photos_alone,
        "decision": decision,
        "asked": decisions.asked_of(consent, sum(each.left_at is None for each in held.people)),
        "offers": policy.offers,
        "pills": (pills := _pills(held)),
        "agree_words": agree_words([each.kind for each in pills if each.on]),
        "expected": (wanted := local.expected(local.of_key(consent.text.local), answers.place)),
        "open_conditions": bool(wanted) or _open_conditions(errors or {}),
        "worn": answers.device == "glasses",
        "bound": [policy.condition(key).staff for key in consent.decision.conditions]
        if consent.decision_id
        else [],
        "decided": DECIDED,
        "until": f"{clock(consent.expires_at, consent)} {_day(consent)}",
        "you_left": _you_left(held),
        "others": [(each, policy.label("company", each.role)) for each in held.people],
    }


def _allowed(held: queries.Card) -> dict[str, bool]:
    """What whoever looks may do now."""
    return {
        "may_change": may_change(held.facts, now()).allowed,
        "may_decide": may_decide(held.facts, now()).allowed,
        "may_record": may_record(held.facts, now()).allowed,
        "may_unmatch": held.verified is not None and held.consent.decision_id is None,
        "may_undo": held.standing in UNDOABLE and held.may_undo,
    }


def _open_conditions(errors: Mapping[str, str]) -> bool:
    """Whether a condition is what is missing: a check that was answered with yes asks for one."""
    uncovered = [name for name in decision.CHECKS if name in errors and request.form.get(name)]
    return "conditions" in errors or bool(uncovered)


def _answered(held: queries.Card) -> dict[str, Any]:
    """What the patient asked for and answered, in the words of the policy."""
    consent, policy, answers = held.consent, held.policy, Answers(held.consent.answers)
    return {
        "types": type_words(held.asked) if held.asked else "",
        "remote": answers.remote,
        "facts": card_facts(held) if consent.types else [],
        "rows": summary(Walk(policy, answers)),
        "flags": answers.flags,
        "flag_words": note.flag_words(held.asked) if held.asked else "",
        "read": queries.language_of(consent.text),
        "read_in": english_name(consent.text.language),
    }


def _two_facts(held: queries.Card) -> Band:
    """The band says both facts while there is one to decide (K2); a decision is its own word."""
    band = staff_band(held.consent, held.standing, g.staff)
    if held.standing not in UNDECIDED:
        return replace(band, text=_agreed_by(held))
    if not held.verified:
        return replace(band, text="Is this the person with you?")
    said = "You handed over: a colleague decides" if _you_left(held) else "You have not decided"
    return replace(band, text=f"Genuine ✓ · {said}")


def _you_left(held: queries.Card) -> bool:
    """Whether it was the reader who handed over: the next decision is not asked of them (K6)."""
    if held.standing != "handed_over":
        return False
    made = queries.decisions_of(held.consent)
    return bool(made) and made[-1].ended_by == g.staff


def _day(consent: queries.Consent) -> str:
    """`today`, or the next day where a receipt outlasts midnight."""
    zone = consent.site.timezone
    end, here = (hours.local(at, zone).date() for at in (consent.expires_at, now()))
    return "today" if end == here else f"{end:%A}"


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


def _pills(held: queries.Card) -> list[Pill]:
    """The types as they stand (K3): what was asked is on until somebody decides it is not."""
    typed = request.form.getlist("types") if request.form.get("kind") else None
    on = held.agreed or held.asked if typed is None else typed
    kinds = held.policy.types if held.asked else ()
    return [_pill(held, kind, on=kind in on) for kind in kinds]


def _pill(held: queries.Card, kind: RecordingType, *, on: bool) -> Pill:
    said = words.PILL[_pill_state(held, kind)]
    return Pill(kind, kind.upper(), note_words.KINDS[kind], on, said)


def agree_words(kinds: list[RecordingType]) -> str:
    """What the button does: `Agree to sound`. The page's script says it anew at every tap."""
    return f"Agree to {note_words.listed(kinds)}" if kinds else "Agree"


def _pill_state(held: queries.Card, kind: RecordingType) -> PillState:
    if kind not in held.asked:
        return "not_asked"
    if not held.agreed:
        made = held.consent.decision
        return "not_agreed" if made and made.kind == "not_agreed" else "asked"
    return "agreed" if kind in held.agreed else "not_agreed"


def _choice() -> decision.Choice:
    form = request.form
    here = hours.local(now(), g.site.timezone)
    waits = form.get("kind") == "wait"
    return decision.Choice(
        kind=decision.kind_of(form.get("kind", "")),
        checks={name: form.get(name, "") for name in decision.CHECKS},
        types=tuple(each for each in RECORDING_TYPES if each in form.getlist("types")),
        conditions=tuple(form.getlist("conditions")),
        reason=one_of(decision.REASONS, form.get("reason", "")) or "",
        wait_until=decision.wait_time(form.get("wait_until", ""), here) if waits else None,
        offered=tuple(form.getlist("offered_wait" if waits else "offered")),
        listening=form.get("listening", ""),
        grounds=typed_text.clean_line(
            form.get("grounds", ""), "grounds", "why", most=MAX_GROUNDS, required=False
        ),
        able=form.get("able") == "yes",
        glasses=form.get("glasses") == "yes",
        alone_done=form.get("alone") == "yes",
    )
