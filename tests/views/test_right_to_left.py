"""Names, numbers and versions amid words that run the other way (M3, UAX 9 §2.4)."""

import pytest

from harness.answers import PATIENT
from harness.tongues import tongue
from kiosk.actions import policies
from kiosk.store import queries
from tests.cast import NHS_NUMBER, World
from tests.pages import Browser

MAN = "محمد خان"
CHILD = {
    "whose": {"whose": "child"},
    "behalf": {"signer": "Tom O'Neill", "relationship": "parent"},
    "you": {**PATIENT, "year": "2019", "nhs_number": NHS_NUMBER},
    "signature": {"way": "witness", "how": "spoken", "witness": "Ann Nurse", "records": "no"},
    "hold": {"hold": "yes"},
}


def held(text: str) -> str:
    return f"\u2068{text}\u2069"


@pytest.fixture
def urdu(world: World) -> Browser:
    """A tablet on which somebody began in Urdu."""
    for each in queries.languages_of(world.here):
        if each.code == "ur":
            policies.offer_language(world.context(), each.text)
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk?lang=ur"), "/kiosk/start")
    return kiosk


def test_latin_names_and_numbers_stay_whole_in_urdu(world: World, urdu: Browser) -> None:
    """Without it the groups of an NHS number, or of a version, are read from the wrong end."""
    page = world.walk(urdu, **CHILD)
    for text in ("Tom O'Neill", PATIENT["name"], NHS_NUMBER, "Ann Nurse"):
        assert held(text) in page.text, text
    policy = queries.published_policy(world.here)
    assert policy is not None
    assert held(policy.version) in urdu.get("/rules?at=hart&lang=ur").text


def test_a_name_in_a_sentence_is_isolated(world: World, urdu: Browser) -> None:
    page = world.walk(urdu, until="signature", **CHILD)
    sentence = tongue("ur").say("You sign for %(name)s.", name=held(PATIENT["name"]))
    assert sentence in page.text


def test_an_arabic_name_turns_nothing_round_in_english(world: World) -> None:
    """The clinic's own words stay where they are."""
    page = world.walk(world.phone(), you={**PATIENT, "name": MAN}, signature={"name": MAN})
    assert held(MAN) in page.text


def test_latin_words_in_english_need_no_marks(world: World) -> None:
    page = world.walk(world.phone())
    assert "\u2068" not in page.text
