"""What the trail says of a consent, in words: who did what (M7)."""

from collections.abc import Mapping

from kiosk.domain.called import begins
from kiosk.domain.looks import REASONS
from kiosk.domain.patient_request import OUTCOMES, SHORT
from kiosk.domain.records import CHECKED, INVALID
from kiosk.domain.vocabulary import one_of
from kiosk.store.queries import Entered

# By the verb of the entry, after who did it.
HAPPENED: Mapping[str, str] = {
    "consent.sign": "signed",
    "consent.refuse": "said no to recording",
    "consent.withdraw": "changed their mind",
    "consent.invalidate": "marked it as a mistake",
    "receipt.prove": "gave the date of birth to open the receipt",
    "receipt.verify": "checked the receipt",
    "receipt.unverify": "said that it was not this person",
    "decision.decide": "decided",
    "decision.undo": "took the decision back",
    "decision.hand_over": "handed over to a colleague",
    "recording.start": "noted that recording started",
    "recording.pause": "paused the recording",
    "recording.resume": "noted that recording went on",
    "recording.stop": "stopped the recording",
    "participants.join": "noted that someone came in",
    "participants.answer": "noted what someone said",
    "note.write": "kept the record note",
    "database.purge": "deleted names and what was written",
    "card.open": "opened the card",
    "record.open": "opened these records",
    "record.export": "gave out a copy",
    "request.note": "noted a request",
    "request.close": "closed a request",
}
ACTORS: Mapping[str, str] = {
    "journey": "The patient",
    "receipt": "The patient",
    "address": "The patient, or who had the receipt’s address,",
    "kiosk": "The tablet",
    "operator": "The operator",
}


def told(entry: Entered) -> str:
    """One entry in words: `Dr Alice Hart opened the card: The patient asked me about it`."""
    kind = entry.actor.partition(":")[0]
    who = begins(entry.by) or ACTORS.get(kind, "Somebody who has left")
    did = HAPPENED.get(entry.verb, f"did something ({entry.verb})")
    return ": ".join(filter(None, [f"{who} {did}", _more(entry)]))


def _more(entry: Entered) -> str:
    detail = entry.detail
    reason = one_of(REASONS, str(detail.get("reason", "")))
    if entry.verb == "card.open" and reason is not None:
        return REASONS[reason]
    if entry.verb == "consent.invalidate":
        return INVALID.get(detail["why"], "")
    if entry.verb == "request.note":
        return SHORT[detail["kind"]]
    if entry.verb == "request.close":
        return OUTCOMES[detail["outcome"]]
    checked = detail.get("checked") or detail.get("request")
    return CHECKED.get(checked, "") if checked else ""
