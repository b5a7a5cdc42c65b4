"""A letter of a concern: plain text with named fields, which the practice edits (M4)."""

import re
from collections.abc import Mapping

from kiosk.domain.concern_steps import MAX_LETTER
from kiosk.domain.long_text import clean_text
from kiosk.domain.refusals import InvalidInput

# What a field becomes, in the manager's words.
FIELDS: Mapping[str, str] = {
    "to": "the person it is written to",
    "date": "the day it is written",
    "number": "the number of the letter",
    "place": "the name of this place",
    "post": "the address of the post",
    "first_date": "the day of letter 1",
    "complain": "how to complain, as under “This practice”",
    "from": "who signs it",
}
_FIELD = re.compile(r"\{([^{}\n]{0,40})\}")


def read(value: str, field: str = "text") -> str:
    """A template or letter as it was typed.

    Raises:
        InvalidInput: under `field`: no text, too long, a bracket alone, or a field that there is
            not, which is named.
    """
    text = clean_text(value, field, "the letter", most=MAX_LETTER)
    for name in _FIELD.findall(text):
        if name.strip() not in FIELDS:
            known = ", ".join(f"{{{each}}}" for each in FIELDS)
            raise InvalidInput({field: f"There is no field “{{{name}}}”. There are {known}"})
    if re.search(r"[{}]", _FIELD.sub("", text)):
        raise InvalidInput({field: "A { or } stands alone: a field is written like {date}"})
    return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """The letter with its fields filled in; one that is not among `values` stays as it is.

    What is filled in is not looked at again: a name with brackets is no field.
    """
    return _FIELD.sub(lambda found: values.get(found[1].strip(), found[0]), text)
