"""What an agreement may be bound to (K3), and what is offered where there is none (R15, K9).

Both come from the policy, in the words of whoever reads them. A key keeps its meaning for ever:
signed decisions hold keys, and are checked years later.
"""

from dataclasses import dataclass

from kiosk.domain.sentences import say
from kiosk.domain.vocabulary import Check

TALKING_ONLY = "talking_only"  # narrows the whole visit to its talking (R5)
OWN_USE, AGREED_SHOWING = "own_use", "agreed_showing"
SHOWING = (OWN_USE, AGREED_SHOWING)  # one of them is asked for where others will see it (R12, R17)
COPY = "copy_requested"


@dataclass(frozen=True)
class Condition:
    """One condition: what the clinician ticks and the note says, and what the patient reads.

    `answers` are the checks (K4) that it answers, if one of them was answered with yes.
    """

    key: str
    staff: str
    patient: str
    answers: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What is offered instead of a recording: staff tick it, the patient reads it."""

    key: str
    staff: str
    patient: str


def unknown_condition(key: str) -> Condition:
    """A condition that this policy does not know, such as one of a newer release: ask about it."""
    return Condition(
        key,
        "A condition: ask the clinician",
        say("There is one more condition: ask before you record"),
    )
