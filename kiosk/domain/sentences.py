"""Sentences that a person reads, made in the domain and translated in the views."""


class Words(str):
    """A sentence in English that remembers what it was made from, so that it can be translated."""

    key: str
    values: dict[str, object]
    part = ""  # of the field that a fault is about, such as the month of a date

    def __new__(cls, key: str, **values: object) -> "Words":
        made = super().__new__(cls, key % values if values else key)
        made.key, made.values = key, values
        return made


def of_part(words: Words, part: str) -> Words:
    """The same sentence, which is about one part of a field that has several."""
    made = Words(words.key, **words.values)
    made.part = part
    return made


def say(key: str, **values: object) -> Words:
    """The English sentence `key` with its `%(name)s` places filled: gettext's msgid and values."""
    return Words(key, **values)
