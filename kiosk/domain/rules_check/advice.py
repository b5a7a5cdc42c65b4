"""What is said of each kind of finding, in the words of the manager's page (M10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["illegal", "care", "removal", "mixed", "hard", "who", "dropped", "promise"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Advice:
    """What is wrong, why that matters, what to write instead, and the requirement."""

    what: str
    why: str
    instead: str
    requirement: str


@dataclass(frozen=True)
class Finding:
    """One thing found in a sentence. `said` is the part of it that was found."""

    kind: Kind
    said: str
    advice: Advice


# `promise` and `dropped` are more than one piece of advice each: see promises.py and check.py.
ADVICE: Mapping[Kind, Advice] = {
    "illegal": Advice(
        what="Says that recording is against the law",
        why="A patient may record their own appointment for themselves without permission. A "
        "policy that says otherwise is wrong, and a patient may rely on that.",
        instead="“The law lets you record your own appointment, for yourself. Here, please ask "
        "first.” What can be unlawful is misuse: say “Misuse can have legal results”.",
        requirement="R1",
    ),
    "care": Advice(
        what="Makes care depend on recording, asking or signing",
        why="Care goes ahead whatever a patient or staff decide. Recording may have to stop; the "
        "appointment does not.",
        instead="“Told “stop”? Please stop. Your care goes ahead just the same.”",
        requirement="R2",
    ),
    "removal": Advice(
        what="Threatens to take a patient off the list, and does not say what complaining means",
        why="A patient who complained, or who may, reads this as a threat. Ending care is a human "
        "decision that no rule announces, and never follows from a complaint.",
        instead="Leave the threat out. If you keep it, add: “Complaining never gets you removed "
        "as a patient.”",
        requirement="R15",
    ),
    "mixed": Advice(
        what="Mixes the law with the rule of this place",
        why="The law asks for no permission, and signing here creates no right. Asking first is "
        "what this place asks for, and patients must be able to tell the two apart.",
        instead="Two sentences. “The law lets you record your own appointment.” “Here, please "
        "ask us first.”",
        requirement="R1",
    ),
    "hard": Advice(
        what="Hard to read",
        why="Many patients read more slowly when they are ill, worried or in a second language.",
        instead="One idea a sentence, about twelve words, and everyday words: “ask” and not "
        "“obtain authorisation”.",
        requirement="M10",
    ),
    "who": Advice(
        what="Says “must”, and not who",
        why="A patient cannot tell whether they have to do it or staff do.",
        instead="Name who: “Please ask your health worker”, “Staff will ask everyone in the room”.",
        requirement="M10",
    ),
}
