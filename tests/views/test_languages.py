"""Languages (M3): chosen in their own script, kept through the walk, gone for the next patient."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.tongues import CODES
from kiosk.actions import policies, translations
from kiosk.domain.refusals import NotFound
from kiosk.domain.translation import Checked
from kiosk.store import packs, queries
from kiosk.views.front.language import english_name
from tests.cast import World, trail
from tools.build_translations import catalogues, sentences

PACK = Path(packs.default_pack())
TEXTS = CODES[1:]
LANGUAGES = TEXTS[:-1]


def _keys(part: Any, path: str = "") -> set[str]:
    if isinstance(part, dict):
        return {found for key, value in part.items() for found in _keys(value, f"{path}.{key}")}
    if isinstance(part, list):
        return {f"{path}[{len(part)}]"}
    assert str(part).strip() or part is False, f"{path} is empty"
    return {path}


def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((PACK / f"{language}.toml").read_text(encoding="utf-8"))


def test_a_language_has_its_words_its_pages_and_its_months() -> None:
    """Q11: a date is typed in every language that is read, so `months.SPOKEN` names them all."""
    assert {file.stem for file in PACK.glob("*.toml")} - {"pack"} == {*CODES}
    assert {path.parent.parent.name for path, _held in catalogues()} == {*LANGUAGES}


@pytest.mark.parametrize("language", TEXTS)
def test_a_policy_text_lacks_nothing_that_the_english_one_says(language: str) -> None:
    """M3: every rule, question, answer and statement, in every language."""
    extra = {".checked", ".direction"}
    assert _keys(_words(language)) - extra == _keys(_words("en")) - extra


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_pages_lacks_a_translation(language: str) -> None:
    """M3: the catalogue of each language has every sentence that the sources show a patient."""
    held = {path.parent.parent.name: catalogue for path, catalogue in catalogues()}[language]
    missing = [text for text in sorted(sentences()) if not _translated(held, text)]
    assert missing == []


def _translated(catalogue: Any, text: str) -> bool:
    message = catalogue.get(text)
    return bool(message and message.string and not message.fuzzy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_for_names_and_times(language: str) -> None:
    """A lost %(time)s would lose the time; an invented one would break the page."""
    held = {path.parent.parent.name: catalogue for path, catalogue in catalogues()}[language]
    faults = [str(fault) for message in held for fault in message.check(held)]
    assert faults == []


def _publish(world: World, *codes: str) -> None:
    for each in queries.languages_of(world.here):
        if each.code in codes:
            policies.offer_language(world.context(), each.text)


def test_patients_are_offered_english_alone_until_the_manager_publishes_more(world: World) -> None:
    """M3: a translation that nobody checked is shown to nobody."""
    kiosk = world.kiosk()
    assert "?lang=" not in kiosk.open("/kiosk").html
    assert 'lang="en"' in kiosk.open("/kiosk?lang=ur").html
    _publish(world, "ur")
    assert "?lang=ur" in kiosk.open("/kiosk").html


def test_urdu_runs_right_to_left_and_stays_through_the_walk(world: World) -> None:
    """M3: `lang` and `dir`, the rules and the buttons in Urdu; the receipt names the language."""
    _publish(world, "ur")
    kiosk = world.kiosk()
    first = kiosk.submit(kiosk.open("/kiosk?lang=ur"), "/kiosk/start")
    assert '<html lang="ur"' in first.html
    assert 'dir="rtl"' in first.html
    assert _words("ur")["groups"]["before"]["title"] in first.html
    signed = world.sign(kiosk)
    consent = queries.consent_at(world.here, signed.consent)
    assert consent is not None
    assert consent.text.language == "ur"


def test_the_next_patient_starts_in_english(world: World) -> None:
    """M3: nothing of the language of the patient before is kept."""
    _publish(world, "pl")
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk?lang=pl"), "/kiosk/start")
    page = kiosk.open(kiosk.get("/journey/").response.location)
    assert '<html lang="pl"' in page.html
    after = kiosk.submit(page, "/journey/leave")
    assert '<html lang="en"' in after.html


def test_easy_read_is_english_in_plainer_words(world: World) -> None:
    """M3: chosen like a language, read out like English."""
    _publish(world, "en-easy")
    kiosk = world.kiosk()
    page = kiosk.submit(kiosk.open("/kiosk?lang=en-easy"), "/kiosk/start")
    assert '<html lang="en"' in page.html
    assert _words("en-easy")["rules"]["R1"]["title"] in page.html


def test_a_language_is_published_and_withdrawn_once_each_in_the_trail(world: World) -> None:
    """M3: one entry for each change; a double tap adds none."""
    _publish(world, "cy")
    _publish(world, "cy")
    text = next(each.text for each in queries.languages_of(world.here) if each.code == "cy")
    policies.withdraw_language(world.context(), text)
    assert trail()[-2:] == ["language.publish", "language.withdraw"]


def test_english_cannot_be_withdrawn(world: World) -> None:
    """There is always a language to ask in."""
    text = next(each.text for each in queries.languages_of(world.here) if each.code == "en")
    with pytest.raises(NotFound):
        policies.withdraw_language(world.context(), text)


def test_staff_read_that_a_translation_was_not_checked(world: World) -> None:
    """M3: marked "not checked" to staff until a manager publishes it, and after."""
    page = world.signed_in("Mo").open("/manage/rules/languages")
    assert page.text.count("Not checked") == len(TEXTS)


@pytest.mark.parametrize(
    ("language", "told"),
    [("pl", "Tłumacz jeszcze nie sprawdził"), ("en-easy", "Nobody has tested this Easy Read")],
)
def test_patients_are_told_that_nobody_has_checked_what_they_read(
    world: World, language: str, told: str
) -> None:
    """M3: with the rules and on the receipt, until somebody has."""
    _publish(world, language)
    kiosk = world.kiosk()
    page = kiosk.submit(kiosk.open(f"/kiosk?lang={language}"), "/kiosk/start")
    assert told in page.text
    assert told in kiosk.open("/journey/rules-all?back=rules-before").text
    signed = world.sign(kiosk)
    unchecked = {"pl": "(tłumaczenie niesprawdzone)", "en-easy": "(not tested yet)"}[language]
    assert unchecked in world.browser().open(signed.page).text
    text = next(each.text for each in queries.languages_of(world.here) if each.code == language)
    checked = Checked("Ola Nowak, translator", "2026-11-02")
    translations.say_checked(world.by(world.mo), text, checked)
    kiosk = world.kiosk()
    page = kiosk.submit(kiosk.open(f"/kiosk?lang={language}"), "/kiosk/start")
    assert told not in page.text
    assert unchecked not in world.browser().open(signed.page).text


def test_english_says_nothing_of_a_translator(world: World) -> None:
    kiosk = world.kiosk()
    page = kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    assert "checked" not in page.text
    assert "checked" not in world.phone().open(world.sign(kiosk).page).text


def test_staff_call_easy_read_by_its_name() -> None:
    """K7: card, note and records name the language that was read, and Easy Read is not English."""
    assert [english_name(each) for each in ("en", "en-easy", "ur")] == [
        "English",
        "Easy Read",
        "Urdu",
    ]
