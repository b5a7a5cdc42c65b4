"""What a person can be found by, over all that is held: each a text that is hashed, never kept."""

from typing import Literal

from kiosk.domain import names
from kiosk.domain.vocabulary import SoughtBy

MAX_WORDS = 12  # of one name
# `person` and `numbered` tie the visits of one person together: the name and the birth date, or the
# NHS number and the birth date. Neither alone does: names are shared, and numbers mistyped.
SoughtKind = SoughtBy | Literal["person", "numbered"]
TIES: tuple[SoughtKind, ...] = ("person", "numbered")


def keys(name: str, born: str, number: str) -> list[tuple[SoughtKind, str]]:
    """Each kind of search column that one person has, with the text that it is the hash of.

    `born` is an ISO 8601 date; any of the three may be empty.
    """
    words = names.parts(name)[:MAX_WORDS]
    found: list[tuple[SoughtKind, str]] = [("name", word) for word in words]
    if born:
        found.append(("birth_date", born))
    if number:
        found.append(("nhs_number", number))
    if words and born:
        found.append(("person", f"{' '.join(sorted(words))} {born}"))
    if number and born:
        found.append(("numbered", f"{number} {born}"))
    return found
