"""The clinician's decision (K3) and the two checks before it (K4)."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from kiosk.domain.conditions import CONDITIONS
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.vocabulary import (
    DECISION_KINDS,
    Check,
    DecisionKind,
    DeclineReason,
    Listening,
    one_of,
)

REASONS: Mapping[DeclineReason, str] = {
    "distracts": "It distracts from care",
    "privacy": "Other people’s privacy",
    "not_said": "Prefers not to say",
}
CHECKS: Mapping[Check, str] = {
    "others": "Could another patient be heard or seen?",
    "care": "Does it get in the way of care?",
}
LISTENING: Mapping[Listening, str] = {
    "nobody": "Only the patient and me",
    "named": "The people named on this card",
}
MAX_WAIT = 12 * 60 * 60
CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")


@dataclass(frozen=True)
class Choice:
    """A decision as a clinician makes it. `checks` maps each of `CHECKS` to yes or no.

    `listening` is asked at a phone or video visit (`remote`, K12): a key of `LISTENING`;
    `company` is how many people the card names.
    """

    kind: DecisionKind
    checks: Mapping[Check, str]  # as posted, until `validated`; so is `listening`
    conditions: tuple[str, ...] = ()
    reason: DeclineReason | Literal[""] = ""
    wait_until: int | None = None
    remote: bool = False
    company: int = 0
    listening: str = ""

    def validated(self, now: int) -> "Choice":
        """This choice, if it may be made.

        Raises:
            InvalidInput: a check is unanswered before agreeing (K4, K12), a "yes" to one with
                a plain agreement, no condition or reason chosen, or a wait in the past.
        """
        self._only_known_words()
        match kind_of(self.kind):
            case "agreed":
                self._agree()
            case "conditions":
                self._conditions()
            case "wait":
                self._wait(now)
            case "not_agreed":
                self._not_agreed()
            case unknown:
                assert_never(unknown)
        return self

    def _only_known_words(self) -> None:
        """The checks go into the note whatever is decided, so they hold only words of ours."""
        odd = [name for name, said in self.checks.items() if said not in ("", "yes", "no")]
        if odd:
            raise InvalidInput(dict.fromkeys(odd, "Choose yes or no"))
        if self.listening not in ("", *LISTENING):
            raise InvalidInput({"listening": "Say who else is listening"})

    def _agree(self) -> None:
        self._answered()
        if "yes" in self.checks.values():
            field = next(name for name, value in self.checks.items() if value == "yes")
            raise InvalidInput({field: "A check says yes: add a condition, or ask to wait"})

    def _conditions(self) -> None:
        self._answered()
        if not self.conditions or not set(self.conditions) <= set(CONDITIONS):
            raise InvalidInput({"conditions": "Choose at least one condition"})

    def _answered(self) -> None:
        missing = [name for name in CHECKS if self.checks.get(name) not in ("yes", "no")]
        errors: dict[str, str] = {
            name: f"Answer before you agree: {CHECKS[name]}" for name in missing
        }
        errors |= self._listeners() if self.remote else {}
        if errors:
            raise InvalidInput(errors)

    def _listeners(self) -> dict[str, str]:
        """K12: at a phone or video visit everyone who listens is named."""
        if self.listening not in LISTENING:
            return {"listening": "Say who else is listening"}
        if self.listening == "named" and not self.company:
            return {"listening": "Name them first, under “Name who is listening”"}
        if self.listening == "nobody" and self.company:
            return {"listening": "The card names other people: choose “The people named”"}
        return {}

    def _wait(self, now: int) -> None:
        if self.wait_until is not None and not now < self.wait_until <= now + MAX_WAIT:
            raise InvalidInput({"wait_until": "Choose a time in the next 12 hours"})

    def _not_agreed(self) -> None:
        if self.reason not in REASONS:
            raise InvalidInput({"reason": "Choose a reason; “Prefers not to say” is one"})


def kind_of(value: str) -> DecisionKind:
    """The decision that a posted value names.

    Raises:
        InvalidInput: under `kind`, when it is none of the four.
    """
    kind = one_of(DECISION_KINDS, value)
    if kind is None:
        raise InvalidInput({"kind": "Choose one of the four decisions"})
    return kind


def wait_time(value: str, now: datetime.datetime) -> int | None:
    """A typed time (`14:30` or `14.30`, on the clock of `now`) as seconds since 1970, or None.

    Raises:
        InvalidInput: under `wait_until`, when it is no time of day.
    """
    if not value.strip():
        return None
    # Not fromisoformat: it takes 14.30 for two o'clock.
    typed = CLOCK.fullmatch(value.strip())
    if typed is None or int(typed[1]) > 23 or int(typed[2]) > 59:
        raise InvalidInput({"wait_until": "Enter a time like 14:30"})
    hour, minute = int(typed[1]), int(typed[2])
    until = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if until <= now - datetime.timedelta(hours=12):  # ten past midnight, said before midnight
        until += datetime.timedelta(days=1)
    return int(until.timestamp())
