"""What people type: cleaned once, or refused with words that help."""

import datetime
import unicodedata

from kiosk.domain.refusals import InvalidInput

# Characters that change the order of the text around them; a name needs none of them.
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = {"\u200c", "\u200d"}  # real names in Persian, Bengali and others use these
OLDEST_YEARS = 130


def clean_line(value: str, field: str, what: str, *, most: int, required: bool = True) -> str:
    """One line of typed text: NFC, single spaces, no control or direction characters.

    Raises:
        InvalidInput: empty though required, longer than `most` characters, or with
            characters that cannot be shown honestly.
    """
    if any(_unshowable(character) for character in value.replace("\t", " ")):
        raise InvalidInput({field: f"Use ordinary letters in {what}: it has hidden characters"})
    line = unicodedata.normalize("NFC", " ".join(value.split()))
    if required and not line:
        raise InvalidInput({field: f"Enter {what}"})
    if len(line) > most:
        raise InvalidInput({field: f"Use {most} characters or fewer for {what}"})
    return line


def _unshowable(character: str) -> bool:
    if character in _BIDI:
        return True
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def birth_date(day: str, month: str, year: str, today: datetime.date) -> datetime.date:
    """A birth date from three typed numbers (Q11).

    Raises:
        InvalidInput: under `birth_date`, with what is missing or wrong.
    """
    parts = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    missing = [name for name, value in parts.items() if not value]
    if missing:
        raise _birth("Enter the date of birth: add the " + " and ".join(missing))
    if not all(value.isascii() and value.isdecimal() for value in parts.values()):
        raise _birth("Use numbers for the date of birth, like 27 3 1948")
    if len(parts["year"]) != 4:
        raise _birth("Enter the year with 4 numbers, like 1948")
    try:
        born = datetime.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except (ValueError, OverflowError):
        raise _birth("There is no such date: check the day and the month") from None
    if born > today:
        raise _birth("The date of birth must be in the past: check the year")
    if born.year < today.year - OLDEST_YEARS:
        raise _birth(f"Check the year: {born.year} is more than {OLDEST_YEARS} years ago")
    return born


def _birth(message: str) -> InvalidInput:
    return InvalidInput({"birth_date": message})


def nhs_number(value: str) -> str:
    """Ten digits with the modulus-11 check digit (NHS Data Dictionary), or "" (Q11: optional).

    Raises:
        InvalidInput: under `nhs_number`; says which check fails and that it may be left out.
    """
    digits = "".join(
        character for character in value if not character.isspace() and character != "-"
    )
    leave = "check it, or leave it empty"
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdecimal()):
        raise InvalidInput({"nhs_number": f"An NHS number has only numbers in it: {leave}"})
    if len(digits) != 10:
        count = f"this one has {len(digits)}" if len(digits) < 100 else "this has far more"
        raise InvalidInput({"nhs_number": f"An NHS number has 10 numbers, and {count}: {leave}"})
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    if (11 - total % 11) % 11 != int(digits[9]):
        raise InvalidInput({"nhs_number": f"That NHS number is not quite right: {leave}"})
    return digits
