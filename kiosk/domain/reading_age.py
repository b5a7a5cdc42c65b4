"""How old a reader has to be for an English text: Flesch and Kincaid's grade, and five years.

A grade is a school year of the United States. The measure counts words a sentence and syllables a
word; it says nothing of a few words by themselves. Syllables are counted by rule, so that no
dictionary of 70 MB stands in the memory of each worker; the tests hold it against a dictionary's.
"""

import re

MAX_AGE = 11.0  # years: no sentence for patients asks for more (R1 to R21)
MIN_WORDS = 12  # a shorter text is not measured: a label of ten words says too little

_WORD = re.compile(r"[\w’'-]+")
_STOP = re.compile(r"[.?!\n]+")
_VOWELS = re.compile(r"[aeiouy]+")
# An ending whose "e" is not heard: take, takes, asked; but table, wanted, added.
_SILENT = re.compile(r"(?:[^laeiouy]es|[^tdaeiouy]ed|[^laeiouy]e)$")
# Vowels beside one another that are heard apart: being, media, video, usual.
_APART = re.compile(r"[aeiou]ing$|i[ao](?!us|n)|(?<!p)eo(?!us)|[^q]ua|uo|ie[tr]|dn[’']t")
_SHORT = 3  # letters: such a word has one syllable


def syllables(word: str) -> int:
    """How many syllables a word of English has, about."""
    small = word.lower()
    letters = "".join(filter(str.isalpha, small))
    if len(letters) <= _SHORT:
        return 1
    heard = _SILENT.sub(lambda end: end[0][0], letters)
    return max(1, len(_VOWELS.findall(heard)) + len(_APART.findall(small)))


def words_in(text: str) -> int:
    """How many words there are in a text."""
    return len(_WORD.findall(text))


def reading_age(text: str) -> float:
    """In years; 0 of a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for each in _STOP.split(text) if _WORD.search(each))
    a_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * a_word - 15.59 + 5


def too_hard(text: str) -> float | None:
    """The reading age of a text that asks for more than `MAX_AGE`; None of any other."""
    if words_in(text) < MIN_WORDS:
        return None
    age = reading_age(text)
    return age if age > MAX_AGE else None
