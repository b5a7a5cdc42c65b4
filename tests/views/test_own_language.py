"""The reader's own language (M3): at first sight, by the control on every page, answers kept."""

import pytest

from harness.tongues import tongue
from kiosk import links
from kiosk.actions import consents, policies
from kiosk.domain.policy import text_hash
from kiosk.store import queries
from kiosk.store.models import Consent, Journey, PolicyText
from tests.cast import World
from tests.pages import Browser, Page

URDU = tongue("ur")


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    for each in queries.languages_of(world.here):
        if each.code in ("ur", "pl"):
            policies.offer_language(world.context(), each.text)


def spoken(page: Page) -> str | None:
    return page.tree.get("lang")


def phone(world: World, asks: str) -> Browser:
    """A phone whose browser asks for these languages."""
    return world.browser(headers={"Accept-Language": asks})


def poster(world: World) -> str:
    return f"/p/{links.poster_code(world.secrets, world.here.id, world.here.poster_turn)}"


def change(browser: Browser, page: Page, code: str) -> Page:
    """Choose in the bar of this page."""
    return browser.submit(page, "/language", lang=code)


def test_what_is_offered_and_what_it_is_called_is_true_at_once(world: World) -> None:
    """The list is kept by the hash of its words alone: a change of either is another hash, or
    another list.
    """
    assert [each.code for each in queries.spoken_at(world.here)] == ["en", "pl", "ur"]
    text = next(each.text for each in queries.languages_of(world.here) if each.code == "ur")
    PolicyText.update(published_at=None).where(PolicyText.id == text.id).execute()
    assert [each.code for each in queries.spoken_at(world.here)] == ["en", "pl"]
    called = {**text.words, "name": "Another name"}
    told = {"words": called, "text_hash": text_hash(text.policy.pack, called), "published_at": 1}
    PolicyText.update(told).where(PolicyText.id == text.id).execute()
    assert queries.spoken_at(world.here)[-1] == queries.Spoken("ur", "Another name", "rtl")
    asked = [(each.code, each.name, each.direction) for each in queries.languages_of(world.here)]
    offered = {(each.code, each.name, each.direction) for each in queries.spoken_at(world.here)}
    assert offered == {each for each in asked if each[0] in ("en", "pl", "ur")}


# --- at first sight ---


@pytest.mark.parametrize(
    ("asks", "shown"),
    [
        ("ur-PK,ur;q=0.9,en;q=0.8", "ur"),
        ("pl", "pl"),
        ("en-GB,ur;q=0.5", "en"),
        ("fr,ur;q=0.5,en;q=0.4", "ur"),
        ("ar-EG,en;q=0.5", "en"),  # Arabic is not published here
        ("", "en"),
        ("*", "en"),
        ("\x00;;q=x,,,", "en"),
    ],
)
def test_a_phone_is_met_in_its_own_language(world: World, asks: str, shown: str) -> None:
    own = phone(world, asks)
    for path in ("/", "/v", poster(world), world.handoff()):
        assert spoken(own.get(path)) == shown, path
    assert spoken(own.get(f"{poster(world)}?lang=pl")) == "pl"


def test_what_the_phone_speaks_goes_along_into_the_walk(world: World) -> None:
    own = phone(world, "ur")
    first = own.submit(own.get(poster(world)), poster(world))
    assert spoken(first) == "ur"
    assert Journey.get().text.language == "ur"


def test_the_tablets_own_language_is_not_the_patients(world: World) -> None:
    tablet = world.kiosk()
    tablet.environ["headers"] = {"Accept-Language": "ur"}
    assert spoken(tablet.get("/kiosk")) == "en"


def test_staff_are_met_in_english(world: World) -> None:
    assert spoken(phone(world, "ur").get("/staff/sign-in")) == "en"


def test_a_receipts_check_says_the_places_name_in_the_readers_language(world: World) -> None:
    own, token = phone(world, "ur"), world.signed().token
    page = own.submit(own.get("/v"), "/v", entry=token)
    assert URDU.say("Genuine") in page.text
    assert URDU.say("Signed at: %(place)s", place="\u2068Hart Street\u2069") in page.text
    assert "hart" not in page.text


