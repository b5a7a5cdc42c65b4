"""A language of the rules beside the English: what is missing, and what is older than it (M3).

A text keeps, by path, a mark of the English sentence that its own was written for, and only where
the English has changed since. English that is changed back is followed again.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.form import Form
from kiosk.domain.opening import read_date
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import clean_line

ENGLISH = "en"
MAX_CHECKED_BY = 120
MARK_LENGTH = 12  # of a sentence, in hex: they are compared with one another alone

Said = Mapping[str, str]  # sentences by path


@dataclass(frozen=True)
class Checked:
    """Who checked a text, and on which day (ISO 8601)."""

    by: str
    on: str


def sentence_mark(text: str) -> str:
    """Stands for an English sentence that a translation was written for."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:MARK_LENGTH]


def after_english(follows: Said, before: Said, after: Said, paths: Iterable[str]) -> dict[str, str]:
    """What a translation follows once these English sentences have changed."""
    kept = dict(follows)
    for path in paths:
        written_for = kept.pop(path, sentence_mark(before.get(path, "")))
        if written_for != sentence_mark(after.get(path, "")):
            kept[path] = written_for
    return kept


def after_own(follows: Said, paths: Iterable[str]) -> dict[str, str]:
    """What it follows once these sentences of its own are written for the English of now."""
    gone = {*paths}
    return {path: mark for path, mark in follows.items() if path not in gone}


def older_than(english: Said, own: Said, follows: Said) -> list[str]:
    """Sentences whose English changed after they were written, in the order of the English."""
    return [
        path
        for path, text in english.items()
        if own.get(path) and follows.get(path, "") not in ("", sentence_mark(text))
    ]


def missing_from(english: Said, own: Said) -> list[str]:
    """Sentences that the English has, and this language does not."""
    return [path for path, text in english.items() if text and not own.get(path, "").strip()]


def read_checked(form: Form, today: datetime.date) -> Checked:
    """Who checked a text and when, as a manager's form says it.

    Raises:
        InvalidInput: under `by` or `on`.
    """
    errors: dict[str, str] = {}
    by, on = "", read_date(form.get("on", ""))
    try:
        by = clean_line(form.get("by", ""), "by", "who checked it", most=MAX_CHECKED_BY)
    except InvalidInput as wrong:
        errors |= wrong.errors
    if on is None:
        errors["on"] = "Enter the day, like 25 November 2026"
    elif on > today:
        errors["on"] = "This day is still to come: enter the day on which it was checked"
    if errors or on is None:
        raise InvalidInput(errors)
    return Checked(by, on.isoformat())
