"""What the clinician's card shows of a consent."""

from typing import Any

from flask import g, request

from kiosk.actions import consents
from kiosk.actions.journeys import policy_of
from kiosk.domain import decision
from kiosk.domain.permission import may_decide, may_record
from kiosk.store import queries
from kiosk.views.language import english_name
from kiosk.views.request import now, secrets
from kiosk.views.summary import summary
from kiosk.views.visit import clock, visit_values
from kiosk.views.words import part_words, signed_by, staff_band, type_words

UNDOABLE = ("ok", "wait", "wait_over", "not_agreed", "someone_said_no", "someone_to_ask")
DECIDED = {
    "agreed": "Agreed",
    "conditions": "Agreed, with conditions",
    "wait": "Asked to wait",
    "not_agreed": "Not agreed",
}
ENDED = {"undone": "took the decision back", "handed_over": "handed over"}


def flags_of(consent: queries.Consent) -> list[str]:
    """What the patient's answers tell the clinician apart from themselves (Q8, Q10)."""
    found: list[str] = consent.answers.get("flags", [])
    return found


def card_values(consent: queries.Consent, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Everything on the card (K1), its two facts apart (K2)."""
    facts, policy = queries.facts(consent), policy_of(queries.staff_text(consent.text))
    visit = visit_values(consent, errors)
    state = visit["state"]
    return {
        **visit,
        "band": staff_band(consent, state, g.staff),
        "mark": queries.mark(consent, state),
        "types": type_words(consent) if consent.types else "",
        "part": part_words(consent) if consent.types else "",
        "code": consents.shown_code(secrets(), consent),
        "verified": queries.first_verification(consent),
        "again": request.args.get("again") == "yes",
        "may_decide": may_decide(facts, now()).allowed,
        "may_record": may_record(facts, now()).allowed,
        "decision": decision,
        "decided": DECIDED,
        "may_undo": state in UNDOABLE and queries.may_undo(consent),
        "remote": consent.answers.get("where") == "remote",
        "where": policy.label("where", consent.answers.get("where", "")),
        "audience": policy.label("audience", consent.answers.get("audience", "")),
        "rows": summary(policy, consent.answers),
        "flags": flags_of(consent),
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
    if last.ended_at is not None and last.ended_by is not None and last.ended_why in ENDED:
        at = clock(last.ended_at, consent)
        return f"{last.ended_by.name} {ENDED[last.ended_why]} at {at}."
    words = DECIDED[last.kind].lower()
    return f"{last.staff.name} decided first, at {clock(last.at, consent)}: {words}."
