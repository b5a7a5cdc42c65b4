"""Green is for what may be recorded alone; a no says that all wait for one (E4, K3, A5)."""

from kiosk.store import packs
from tests.cast import World
from tests.pages import words

TWO = {"types": ["sound", "video"]}


def parts(world: World, receipt: str) -> tuple[str, str]:
    """The words of the band, and of the whole that is asked for again."""
    page = world.browser().get(receipt)
    band = next(each for each in page.tree.iter("div") if "band--go" in each.get("class", ""))
    return words(band), page.text


def test_what_was_not_agreed_stands_outside_of_the_green(world: World) -> None:
    consent = world.decided(types=("sound",), answers=TWO)
    band, whole = parts(world, world.receipt(consent).page)
    assert "Sound" in band
    assert "Video" not in band
    assert "Not agreed: Video" in whole


def test_what_was_all_agreed_has_nothing_beside_it(world: World) -> None:
    consent = world.decided(types=("sound", "video"), answers=TWO)
    _band, whole = parts(world, world.receipt(consent).page)
    assert "Not agreed" not in whole


def test_patient_and_card_say_the_same_rule(world: World) -> None:
    """K5: one no stops it until they have left or changed their mind."""
    company = [{"id": 1, "name": "Sam", "role": "companion", "says": "no"}]
    consent = world.decided(answers={"company": company})
    text = world.browser().get(world.receipt(consent).page).text
    assert "Please do not record while they are here." in text
    card = world.signed_in("alice").get(world.card(consent.id)).text
    assert "If they leave, note it here." in card
    assert "Start waits Said no: Sam." in card


def test_the_question_who_is_there_says_it_too() -> None:
    _pack, texts = packs.read_pack(packs.default_pack())
    english = next(each for each in texts if each["language"] == "en")
    why = english["questions"]["company"]["why"]
    assert "recording waits until they change their mind or leave" in why