# --- the control on every page ---


def test_the_words_change_and_every_answer_stays(world: World) -> None:
    """The rules are read again: the receipt names the language of the words that were read."""
    own = world.phone()
    page = change(own, world.walk(own, "part"), "ur")
    assert page.path.partition("?")[0].endswith("/rules-before")
    assert URDU.words["groups"]["before"]["title"] in page.text
    for _group in range(3):
        step = page.path.partition("?")[0]
        page = own.follow(own.post(f"{step}?then=part", page.form(step)))
    assert page.path.endswith("/part")  # back where the language was changed
    assert Journey.get().answers["types"] == ["sound"]
    signed = Consent.get_by_id(world.sign(own).consent)
    assert signed.text.language == "ur"


def test_on_the_first_page_of_the_rules_nothing_else_changes(world: World) -> None:
    own = world.phone()
    page = change(own, own.get("/journey/rules-before"), "pl")
    assert page.path.endswith("/rules-before")
    assert spoken(page) == "pl"
    assert spoken(change(own, page, "en")) == "en"


@pytest.mark.parametrize("code", ["ar", "xx", "", "ur'--", "x" * 5000])
def test_a_language_that_is_not_offered_changes_nothing(world: World, code: str) -> None:
    own = world.phone()
    page = change(own, own.get("/journey/rules-before"), code)
    assert spoken(page) == "en"
    assert Journey.get().text.language == "en"
    stranger = world.browser()
    assert spoken(change(stranger, stranger.get("/"), code)) == "en"


def test_a_receipt_is_shown_in_the_language_chosen_and_stays_as_it_was_signed(
    world: World,
) -> None:
    own = world.phone()
    receipt = world.sign(own)
    page = change(own, own.get(receipt.page), "ur")
    assert spoken(page) == "ur"
    assert URDU.words["questions"]["by"]["title"] in page.text
    assert "English" in page.text  # the rules were read in it
    assert URDU.say("Do not record yet") in own.get(f"{receipt.page}/status").text
    assert spoken(world.browser().get(receipt.page)) == "en"


@pytest.mark.parametrize("ended", [True, False], ids=["ask again", "change"])
def test_signing_again_begins_in_the_language_that_is_read_now(world: World, ended: bool) -> None:
    """Signed in English, read in Urdu since: asked in Urdu, and the rules are read in it."""
    own = world.phone()
    receipt = world.sign(own)
    if ended:
        consents.withdraw(world.context(), Consent.get_by_id(receipt.consent))
    change(own, own.get(receipt.page), "ur")
    page = own.submit(own.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    assert spoken(page) == "ur"
    assert page.path.startswith("/journey/rules-")
    begun = Journey.get(Journey.replaces == receipt.consent)
    assert (begun.text.language, begun.answers["types"]) == ("ur", ["sound"])
    assert not [step for step in begun.answers if step.startswith("rules-")]


def test_signing_again_in_a_language_taken_back_since_is_as_it_was_signed(world: World) -> None:
    own = world.phone()
    receipt = world.sign(own)
    change(own, own.get(receipt.page), "ur")
    urdu = next(each for each in queries.languages_of(world.here) if each.code == "ur")
    policies.withdraw_language(world.context(), urdu.text)
    own.submit(own.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    assert Journey.get(Journey.replaces == receipt.consent).text.language == "en"


def test_on_the_tablet_the_choice_ends_with_its_patient(world: World) -> None:
    tablet = world.kiosk()
    first = tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    page = change(tablet, first, "ur")
    assert spoken(page) == "ur"
    assert spoken(tablet.submit(page, "/journey/leave")) == "en"
    assert spoken(tablet.get("/kiosk")) == "en"


def test_choosing_leads_nowhere_else(world: World) -> None:
    own = world.browser()
    page = own.submit(own.get("/"), "/language", lang="ur", back="https://evil.example/")
    assert page.path == "/"


def test_where_one_language_is_offered_there_is_no_control(world: World) -> None:
    for each in queries.languages_of(world.here):
        if each.code != "en" and each.offered:
            policies.withdraw_language(world.context(), each.text)
    assert "/language" not in world.browser().get("/").html
