"""A page that was answered before anybody can have read it is shown again, once."""

import pytest

from kiosk.store.models import Consent, Journey
from kiosk.views.front.seen import SEEN_AFTER
from tests.cast import World
from tests.pages import Browser


@pytest.fixture
def phone(world: World) -> Browser:
    """A phone that has begun, where a page takes no answer until it has been seen."""
    return arrive(world, world.phone())


def arrive(world: World, phone: Browser, until: str = "") -> Browser:
    """From the page where the phone is now (or which it walks to), the real wait holds."""
    if until:
        world.app.config["SEEN_AFTER"] = 0
        world.walk(phone, until=until)
    world.app.config["SEEN_AFTER"] = SEEN_AFTER
    return phone


def answers() -> dict[str, object]:
    return dict(Journey.select().get().answers)


def test_rules_answered_at_once_are_shown_again_and_count_as_unread(phone: Browser) -> None:
    page = phone.get("/journey/rules-before")
    again = phone.submit(page, "/journey/rules-before")
    assert again.heading == page.heading
    assert answers() == {}
    phone.submit(again, "/journey/rules-before")  # a slow page is no trap: once is enough
    assert answers() == {"rules-before": True}


def test_rules_that_were_there_for_a_second_are_read(world: World, phone: Browser) -> None:
    """The control: what holds the answer back is the time alone."""
    page = phone.get("/journey/rules-before")
    world.clock.forward(seconds=1)
    phone.submit(page, "/journey/rules-before")
    assert answers() == {"rules-before": True}


def test_the_private_question_answered_at_once_is_asked_again(world: World, phone: Browser) -> None:
    """Q10: nothing is kept of a tap that was meant for the page before, and no mark shows it."""
    arrive(world, phone, "more")
    before = answers()
    page = phone.get("/journey/more")
    again = phone.submit(page, "/journey/more", more="mine")
    assert again.heading == page.heading
    assert "Your answer" not in again.text
    assert answers() == before
    phone.submit(again, "/journey/more", more="mine")
    assert answers() == before | {"more": "mine"}


def test_nothing_is_signed_before_the_last_page_was_seen(world: World, phone: Browser) -> None:
    arrive(world, phone, "check")
    page = phone.get("/journey/check")
    again = phone.submit(page, "/journey/check")
    assert again.heading == page.heading
    assert Consent.select().count() == 0
    phone.submit(again, "/journey/check")
    assert Consent.select().count() == 1


@pytest.mark.parametrize("stamp", ["", "nonsense", "1.2.3", "x" * 2000])
def test_a_form_that_does_not_say_when_it_was_made_is_taken(phone: Browser, stamp: str) -> None:
    """The stamp is for the patient's own good: it guards nothing, so nothing hangs on it."""
    page = phone.get("/journey/rules-before")
    phone.submit(page, "/journey/rules-before", made=stamp)
    assert answers() == {"rules-before": True}
