"""What people type: cleaned once, or refused with words that help."""

import datetime
import re
import unicodedata

from kiosk.domain import months
from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import Words, of_part, say

_JOINERS = {"\u200c", "\u200d"}  # real names in Persian, Bengali and others use these
MAX_NAME = 200  # characters of a person's name
MAX_AGE = 130  # years
MAX_COMPOSED = 4  # typed characters that may become one
MAX_MONTH = 20  # characters of the word for a month
_MONTHS = frozenset(str(month) for month in range(1, 13))
_BETWEEN = re.compile(r"[\s./,-]+")  # the parts of a date that was typed as one


def clean_line(value: str, field: str, what: str, *, most: int, required: bool = True) -> str:
    """One line of typed text: NFC, single spaces, nothing that cannot be seen.

    Marks that a keyboard or a copied text brings along, such as those of direction, are left out.

    Raises:
        InvalidInput: empty though required, longer than `most` characters, or with
            control characters or ones that no font has.
    """
    value = visible(value)
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


def clean_name(value: str, field: str, what: str, *, required: bool = True) -> str:
    """A person's name: `clean_line`, with a letter of some script in it.

    Raises:
        InvalidInput: as `clean_line`, or without any letter.
    """
    name = clean_line(value, field, what, most=MAX_NAME, required=required)
    if name and not any(character.isalpha() for character in name):
        raise InvalidInput({field: say("Write %(what)s in letters", what=what)})
    return name


def collect(
    errors: dict[str, str], form: Form, field: str, what: str, *, required: bool = True
) -> str:
    """`clean_name` of a form's field, "" where it is refused: why is added to `errors`."""
    try:
        return clean_name(form.get(field, ""), field, what, required=required)
    except InvalidInput as wrong:
        errors |= wrong.errors
        return ""


def visible(value: str) -> str:
    """The text without marks that show nothing: of direction, of where a line may break.

    They come along with what is copied, and would turn the text around them (UAX 9), or make two
    names that look the same differ. Joiners stay: letters of real names need them.
    """
    if value.isascii():  # no such mark among them: a receipt's address is 500 of them
        return value
    return "".join(each for each in value if each in _JOINERS or unicodedata.category(each) != "Cf")


def _unshowable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


def plain_digits(value: str) -> str:
    """Digits of any script (Bengali, Gurmukhi, Arabic, Urdu, full width) as 0 to 9.

    Other characters are left unchanged; ² is not a decimal digit (Unicode category Nd).
    """
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in value
    )


def birth_date(day: str, month: str, year: str, today: datetime.date) -> datetime.date:
    """A birth date as it was typed, in the digits of any script, the month also as a word (Q11).

    A whole date in the first box is taken too: `27 March 1948`.

    Raises:
        InvalidInput: under `birth_date`, with what is missing or wrong, and in which part.
    """
    parts = _parts(day, month, year)
    missing = [name for name, value in parts.items() if not value]
    if missing:
        raise _birth(_MISSING["".join(name[0] for name in missing)], missing[0])
    for name, value in parts.items():
        if not (value.isascii() and value.isdecimal()):
            raise _birth(say("Use numbers for the date of birth, like 27 3 1948"), name)
    if len(parts["year"]) != 4:
        raise _birth(say("Enter the year with 4 numbers, like 1948"), "year")
    try:
        born = datetime.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError):
        wrong = "day" if parts["month"].lstrip("0") in _MONTHS else "month"
        raise _birth(say("There is no such date: check the day and the month"), wrong) from None
    return _lived(born, today)


def _parts(day: str, month: str, year: str) -> dict[str, str]:
    """Day, month and year as digits, where they are; a month that is a word as its number."""
    typed = [plain_digits(visible(each).strip()) for each in (day, month, year)]
    if typed[0] and not typed[1] and not typed[2]:
        whole = [each for each in _BETWEEN.split(typed[0]) if each]
        typed = whole if len(whole) == 3 else typed
    parts = dict(zip(("day", "month", "year"), typed, strict=True))
    found = months.number(parts["month"][:MAX_MONTH])
    return parts | ({"month": str(found)} if found else {})


def _lived(born: datetime.date, today: datetime.date) -> datetime.date:
    if born > today:
        raise _birth(say("The date of birth must be in the past: check the year"), "year")
    if born.year < today.year - MAX_AGE:
        raise _birth(
            say(
                "Check the year: %(year)s is more than %(years)s years ago",
                year=born.year,
                years=MAX_AGE,
            ),
            "year",
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


def _birth(message: Words, part: str) -> InvalidInput:
    return InvalidInput({"birth_date": of_part(message, part)})


def nhs_number(value: str) -> str:
    """Ten digits with the modulus-11 check digit (NHS Data Dictionary), or "" (Q11: optional).

    They may be typed in the digits of any script.

    Raises:
        InvalidInput: under `nhs_number`; says which check fails and that it may be left out.
    """
    shown = visible(value)
    digits = "".join(each for each in shown if not each.isspace() and each != "-")
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
