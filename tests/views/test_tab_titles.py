"""The titles of staff pages: how many wait and what holds, without a name; without scripts too."""

from tests.cast import World
from tests.pages import Browser, words


def title(browser: Browser, path: str) -> str:
    return words(browser.get(path).tree.find(".//title"))


def test_today_says_how_many_wait(world: World) -> None:
    alice = world.signed_in("alice")
    assert title(alice, "/staff/") == "Today – Hart Street"
    world.signed()
    world.signed()
    assert title(alice, "/staff/") == "(2) Today – Hart Street"
    world.decided()
    assert title(alice, "/staff/") == "(2) Today – Hart Street"


def test_the_card_says_what_holds_and_no_name(world: World) -> None:
    alice, consent = world.signed_in("alice"), world.recording()
    code = world.receipt(consent).code
    said = title(alice, world.card(consent.id))
    assert said == f"Recording: Card {code} – Hart Street"


def test_a_list_that_changes_is_told_from_one_that_is_drawn_again(world: World) -> None:
    """A minute draws the list anew and is no news; that somebody agreed is."""

    def news() -> str:
        part = next(each for each in alice.get("/staff/").tree.iter() if each.get("id") == "list")
        return part.get("data-news", "")

    alice, consent = world.signed_in("alice"), world.signed()
    before = news()
    world.clock.forward(minutes=2)
    assert news() == before
    world.decide(consent)
    assert news() != before
