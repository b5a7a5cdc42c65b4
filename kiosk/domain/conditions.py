"""What an agreement may be bound to (K3): each condition once, in the words of whoever reads it.

A key keeps its meaning for ever: signed decisions hold keys, and are checked years later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.sentences import Words, say


@dataclass(frozen=True)
class Condition:
    """One condition: what the clinician ticks and the note says, and what the patient reads."""

    key: str
    staff: str
    patient: Words


_ALL = (
    Condition("no_faces", "No faces or name badges", say("Keep faces and name badges out")),
    Condition("talking_only", "Talking only", say("Record the talking only")),
    Condition("pause_examination", "Pause for the examination", say("Pause when you are examined")),
    Condition(
        "copy_requested",
        "A copy for the practice, please",
        say("Please give the practice a copy"),
    ),
)
CONDITIONS: Mapping[str, Condition] = {each.key: each for each in _ALL}
TALKING_ONLY = "talking_only"  # narrows the whole visit to its talking (R5)


def condition(key: str) -> Condition:
    """The condition of a key; one that a newer release agreed to says to ask the clinician."""
    unknown = Condition(
        key,
        "A condition: ask the clinician",
        say("There is one more condition: ask before you record"),
    )
    return CONDITIONS.get(key, unknown)


def staff_words(keys: Iterable[str]) -> list[str]:
    """What staff call these conditions, in the order given."""
    return [condition(key).staff for key in keys]
