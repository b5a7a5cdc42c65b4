"""Text of several lines: what happened, a letter. Cleaned line by line, or refused with words."""

import re

from kiosk.domain.refusals import InvalidInput
from kiosk.domain.typed_text import clean_line

_ENDS = re.compile(r"\r\n|\r|\n|\u2028|\u2029")
_GAPS = re.compile(r"\n{3,}")


def clean_text(value: str, field: str, what: str, *, most: int, required: bool = True) -> str:
    """Lines of typed text as `clean_line` has them, at most one empty line between two.

    Raises:
        InvalidInput: empty though required, longer than `most` characters, or with characters
            that cannot be shown.
    """
    if len(value) > 4 * most:  # looked at no further: cleaning it would be slow
        raise InvalidInput({field: f"Use {most} characters or fewer for {what}"})
    lines = [
        clean_line(each, field, what, most=4 * most, required=False) for each in _ENDS.split(value)
    ]
    text = _GAPS.sub("\n\n", "\n".join(lines)).strip()
    if required and not text:
        raise InvalidInput({field: f"Enter {what}"})
    if len(text) > most:
        raise InvalidInput({field: f"Use {most} characters or fewer for {what}"})
    return text
