"""What a person may be at a site: a set of reception, clinician and manager (K3, K13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.refusals import InvalidInput
from kiosk.domain.vocabulary import ROLES, Role

Roles = frozenset[Role]

NOBODYS: Roles = frozenset()
ANY: Roles = frozenset(ROLES)
# A practice of one: whoever opens a site is both, until it is changed.
FIRST: Roles = frozenset({"clinician", "manager"})


@dataclass(frozen=True)
class Worded:
    """A role as pages name it, and what it is for."""

    label: str
    people: str  # those who have it
    hint: str


WORDS: Mapping[Role, Worded] = {
    "reception": Worded(
        "Reception",
        "reception",
        "Sees today’s list, shows patients a code, prints the poster, takes a tablet out of use. "
        "Sees no answers, and decides nothing",
    ),
    "clinician": Worded("Clinician", "clinicians", "Checks receipts, reads the card and decides"),
    "manager": Worded("Manager", "managers", "Manages this practice, its tablets and people"),
}


def chosen(values: Iterable[str]) -> Roles:
    """The roles that somebody chose for a person.

    Raises:
        InvalidInput: under `roles`: none, or one that there is not.
    """
    wanted = frozenset(values)
    found = frozenset(role for role in ROLES if role in wanted)
    if not found or len(found) != len(wanted):
        raise InvalidInput({"roles": f"Choose at least one role: {in_words(ANY, 'or')}"})
    return found


def as_text(roles: Roles) -> str:
    """As it is stored: in the order of `ROLES`, with spaces between."""
    return " ".join(role for role in ROLES if role in roles)


def of_text(text: str) -> Roles:
    """As it was stored."""
    stored = text.split()
    return frozenset(role for role in ROLES if role in stored)


def in_words(roles: Roles, last: str = "and") -> str:
    """`reception, clinician and manager`; "" for none."""
    return listed([WORDS[role].label.lower() for role in ROLES if role in roles], last)


def people_in_words(roles: Roles) -> str:
    """`reception and managers`."""
    return listed([WORDS[role].people for role in ROLES if role in roles])


def listed(words: list[str], last: str = "and") -> str:
    """`one, two and three`."""
    *some, end = words or [""]
    return f"{', '.join(some)} {last} {end}" if some else end
