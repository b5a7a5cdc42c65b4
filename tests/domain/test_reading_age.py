"""The English patient text can be read at an age of 9 to 11, by Flesch and Kincaid's grade.

A grade is a school year of the United States, so the reading age is the grade and five years.
The measure counts words a sentence and syllables a word; it says nothing of a few words by
themselves, so only texts of eight words or more are measured each on its own.
"""

import re
import tomllib
from typing import Any

import pytest
import textstat

from kiosk.domain.reading_age import MAX_AGE, too_hard, words_in
from kiosk.domain.reading_age import reading_age as our_own
from tests.domain.packs import FOLDER
from tools.build_translations import sentences

ALL_TOGETHER = 9.0  # years: the whole pack, and all the pages' sentences
MIN_WORDS = 8
NOT_READ_BY_PATIENTS = ("language", "name", "notice", "checked", "direction")
# What stands in the places of a page's sentence, as a patient would see it.
FILLED = {
    "text": "I will stop when I am asked to stop",
    "what": "your own name",
    "types": "Sound and photos",
    "part": "talking only",
    "day": "11 November 2026",
    "time": "10:42",
    "name": "Sam",
}


def reading_age(text: str) -> float:
    """In years, by a dictionary's syllables: a second witness to the product's own measure."""
    return float(textstat.flesch_kincaid_grade(text)) + 5


def texts(part: Any) -> list[str]:
    """Every text in a part of a pack, each ended like a sentence."""
    if isinstance(part, dict):
        return [text for each in part.values() for text in texts(each)]
    if isinstance(part, list):
        return [text for each in part for text in texts(each)]
    return [ended(part)]


def ended(text: str) -> str:
    return text if text[-1] in ".?!:" else f"{text}."


def words_of(language: str) -> dict[str, Any]:
    whole = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {key: part for key, part in whole.items() if key not in NOT_READ_BY_PATIENTS}


def one_by_one() -> list[tuple[str, str]]:
    """(where it stands, text): each rule, question with its answers, end, statement, notice."""
    pack = words_of("en")
    return [
        (f"{section}.{key}", " ".join(texts(part)))
        for section in ("groups", "rules", "questions", "ends", "statements")
        for key, part in pack[section].items()
    ] + [("refusal", " ".join(texts(pack["refusal"])))]


def said_on_pages() -> list[str]:
    """The sentences of the templates and of the product's messages, their places filled."""
    return [
        ended(re.sub(r"%\((\w+)\)s", lambda place: FILLED.get(place[1], "8"), text))
        for text in sorted(sentences())
    ]


def too_old(found: list[tuple[str, str]], oldest: float = MAX_AGE) -> dict[str, float]:
    """Where a text of eight words or more asks for more years than the bound, and how many."""
    return {
        where: round(reading_age(text), 1)
        for where, text in found
        if len(text.split()) >= MIN_WORDS and reading_age(text) > oldest
    }


@pytest.mark.parametrize("language", ["en", "en-easy"])
def test_the_whole_policy_reads_at_nine_or_younger(language: str) -> None:
    """R1 to R21, Q1 to Q11, S1 to S9: rules, questions, why, hints, answers, statements."""
    assert reading_age(" ".join(texts(words_of(language)))) <= ALL_TOGETHER


def test_easy_read_is_easier() -> None:
    """M3."""
    easy, plain = (reading_age(" ".join(texts(words_of(each)))) for each in ("en-easy", "en"))
    assert easy < plain


def test_no_rule_question_or_statement_asks_for_more_than_eleven() -> None:
    """R1 to R21, Q1 to Q11, S1 to S9."""
    found = one_by_one()
    assert len(found) > 45
    assert too_old(found) == {}


def test_no_text_within_a_question_asks_for_more_than_eleven() -> None:
    """Why it is asked, its hints, and what an answer leads to (Q1 to Q11)."""
    pieces = [(text, text) for text in texts(words_of("en"))]
    assert too_old(pieces) == {}


def test_no_sentence_of_the_pages_asks_for_more_than_eleven() -> None:
    """Buttons, messages, receipts: what a patient reads besides the policy."""
    said = said_on_pages()
    assert too_old([(text, text) for text in said]) == {}
    assert reading_age(" ".join(said)) <= ALL_TOGETHER


def test_the_measure_tells_hard_from_easy() -> None:
    """The control: the words of an office are far above the bound."""
    office = (
        "Unauthorised dissemination of audiovisual recordings may constitute a contravention "
        "of applicable legislation and could precipitate proceedings."
    )
    assert reading_age(office) > 20
    assert too_old([("office", office)]) != {}
    assert reading_age("You may choose to record or not. Staff may say yes or no.") < 7


def test_the_rules_check_measures_as_the_dictionary_does() -> None:
    """M10: its syllables are counted by rule. off by a third of a year."""
    office = "The practice acknowledges that individuals may legitimately retain documentation."
    pack = [*texts(words_of("en")), *texts(words_of("en-easy"))]
    long = [text for text in (office, *pack, *said_on_pages()) if words_in(text) >= MIN_WORDS]
    off = [abs(our_own(text) - reading_age(text)) for text in long]
    assert len(long) > 300
    assert sum(off) / len(off) < 0.5
    assert max(off) < 3.5
    assert too_hard(f"{office} {office}") is not None


@pytest.mark.parametrize("text", ["", " ", "…", "12", "Yes"])
def test_what_has_no_words_has_no_age(text: str) -> None:
    assert our_own(text) < 10
    assert too_hard(text) is None


@pytest.mark.parametrize("language", ["en", "en-easy"])
def test_patients_read_of_a_health_worker_never_of_a_clinician(language: str) -> None:
    """One word for the doctor, nurse or other person they see; only staff read "clinician"."""
    pack = words_of(language)
    for each in (*pack["conditions"].values(), *pack["offers"].values()):
        each.pop("staff", None)
    said = [*texts(pack), *sentences()]
    assert [text for text in said if "clinician" in text.lower()] == []
