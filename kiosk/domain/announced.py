"""What a manager says of a version of the rules as it is published (M1)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.drafts import MARKUP
from kiosk.domain.form import Form, whole_number
from kiosk.domain.opening import read_date
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import clean_line

MAX_CHANGED = 300  # characters: a sentence, or two
MAX_PERSON = 80
MAX_REVIEW = 5 * 366  # days


@dataclass(frozen=True)
class Announced:
    """Who answers for a version, until when, what changed in it, and whether that matters.

    `what_changed` is a sentence by language; `review_on` a date, ISO 8601. `revision` is that of
    the draft that was looked at, `instead_of` the row of the version that patients read then, 0 for
    none. Where it matters, whoever signed before is asked again.
    """

    revision: int
    owner: str
    approved_by: str
    review_on: str
    what_changed: Mapping[str, str]
    matters: bool
    instead_of: int


def read(form: Form, languages: Iterable[str], today: datetime.date) -> Announced:
    """What was typed; `languages` are those that patients can choose, English among them.

    Raises:
        InvalidInput: by field: empty or too long, no date to come, or nobody said whether it
            matters.
    """
    errors: dict[str, str] = {}
    owner = _line(form, errors, "owner", "who owns these rules", MAX_PERSON)
    approved_by = _line(form, errors, "approved_by", "who approved them", MAX_PERSON)
    review_on = _review(form, errors, today)
    changed = {
        each: _line(form, errors, f"changed-{each}", "what changed", MAX_CHANGED, each == "en")
        for each in languages
    }
    matters = form.get("matters", "")
    if matters not in ("yes", "no"):
        errors["matters"] = "Say whether patients who have signed are to be asked again"
    if errors:
        raise InvalidInput(errors)
    said = {language: text for language, text in changed.items() if text}
    known = whole_number(form.get("revision", ""), -1)
    instead_of = whole_number(form.get("instead_of", ""), -1)
    return Announced(known, owner, approved_by, review_on, said, matters == "yes", instead_of)


def _line(
    form: Form, errors: dict[str, str], field: str, what: str, most: int, required: bool = True
) -> str:
    try:
        text = clean_line(form.get(field, ""), field, what, most=most, required=required)
    except InvalidInput as wrong:
        errors |= wrong.errors
        return ""
    if MARKUP.search(text):
        errors[field] = "Use plain words: there is no HTML here"
    return text


def _review(form: Form, errors: dict[str, str], today: datetime.date) -> str:
    date = read_date(form.get("review_on", ""))
    if date is None:
        errors["review_on"] = "Enter a date, like 25 December 2027"
    elif not today < date <= today + datetime.timedelta(days=MAX_REVIEW):
        errors["review_on"] = "Enter a date to come, within five years"
    return date.isoformat() if date else ""


def in_language(changed: Mapping[str, str], language: str) -> tuple[str, str]:
    """(language, sentence) of what changed: in this language, else as it was first written; empty
    where nothing was said. Easy Read is English.
    """
    spoken = language.partition("-")[0]
    for each in (language, spoken, "en", *changed):
        if changed.get(each):
            return each, changed[each]
    return "", ""
