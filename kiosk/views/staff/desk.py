"""Today's list as reception sees it: who has asked, and that something came of it; never what.

A row is made without an answer, a flag or a reason (Q8, Q10), so that no template can show one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kiosk.views.front.bands import Tone
from kiosk.views.front.rendering import fragment

# What reception reads of a group of the list, and the shape beside it.
STATES: Mapping[str, tuple[Tone, str]] = {
    "recording": ("live", "Recording now"),
    "waiting": ("pending", "Waiting for a clinician"),
    "agreed": ("go", "Agreed"),
    "over": ("over", "Ended or not recording"),
}


@dataclass(frozen=True)
class Row:
    """One patient on the list."""

    name: str
    birth_date: str
    signed_at: int
    group: str


def draw(rows: Iterable[Row], mark: str) -> Markup:
    """The list as a part of the page."""
    listed = list(rows)
    groups = [
        (tone, title, [row for row in listed if row.group == group])
        for group, (tone, title) in STATES.items()
    ]
    values = {"groups": groups, "count": len(listed), "mark": mark}
    return Markup(fragment("staff/_desk.html", **values))  # noqa: S704  # a template of ours
