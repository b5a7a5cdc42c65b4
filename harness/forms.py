"""What each page of a walk is sent, for whoever goes past the pages."""

from collections.abc import Mapping
from typing import Any

from harness.answers import LONG_WAY
from harness.tongues import ENGLISH

WORDS = ENGLISH.words
NAME = "Margaret O’Neill"
BORN = ("27", "3", "1948")
COMPANION = "Sam Companion"
KINDS = ("sound", "video", "photo", "live")  # what the default policy lets a patient ask for


def every_form(
    answers: Mapping[str, str], name: str = NAME, born: tuple[str, str, str] = BORN
) -> list[tuple[str, dict[str, Any]]]:
    """What each page of a walk is sent, in an order that the walk takes."""
    day, month, year = born
    forms: dict[str, dict[str, Any]] = {f"rules-{group}": {} for group in WORDS["groups"]}
    forms |= LONG_WAY | {step: {step: answer} for step, answer in answers.items()}
    forms["company"] = {"alone": "yes"}
    if answers["by"] == "companion":
        forms["company"] = {"name": COMPANION, "role": "companion", "says": "yes"}
    del forms["child"], forms["objects"]  # whoever hurries signs for themselves
    wanted = answers["types"].split()
    if "live" not in wanted:
        del forms["listeners"]
    if answers["by"] == "staff":
        del forms["device"]
    forms["types"] = {kind: "yes" if kind in wanted else "no" for kind in KINDS}
    forms["you"] = {"name": name, "day": day, "month": month, "year": year, "nhs_number": ""}
    forms["statements"] = {"statements": "all"}
    forms["signature"] = {"how": "typed", "name": name}
    return [*forms.items()]
