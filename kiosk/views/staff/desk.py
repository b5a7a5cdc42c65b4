"""Today's list as reception sees it: who has asked, and that something came of it; never what.

A row is made without an answer, a flag or a reason (Q8, Q10), so that no template can show one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kiosk.views.front.bands import Tone
from kiosk.views.front.rendering import fragment
from kiosk.views.staff.rows import Row as Listed
from kiosk.views.staff.rows import Sheet

# What reception reads of a group of the list, and the shape beside it.
STATES: Mapping[str, tuple[Tone, str]] = {
    "recording": ("live", "Recording now"),
    "agreed": ("go", "Agreed"),
    "waiting": ("pending", "Waiting for a clinician"),
    "poster": ("pending", "From the poster, not checked yet"),
    "over": ("over", "Ended or not recording"),
}


@dataclass(frozen=True)
class Row:
    """One patient on the list."""

    name: str
    birth_date: str
    signed_at: int


def draw(shown: Sheet, rows: Mapping[int, Listed], mark: str) -> Markup:
    """The list as a part of the page."""

    def of(group: str) -> list[Row]:
        return [_row(rows[each.number]) for each in shown.of(group) if each.number in rows]

    groups = [(group, tone, title, of(group)) for group, (tone, title) in STATES.items()]
    titles = {group: title for group, (_tone, title) in STATES.items()}
    values: dict[str, Any] = {"groups": groups, "titles": titles, "mark": mark, "sheet": shown}
    return Markup(fragment("staff/_desk.html", **values))  # noqa: S704  # a template of ours


def _row(row: Listed) -> Row:
    return Row(row.name, row.birth_date, row.signed_at)
