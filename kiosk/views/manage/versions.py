"""What a manager's pages say of a version of the rules (M1)."""

import datetime

from flask import g

from kiosk.domain import hours
from kiosk.domain.announced import in_language
from kiosk.store import queries


def told(version: queries.Policy) -> list[tuple[str, str]]:
    """A version in lines: (title, words)."""
    return [
        ("Version", version.version),
        ("Read by patients since", day(version.published_at)),
        ("Owner", version.owner or "Nobody is named yet"),
        ("Approved by", version.approved_by or "Nobody is named yet"),
        ("To be reviewed by", date(queries.review_date(version)) or "No date is set yet"),
        ("Read by this place", _read(version)),
        *([("What changed", changed(version))] if version.what_changed else []),
    ]


def day(at: int | None) -> str:
    """A moment as a day on the place's own clock; "" for none."""
    return f"{hours.local(at, g.site.timezone):%-d %B %Y}" if at is not None else ""


def date(iso: str) -> str:
    """A date in words, as it stands if it is none."""
    try:
        return f"{datetime.date.fromisoformat(iso):%-d %B %Y}"
    except ValueError:
        return iso


def changed(version: queries.Policy) -> str:
    """What changed, in English where somebody wrote that."""
    return in_language(version.what_changed, "en")[1]


def _read(version: queries.Policy) -> str:
    if version.read_at is None:
        return "Not yet"
    who = queries.staff_name(version.read_by)
    return f"{day(version.read_at)}{f', {who}' if who else ''}"


def edited(draft: queries.Policy) -> str:
    """When a draft was changed last, and by whom; "" where nobody did."""
    if draft.edited_at is None:
        return ""
    at, who = hours.local(draft.edited_at, g.site.timezone), queries.staff_name(draft.edited_by)
    return f"{at:%H:%M on %-d %B %Y}{f', by {who}' if who else ''}"


def days(version: queries.Policy) -> str:
    """From when until when patients read a version."""
    if version.withdrawn_at is None:
        return f"Read by patients since {day(version.published_at)}."
    return f"Read by patients from {day(version.published_at)} to {day(version.withdrawn_at)}."
