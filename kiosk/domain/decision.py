"""The clinician's decision (K3) and the two checks before it (K4)."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from kiosk.domain.conditions import SHOWING, Condition
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.vocabulary import (
    DECISION_KINDS,
    Check,
    DecisionKind,
    DeclineReason,
    Listening,
    RecordingType,
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
SHOWN_TO_OTHERS = (
    "app",
    "online",
)  # who sees it, as answered (Q9): R12 and R17 ask for a condition
MAX_WAIT = 12 * 60 * 60
CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")


@dataclass(frozen=True)
class Asked:
    """What a decision is made about: what the patient asked for, and what the policy lets be said.

    `bounds` are the policy's conditions, `offers` the keys of what may be offered instead.
    `company` is how many people the card names. `needs_grounds`: signed by family or a friend
    without authority, and without the patient's own yes; `needs_able`: somebody under 18 signed
    for themselves (K10). `alone_first`: they are to be spoken to alone (Q10).
    """

    types: tuple[RecordingType, ...]
    bounds: tuple[Condition, ...] = ()
    offers: tuple[str, ...] = ()
    audience: str = "me"
    remote: bool = False
    company: int = 0
    needs_grounds: bool = False
    needs_able: bool = False
    alone_first: bool = False


@dataclass(frozen=True)
class Choice:
    """A decision as a clinician makes it. `checks` maps each of `CHECKS` to yes or no.

    `types` are those agreed (K3); `listening` is asked at a phone or video visit (K12): a key of
    `LISTENING`; `grounds` and `able` are K10's; `glasses`: what is worn may record (R20);
    `alone_done`: they were spoken to alone, which is asked and kept nowhere (Q10).
    """

    kind: DecisionKind
    checks: Mapping[Check, str]  # as posted, until `validated`; so is `listening`
    types: tuple[RecordingType, ...] = ()
    conditions: tuple[str, ...] = ()
    reason: DeclineReason | Literal[""] = ""
    wait_until: int | None = None
    offered: tuple[str, ...] = ()
    listening: str = ""
    grounds: str = ""
    able: bool = False
    glasses: bool = False
    alone_done: bool = False

    def validated(self, now: int, asked: Asked) -> "Choice":
        """This choice, if it may be made; an agreement with conditions is called one.

        Raises:
            InvalidInput: before agreeing a check is unanswered (K4, K12), or answered with yes
                and no condition answers it; nothing or too much is agreed; K10 or R12 asks for
                more; no reason is chosen; or a wait is in the past.
        """
        self._only_known_words(asked)
        match kind_of(self.kind):
            case "agreed" | "conditions":
                return self._agreed(asked)
            case "wait":
                self._wait(now)
            case "not_agreed":
                self._not_agreed()
            case "colleague":
                pass  # no reason is asked, and none is given
            case unknown:
                assert_never(unknown)
        return replace(self, types=(), conditions=())

    def _only_known_words(self, asked: Asked) -> None:
        """What is kept goes into the note, so it holds only words of ours."""
        odd = [name for name, said in self.checks.items() if said not in ("", "yes", "no")]
        if odd:
            raise InvalidInput(dict.fromkeys(odd, "Choose yes or no"))
        if self.listening not in ("", *LISTENING):
            raise InvalidInput({"listening": "Say who else is listening"})
        if not set(self.conditions) <= {each.key for each in asked.bounds}:
            raise InvalidInput({"conditions": "Choose from the conditions here"})
        if not set(self.offered) <= set(asked.offers):
            raise InvalidInput({"offered": "Choose from what is offered here"})

    def _agreed(self, asked: Asked) -> "Choice":
        if not set(self.types) <= set(asked.types):
            raise InvalidInput({"types": "Agree only to what the patient asked for"})
        if not self.types:
            nothing = "Everything is off: that is “do not agree”. Say why, or switch one on"
            raise InvalidInput({"reason": nothing})
        errors = self._unanswered(asked) or self._uncovered(asked)
        errors |= self._unjudged(asked)
        if errors:
            raise InvalidInput(errors)
        in_order = tuple(each for each in asked.types if each in self.types)
        return replace(self, kind="conditions" if self.conditions else "agreed", types=in_order)

    def _unanswered(self, asked: Asked) -> dict[str, str]:
        missing = [name for name in CHECKS if self.checks.get(name) not in ("yes", "no")]
        errors: dict[str, str] = {
            name: f"Answer before you agree: {CHECKS[name]}" for name in missing
        }
        return errors | (self._listeners(asked.company) if asked.remote else {})

    def _uncovered(self, asked: Asked) -> dict[str, str]:
        """A check answered with yes needs a condition that answers it (K4); R12 needs one too."""
        bound = [each for each in asked.bounds if each.key in self.conditions]
        errors: dict[str, str] = {
            name: "You said yes: add a condition that answers it, ask to wait, or do not agree"
            for name, said in self.checks.items()
            if said == "yes" and not any(name in each.answers for each in bound)
        }
        shown = asked.audience in SHOWN_TO_OTHERS and not set(self.conditions) & set(SHOWING)
        if shown and (fit := [each.staff for each in asked.bounds if each.key in SHOWING]):
            either = " or ".join(f"“{words}”" for words in fit)
            errors["conditions"] = f"The patient said that others may see it: add {either}"
        return errors

    def _unjudged(self, asked: Asked) -> dict[str, str]:
        errors: dict[str, str] = {}
        if asked.needs_grounds and not self.grounds:
            errors["grounds"] = "Say why it is in their best interests, and who was asked"
        if asked.needs_able and not self.able:
            errors["able"] = "Tick this if you judge that they can decide for themselves"
        if asked.alone_first and not self.alone_done:
            errors["alone"] = "Do the step with this sign first, then tick it"
        return errors

    def _listeners(self, company: int) -> dict[str, str]:
        """K12: at a phone or video visit everyone who listens is named."""
        if self.listening not in LISTENING:
            return {"listening": "Say who else is listening"}
        if self.listening == "named" and not company:
            return {"listening": "Name them first, under “Name who is listening”"}
        if self.listening == "nobody" and company:
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
        InvalidInput: under `kind`, when it is none of ours.
    """
    kind = one_of(DECISION_KINDS, value)
    if kind is None:
        raise InvalidInput({"kind": "Choose one of the decisions"})
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
    until = now.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    if until.timestamp() < now.timestamp():  # in the October night it comes once more
        until = until.replace(fold=1)
    if until <= now - datetime.timedelta(hours=12):  # ten past midnight, said before midnight
        until += datetime.timedelta(days=1)
    return int(until.timestamp())
