"""A patient's request (UK GDPR, Articles 15 and 17): who may have it, what is deleted, what not."""

from collections.abc import Mapping

from kiosk.domain.permission import Facts
from kiosk.domain.vocabulary import CheckedHow, Held, InvalidWhy

CHECKED: Mapping[CheckedHow, str] = {
    "photo": "The patient: I saw a passport, a driving licence or another photo card",
    "known": "The patient: I know them in person",
    "answers": "The patient: they answered questions from their health record",
    "parent": "A parent: I saw that they have parental responsibility",
    "attorney": "An attorney or deputy: I saw the registered power, or the court’s order",
    "letter": "Somebody with the patient’s signed letter, and I asked the patient",
}
INVALID: Mapping[InvalidWhy, str] = {
    "wrong_patient": "It was signed under another patient’s name",
    "duplicate": "It was signed twice",
    "test": "It was a test, and nobody’s visit",
}
WHY_KEPT: Mapping[Held, str] = {
    "in_use": "its receipt is still in use: the patient can withdraw it, and then it can go",
    "running": "a recording goes on under it",
    "concern": "a concern about it is open: it can go once that is closed",
    "request": "another request about it is under way: it can go once that is closed",
}


def kept_because(facts: Facts, now: int, concerns: int, requests: int = 0) -> Held | None:
    """Why the names in a consent cannot be deleted yet; None where they can.

    `concerns` is how many are open about it: what is looked into is not taken away meanwhile; so
    it is with what another request, of so many `requests`, is about.
    """
    if facts.running and now < facts.ends_at:
        return "running"
    if concerns:
        return "concern"
    if requests:
        return "request"
    in_use = facts.state == "signed" and facts.answer == "given" and now < facts.expires_at
    return "in_use" if in_use else None
