"""What people type: cleaned once, or refused with words that help."""

import datetime
import unicodedata

from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say

# Characters that change the order of the text around them; a name needs none of them.
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = {"\u200c", "\u200d"}  # real names in Persian, Bengali and others use these
MAX_NAME = 200  # characters of a person's name
MAX_AGE = 130  # years
MAX_COMPOSED = 4  # typed characters that may become one


def clean_line(value: str, field: str, what: str, *, most: int, required: bool = True) -> str:
    """One line of typed text: NFC, single spaces, no control or direction characters.

    Raises:
        InvalidInput: empty though required, longer than `most` characters, or with
            hidden characters, or ones that change the order of the text.
    """
    if any(_unshowable(character) for character in value.replace("\t", " ")):
        raise InvalidInput(
            {field: say("Use plain letters in %(what)s: it has hidden characters", what=what)}
        )
    line = " ".join(value.split())
    if len(line) <= MAX_COMPOSED * most:  # longer text is refused below: normalising it is slow
        line = unicodedata.normalize("NFC", line)
    if required and not line:
        raise InvalidInput({field: say("Enter %(what)s", what=what)})
    if len(line) > most:
        raise InvalidInput(
            {field: say("Use %(most)s characters or fewer for %(what)s", most=most, what=what)}
        )
    return line


def collect(
    errors: dict[str, str], form: Form, field: str, what: str, *, most: int, required: bool = True
) -> str:
    """`clean_line` of a form's field, "" where it is refused: why is added to `errors`."""
    try:
        return clean_line(form.get(field, ""), field, what, most=most, required=required)
    except InvalidInput as wrong:
        errors |= wrong.errors
        return ""


def _unshowable(character: str) -> bool:
    if character in _BIDI:
        return True
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def plain_digits(value: str) -> str:
    """Digits of any script (Bengali, Gurmukhi, Arabic, Urdu, full width) as 0 to 9.

    Other characters are left unchanged; ² is not a decimal digit (Unicode category Nd).
    """
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in value
    )


def birth_date(day: str, month: str, year: str, today: datetime.date) -> datetime.date:
    """A birth date from three typed numbers, in the digits of any script (Q11).

    Raises:
        InvalidInput: under `birth_date`, with what is missing or wrong.
    """
    typed = {"day": day, "month": month, "year": year}
    parts = {name: plain_digits(value.strip()) for name, value in typed.items()}
    missing = [name for name, value in parts.items() if not value]
    if missing:
        raise _birth(_MISSING["".join(name[0] for name in missing)])
    if not all(value.isascii() and value.isdecimal() for value in parts.values()):
        raise _birth(say("Use numbers for the date of birth, like 27 3 1948"))
    if len(parts["year"]) != 4:
        raise _birth(say("Enter the year with 4 numbers, like 1948"))
    try:
        born = datetime.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError):
        raise _birth(say("There is no such date: check the day and the month")) from None
    if born > today:
        raise _birth(say("The date of birth must be in the past: check the year"))
    if born.year < today.year - MAX_AGE:
        raise _birth(
            say(
                "Check the year: %(year)s is more than %(years)s years ago",
                year=born.year,
                years=MAX_AGE,
            )
        )
    return born


_MISSING = {
    "d": say("Enter the date of birth: add the day"),
    "m": say("Enter the date of birth: add the month"),
    "y": say("Enter the date of birth: add the year"),
    "dm": say("Enter the date of birth: add the day and month"),
    "dy": say("Enter the date of birth: add the day and year"),
    "my": say("Enter the date of birth: add the month and year"),
    "dmy": say("Enter the date of birth: add the day and month and year"),
}


def _birth(message: str) -> InvalidInput:
    return InvalidInput({"birth_date": message})


def nhs_number(value: str) -> str:
    """Ten digits with the modulus-11 check digit (NHS Data Dictionary), or "" (Q11: optional).

    They may be typed in the digits of any script.

    Raises:
        InvalidInput: under `nhs_number`; says which check fails and that it may be left out.
    """
    digits = "".join(
        character for character in value if not character.isspace() and character != "-"
    )
    if not digits:
        return ""
    digits = plain_digits(digits)
    if not (digits.isascii() and digits.isdecimal()):
        raise _number(say("An NHS number has only numbers in it: check it, or leave it empty"))
    if len(digits) != 10:
        raise _number(_count(len(digits)))
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    if (11 - total % 11) % 11 != int(digits[9]):
        raise _number(say("The last number does not fit the others: check it, or leave it empty"))
    return digits


def _count(found: int) -> str:
    if found >= 100:
        return say(
            "An NHS number has 10 numbers, and this has far more: check it, or leave it empty"
        )
    return say(
        "An NHS number has 10 numbers, and this one has %(found)s: check it, or leave it empty",
        found=found,
    )


def _number(message: str) -> InvalidInput:
    return InvalidInput({"nhs_number": message})
