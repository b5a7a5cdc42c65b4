"""The control: a reader of codes, as a hurried hand might have written it."""

from signing import codes
from tests.fuzz import parsers


def careless(text: str) -> None:
    """Takes whatever has eight signs for a code."""
    if len(text.strip()) == codes.LENGTH:
        codes.spell(codes.normalise(text))


parsers.TARGETS["careless"] = careless

if __name__ == "__main__":
    parsers.main()
