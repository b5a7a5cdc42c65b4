"""Receipts in every state, made through the product's own actions, with the decisions on them.

Run as `python -m tests.browser.cases` in a server's environment: prints name → address fragment.
Languages that are named are offered there from then on.
"""

import dataclasses
import json
import sys
from collections.abc import Callable

from harness import prepare
from kiosk import create_app
from kiosk.actions import consents, decisions, policies, verifications
from kiosk.actions.context import Context
from kiosk.config import Config
from kiosk.domain.decision import CHECKS, Choice
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.store.database import database
from kiosk.store.models import Consent, Staff

NO_TO_BOTH = dict.fromkeys(CHECKS, "no")
AGREED = Choice("agreed", NO_TO_BOTH, ("sound",))
CONDITIONS = Choice(
    "conditions", NO_TO_BOTH, ("sound",), conditions=("no_faces", "pause_examination")
)
NOT_AGREED = Choice("not_agreed", {}, reason="privacy")
NOBODY = {"name": "", "birth_date": "", "nhs_number": ""}


class Room:
    """One clinician, and a patient after the other."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.alice = Staff.get(Staff.username == "alice")
        self.theirs = dataclasses.replace(context, actor=f"staff:{self.alice.id}", staff=self.alice)

    def consent(self) -> Consent:
        return Consent.get_by_id(prepare.consent(self.context)["id"])

    def decided(self, *choices: Choice) -> Consent:
        consent = self.consent()
        verifications.verify(self.theirs, consent)
        for choice in choices:
            seen = Consent.get_by_id(consent.id).revision
            decisions.decide(self.theirs, consent, seen, choice)
        return consent

    def refused(self) -> Consent:
        cookie = prepare.journey(self.context)["cookie"]
        journey = visitors.journey_of(cookie, self.context.now)
        return Consent.get_by_id(consents.refuse(self.context, journey, NOBODY).consent)

    def withdrawn(self) -> Consent:
        consent = self.decided(AGREED)
        consents.withdraw(self.context, Consent.get_by_id(consent.id))
        return consent

    def handed_over(self) -> Consent:
        consent = self.decided(AGREED)
        decisions.hand_over(self.theirs, consent)
        return consent


def shown(consent: Consent) -> str:
    """What stands behind the `#`: the receipt, and the first decision if there is one."""
    first = consent.decision_set.order_by("id").first()
    return f"{consent.token}~{first.token}" if first else consent.token


def offer(context: Context, codes: list[str]) -> None:
    """What a manager does on the languages page."""
    for each in queries.languages_of(context.site):
        if each.code in codes:
            policies.offer_language(context, each.text)


def main() -> None:
    app = create_app(Config.from_env())
    with app.app_context():
        database.connect()
        prepare.clinician(prepare._context(app))
        offer(prepare._context(app), sys.argv[1:])
        room = Room(prepare._context(app))
        made: dict[str, Callable[[], Consent]] = {
            "signed": room.consent,
            "refused": room.refused,
            "withdrawn": room.withdrawn,
            "agreed": lambda: room.decided(AGREED),
            "conditions": lambda: room.decided(CONDITIONS),
            "wait": lambda: room.decided(Choice("wait", {})),
            "not agreed": lambda: room.decided(NOT_AGREED),
            "handed over": room.handed_over,
            "replaced": lambda: room.decided(AGREED, CONDITIONS),
        }
        json.dump({name: shown(make()) for name, make in made.items()}, sys.stdout)
        database.close()


if __name__ == "__main__":
    main()
