"""The whole walk as a screen reader has it: Chromium's accessibility tree, page by page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from harness.clinician import Desk
from harness.devices import TABLET, Devices
from harness.patient import Receipt, Walk
from tests.browser.ear import Ear, tree
from tests.browser.places import JOURNEYS
from tests.browser.polyglot import Clinic, begin, first_page

pytestmark = pytest.mark.timeout(600)  # many pages in one walk, on a busy machine


@pytest.fixture(scope="module")
def ear(chromium: Browser, polyglot: Clinic) -> Iterator[Ear]:
    """Every page of every journey, listened to once."""
    rooms, heard = Devices(chromium, polyglot.url), Ear()
    for journey in JOURNEYS:
        page = first_page(rooms, polyglot, TABLET)
        heard.listen(page, "first screen")
        begin(page)
        for place in journey:
            place.reach(page)
            heard.listen(page, place.name)
        page.context.close()
    yield heard
    rooms.close()
    assert rooms.watch.unexpected == []


@pytest.mark.long  # every run listens to the same pages in Urdu: test_axe_languages.py
def test_every_control_has_a_name_and_every_page_an_outline(ear: Ear) -> None:
    """WCAG 1.3.1, 2.4.2, 2.4.3, 3.3.1, 4.1.2: names, questions, headings, titles, focus."""
    assert len(ear.heard) > 35
    assert ear.wrong == {}


def test_each_yes_or_no_is_heard_with_its_question(phone: Callable[..., Walk]) -> None:
    """R4, R19: four questions, each with two answers; which one is chosen is heard too."""
    page = phone().to("types").page
    radios = [each for each in tree(page) if each.role == "radio"]
    heard = [(each.question.split()[0], each.properties.get("checked")) for each in radios]
    yes, no = ("true", "false"), ("false", "true")
    assert heard == [
        *(("Sound", each) for each in yes),
        *(("Video", each) for each in no),
        *(("Photos", each) for each in no),
        *(("A", each) for each in no),  # live call or stream
    ]


def test_a_change_of_the_receipt_is_announced(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """K2, WCAG 4.1.3: a live region speaks only if it stays while what is in it changes."""
    receipt = signed()
    receipt.says("Do not record yet")
    region = receipt.page.locator("[aria-live=polite]", has_text="Do not record yet")
    before = region.element_handle()
    card = desk().verify(receipt.code)
    for act, word in ((card.agree, "You can record"), (card.start, "Recording now")):
        act()
        receipt.says(word)
        assert before.evaluate("each => each.isConnected"), "the live region was replaced"
        assert word in before.inner_text()
        spoken = [each for each in tree(receipt.page) if each.name == word]
        live = {above.properties.get("live") for each in spoken for above in each.above}
        assert "polite" in live, f"{word!r} is in no live region"


def test_losing_touch_is_announced(signed: Callable[..., Receipt], devices: Devices) -> None:
    """WCAG 4.1.3: an alert that is there all along, and shown when it holds."""
    page = signed().page
    assert page.locator("[role=alert][data-lost]").count() == 1
    assert "Lost touch" not in {each.name for each in tree(page)}
    devices.watch.excuse("status|ERR_FAILED|htmx")
    page.route("**/status?*", lambda route: route.abort())
    page.clock.install()
    page.reload()
    page.clock.run_for(8_000)
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert any(
        each.name == "Lost touch" and any(above.role == "alert" for above in each.above)
        for each in tree(page)
    )
