"""`/verifier/` without its server, and with one that has forgotten: old news is no plain yes."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from harness.devices import Devices
from signing.keys import KeyRing
from tests.browser.checker import (
    AGREED,
    ASK,
    FRESH,
    MINUTES,
    OFFLINE,
    Checker,
    Place,
    device,
)

# --- without the server ---


@pytest.fixture
def cut_off(rooms: Devices, place: Place) -> Iterator[Checker]:
    """A device that has the page and the news, at a time that the test sets; the server is down."""
    checker = device(rooms)
    checker.page.clock.install()
    checker.open().installed()
    rooms.watch.excuse(OFFLINE)
    place.server.stop()
    yield checker
    place.server.start()


def test_with_the_server_stopped_it_opens_and_answers(cut_off: Checker, place: Place) -> None:
    cut_off.page.reload()
    cut_off.open(place.cases["agreed"]).says(AGREED, tone="go")
    expect(cut_off.note).to_contain_text("There is no way to the server now")
    cut_off.check(place.cases["withdrawn"]).says("Withdrawn", tone="stop")
    cut_off.check(place.cases["handed over"]).says("No agreement now", tone="stop")
    cut_off.check(place.cases["signed"][:-3] + "AAA").says("Not genuine", tone="stop")


def test_old_news_is_no_plain_yes(cut_off: Checker, place: Place) -> None:
    """While it stands on the screen, and when it is asked anew; what was no stays no."""
    cut_off.check(place.cases["signed"]).says(FRESH, tone="seal")
    cut_off.page.clock.fast_forward(14 * MINUTES)
    cut_off.says(FRESH, tone="seal")
    cut_off.page.clock.fast_forward(2 * MINUTES)
    cut_off.says(ASK, tone="wait")
    expect(cut_off.page.locator("[data-announce]")).to_contain_text(ASK)
    cut_off.check(place.cases["agreed"])
    cut_off.says("Genuine. Agreed: sound. May have been withdrawn: ask", tone="wait")
    cut_off.check(place.cases["withdrawn"]).says("Withdrawn", tone="stop")
    expect(cut_off.known).to_contain_text("That is too long ago to be sure.")
    cut_off.page.clock.fast_forward(13 * 60 * MINUTES)
    cut_off.check(place.cases["signed"]).says("Out of date", tone="over")


def test_what_was_signed_after_the_last_news_is_no_plain_yes(
    cut_off: Checker, place: Place
) -> None:
    cut_off.page.clock.fast_forward(5 * MINUTES)
    now = int(cut_off.page.evaluate("Date.now()")) // 1000
    later = place.receipt(iat=now - 60, exp=now + 3600)
    cut_off.check(later).says(ASK, tone="wait")


def test_a_key_that_is_newer_than_the_news_cannot_be_told(cut_off: Checker, place: Place) -> None:
    rotated = place.receipt(KeyRing.generate())
    cut_off.check(rotated).says("Cannot tell", tone="lost")


def test_a_device_that_was_never_connected_cannot_tell(rooms: Devices, place: Place) -> None:
    checker = device(rooms)
    checker.page.context.route("**/.well-known/**", lambda route: route.abort())
    rooms.watch.excuse("well-known|ERR_FAILED")
    checker.open(place.cases["signed"]).says("Cannot tell yet", tone="lost")
    expect(checker.known).to_contain_text("Nothing yet. Connect to the network once.")


# --- a server that has forgotten ---


def test_an_older_list_than_one_seen_is_refused(rooms: Devices, place: Place) -> None:
    """A backup is restored: the list forgets a withdrawal, and this device does not."""
    seen = device(rooms).open().installed()
    seen.check(place.cases["withdrawn"]).says("Withdrawn", tone="stop")
    receipt = place.cases["withdrawn"].split("~")[0]
    rooms.watch.excuse(OFFLINE)
    place.roll_back()
    try:
        seen.check(receipt).says("Withdrawn", tone="stop")
        expect(seen.note).to_contain_text("older than one this device has seen. It was not used.")
        seen.page.reload()
        seen.check(receipt).says("Withdrawn", tone="stop")
        # Nor is the list of an old day, though nothing newer comes.
        rooms.watch.excuse("ERR_FAILED")
        seen.page.route("**/recording-consent-status", lambda route: route.abort())
        week = int(time.time()) - 7 * 24 * 3600
        seen.check(place.receipt(iat=week, exp=week + 60)).says("Out of date", tone="over")
        expect(seen.note).to_contain_text("older than one this device has seen")
        seen.page.unroute("**/recording-consent-status")
        # The control: a device that has seen nothing has to believe what it is told.
        device(rooms).open(receipt).says(FRESH, tone="seal")
    finally:
        place.roll_forward()
    seen.check(receipt).says("Withdrawn", tone="stop")
    expect(seen.note).to_be_hidden()


def test_a_newer_page_takes_the_place_of_the_old_one(rooms: Devices, place: Place) -> None:
    """The service worker's update: the practice moves to another address."""
    checker = device(rooms).open().installed()
    expect(checker.page.locator("[data-newer]")).to_be_hidden()
    rooms.watch.excuse(OFFLINE)
    place.server.stop()
    moved = f"http://localhost:{place.server.port}"
    place.server.env["ASKFIRST_PUBLIC_URL"] = moved
    try:
        place.server.start()
        checker.page.reload()
        checker.page.get_by_role("button", name="Use it now").click()
        expect(checker.page.locator(".verifier__foot")).to_contain_text(moved)
        checker.check(place.cases["signed"]).says("From another place", tone="over")
        assert checker.page.evaluate("caches.keys().then((names) => names.length)") == 1
    finally:
        place.server.stop()
        del place.server.env["ASKFIRST_PUBLIC_URL"]
        place.server.start()
