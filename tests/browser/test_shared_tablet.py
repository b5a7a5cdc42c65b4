"""A tablet that somebody walked away from (issue 3, 9): in a browser that keeps pages in memory,
with the browser's own clock moved by the test."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Playwright, expect

from harness.devices import TABLET, Devices, launch
from harness.patient import Kiosk
from harness.server import Server
from harness.waiting import wait_until
from tests.browser.conftest import Cast
from tests.browser.hurry import hurry
from tests.browser.survey import AXE, RUN_AXE, TAGS

LEAVER = "Bríd Leaver"
SPY_ON_WAKE_LOCK = """
  window.held = [];
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = function (kind) {
    const asked = request.call(this, kind);
    asked.then((lock) => window.held.push(lock.type));
    return asked;
  };
"""


@pytest.fixture(scope="module")
def remembering(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium as on every real tablet: it keeps pages for Back, and lets the screen stay on."""
    browser = launch(playwright.chromium, page_cache=True, whole=True)
    yield browser
    browser.close()


@pytest.fixture
def tablets(remembering: Browser, server: Server) -> Iterator[Devices]:
    devices = Devices(remembering, server.url)
    yield devices
    devices.close()
    assert devices.watch.unexpected == []


@pytest.fixture
def tablet(tablets: Devices, cast: Cast) -> Page:
    """The tablet on its first screen, its clock in the test's hand."""
    page = tablets.open(TABLET, state=cast.tablet)
    page.clock.install()
    Kiosk(page).open()
    return page


def begin(page: Page) -> Page:
    Kiosk(page).waits().start_button.click()
    page.wait_for_url("**/journey/rules-*")
    return page


def pass_time(page: Page, seconds: float) -> None:
    """Let this much time go by on the tablet."""
    page.clock.fast_forward(int(seconds * 1000))


def quiet(page: Page) -> float:
    """After how many seconds this page asks: 90, or as long as its text takes to read."""
    return float(page.locator("#idle").get_attribute("data-quiet") or 0)


def warning(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="Are you still here?")


def stay(page: Page) -> Locator:
    return warning(page).get_by_role("button", name="I am still here")


def test_after_90_seconds_the_tablet_asks_and_counts_down(tablet: Page) -> None:
    """The question takes the focus, says what will happen, and stays on top."""
    begin(tablet)
    pass_time(tablet, quiet(tablet) - 5)
    expect(warning(tablet)).to_have_count(0)
    pass_time(tablet, 6)
    expect(warning(tablet)).to_be_visible()
    expect(stay(tablet)).to_be_focused()
    expect(warning(tablet)).to_have_accessible_description(re.compile("your answers are deleted"))
    before = int(tablet.locator("[data-idle-left]").inner_text())
    pass_time(tablet, 5)
    expect(tablet.locator("[data-idle-left]")).not_to_have_text(str(before))
    assert int(tablet.locator("[data-idle-left]").inner_text()) <= before - 5


def test_the_countdown_is_read_out_twice_and_no_more(tablet: Page) -> None:
    begin(tablet)
    pass_time(tablet, quiet(tablet) + 1)
    said = tablet.get_by_role("timer")
    expect(stay(tablet)).to_be_focused()
    tablet.clock.run_for(6_000)
    expect(said).to_have_text("")
    tablet.clock.run_for(4_000)
    expect(said).to_have_text("Seconds left: 10")
    tablet.clock.run_for(5_000)
    expect(said).to_have_text("Seconds left: 5")


def test_who_is_still_here_loses_nothing_not_even_half_a_name(tablet: Page) -> None:
    hurry(begin(tablet), "you")
    name = tablet.get_by_role("textbox", name="full name")
    name.fill("Bríd Le")
    pass_time(tablet, quiet(tablet) + 1)
    stay(tablet).click()
    expect(warning(tablet)).to_have_count(0)
    expect(name).to_have_value("Bríd Le")
    pass_time(tablet, quiet(tablet) - 5)
    expect(warning(tablet)).to_have_count(0)
    pass_time(tablet, 6)
    tablet.keyboard.press("Escape")  # a sign of life too
    expect(warning(tablet)).to_have_count(0)
    expect(name).to_have_value("Bríd Le")


def test_a_touch_or_a_key_begins_the_90_seconds_anew(tablet: Page) -> None:
    begin(tablet)
    for sign in (lambda: tablet.touchscreen.tap(400, 400), lambda: tablet.keyboard.press("Tab")):
        pass_time(tablet, quiet(tablet) - 10)
        sign()
        pass_time(tablet, quiet(tablet) - 10)
        expect(warning(tablet)).to_have_count(0)
        sign()


def test_the_warning_has_no_fault_that_a_machine_finds_and_targets_are_large(tablet: Page) -> None:
    begin(tablet)
    pass_time(tablet, quiet(tablet) + 1)
    expect(stay(tablet)).to_be_focused()
    tablet.clock.resume()
    tablet.evaluate(AXE.read_text(encoding="utf-8"))
    assert tablet.evaluate(RUN_AXE, TAGS) == []
    for button in warning(tablet).get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 64


def test_who_listens_reads_or_swipes_is_there(tablet: Page) -> None:
    """A4: a voice that reads aloud, a focus that moves, a page that takes long to read."""
    begin(tablet)
    tablet.goto("/journey/rules-all")
    assert quiet(tablet) > 90  # the control: the shortest is 90
    for sign in (
        "Object.defineProperty(speechSynthesis, 'speaking', { value: true, configurable: true })",
        "Object.defineProperty(speechSynthesis, 'speaking', { value: false })",
        "document.querySelector('main a').focus()",
    ):
        tablet.evaluate(sign)
        tablet.clock.run_for(500)
        pass_time(tablet, quiet(tablet) - 10)
        assert warning(tablet).count() == 0, sign


def test_nobody_there_the_tablet_clears_itself(tablet: Page) -> None:
    """The session ends, cookies go by name, storage is empty, and Back shows nothing."""
    hurry(begin(tablet), "statements", name=LEAVER)
    tablet.evaluate("localStorage.setItem('of-the-checker', '7')")
    tablet.evaluate("sessionStorage.setItem('until-1', '2')")
    tablet.get_by_role("link", name="Back", exact=True).click()
    expect(tablet.get_by_role("textbox", name="full name")).to_have_value(LEAVER)
    pass_time(tablet, quiet(tablet) + 1)
    expect(stay(tablet)).to_be_focused()
    pass_time(tablet, 61)
    Kiosk(tablet).waits()
    names = {each["name"] for each in tablet.context.cookies()}
    assert "kiosk" in names
    assert "journey" not in names
    kept = tablet.evaluate("[sessionStorage.length, localStorage.getItem('of-the-checker')]")
    assert kept == [0, "7"], "ours goes, by name; the checker's memory of rollback stays"
    shows_nothing(tablet)


def test_finish_now_clears_at_once(tablet: Page) -> None:
    hurry(begin(tablet), "check", name=LEAVER)
    pass_time(tablet, quiet(tablet) + 1)
    warning(tablet).get_by_role("button", name="Finish now").click()
    Kiosk(tablet).waits()
    shows_nothing(tablet)


def test_the_receipt_clears_too_and_stays_good(tablet: Page) -> None:
    hurry(begin(tablet), "check", name=LEAVER)
    tablet.get_by_role("button", name="Sign and get my receipt").click()
    expect(tablet.get_by_text("Your code")).to_be_visible()
    pass_time(tablet, quiet(tablet) + 1)
    expect(warning(tablet)).to_contain_text("Your receipt stays good")
    pass_time(tablet, 61)
    Kiosk(tablet).waits()
    shows_nothing(tablet)


def test_a_tablet_that_slept_for_an_hour_wakes_up_empty(tablet: Page) -> None:
    hurry(begin(tablet), "check", name=LEAVER)
    pass_time(tablet, 3600)
    Kiosk(tablet).waits()
    shows_nothing(tablet)


def test_the_next_patient_begins_with_empty_pages(tablet: Page) -> None:
    hurry(begin(tablet), "check", name=LEAVER)
    pass_time(tablet, 400)
    hurry(begin(tablet), "you")
    expect(tablet.get_by_role("textbox", name="full name")).to_have_value("")


def shows_nothing(page: Page) -> None:
    """Back as far as it goes, Forward and Reload: nothing of the patient before."""
    for _page in range(page.evaluate("history.length") - 1):
        page.go_back(wait_until="commit")
        nothing_on(page)
    for _page in range(3):
        go_forward(page)
        nothing_on(page)
    page.reload()
    nothing_on(page)


def go_forward(page: Page) -> None:
    """Forward, once the page that came back from the cache has finished loading itself anew."""
    try:
        page.go_forward(wait_until="commit")
    except Error:  # Chromium was in the middle of that: "not attached to an active page"
        page.wait_for_load_state()
        page.go_forward(wait_until="commit")


def nothing_on(page: Page) -> None:
    if page.url == "about:blank":
        return
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    for text in (LEAVER, "Margaret", "27 March 1948"):
        expect(page.get_by_text(text)).to_have_count(0)
    held = page.locator("input:not([type=hidden]):not([type=radio]):not([type=checkbox])")
    assert [each.input_value() for each in held.all() if each.input_value()] == []


def test_a_checker_that_this_tablet_kept_is_dropped_and_its_page_clears(
    tablets: Devices, cast: Cast
) -> None:
    """A3: what a service worker shows never clears itself; the server's page does."""
    page = tablets.open(TABLET, state=cast.tablet, workers=True)
    page.context.clear_cookies()
    page.goto("/verifier/")
    expect(page.get_by_text("This page works without a network")).to_be_visible()
    page.context.add_cookies(cast.tablet["cookies"])
    page.clock.install()
    Kiosk(page).open()
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/verifier/")
    expect(page.locator("#idle")).to_be_attached()
    pass_time(page, quiet(page) + 1)
    expect(stay(page)).to_be_focused()
    pass_time(page, 61)
    Kiosk(page).waits()


def test_after_20_minutes_the_tablet_asks_and_gives_more_time(tablet: Page) -> None:
    """Somebody is busy all along: asked once, answered, and left in peace on the next page."""
    begin(tablet)
    for _minute in range(19):
        pass_time(tablet, 60)
        tablet.keyboard.press("Shift")
    expect(warning(tablet)).to_have_count(0)
    pass_time(tablet, 45)
    expect(warning(tablet).get_by_text("Take all the time that you need")).to_be_visible()
    expect(warning(tablet).get_by_text("Nobody has touched")).to_be_hidden()
    stay(tablet).click()
    tablet.get_by_role("button", name="Continue").click()
    tablet.wait_for_url("**/journey/rules-during")
    for _minute in range(19):
        pass_time(tablet, 60)
        tablet.keyboard.press("Shift")
    expect(warning(tablet)).to_have_count(0)


def test_a_server_that_does_not_answer_is_said_and_its_return_too(
    tablets: Devices, tablet: Page
) -> None:
    tablets.watch.excuse("request failed: .*/healthz")
    tablets.watch.excuse("console error: Failed to load resource: net::ERR_INTERNET")
    notice = tablet.get_by_role("alertdialog", name="This tablet is not working now")
    tablet.context.set_offline(True)
    for _turn in range(2):
        pass_time(tablet, 11)
        tablet.wait_for_timeout(200)
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("ask at reception, or use the code on the poster")
    tablet.context.set_offline(False)
    pass_time(tablet, 11)
    expect(notice).to_have_count(0)
    Kiosk(tablet).waits()


def test_a_lost_connection_keeps_what_was_typed(tablets: Devices, tablet: Page) -> None:
    tablets.watch.excuse("request failed: .*/healthz")
    tablets.watch.excuse("console error: Failed to load resource: net::ERR_INTERNET")
    hurry(begin(tablet), "you")
    name = tablet.get_by_role("textbox", name="full name")
    name.fill("Bríd Le")
    tablet.context.set_offline(True)
    for _turn in range(2):
        pass_time(tablet, 11)
        tablet.wait_for_timeout(200)
    notice = tablet.get_by_role("alertdialog", name="This tablet is not working now")
    expect(notice).to_be_visible()
    tablet.context.set_offline(False)
    pass_time(tablet, 11)
    expect(notice).to_have_count(0)
    expect(name).to_have_value("Bríd Le")


def test_who_walks_away_while_the_server_is_gone_leaves_nothing_on_the_screen(
    tablets: Devices, tablet: Page
) -> None:
    tablets.watch.excuse("request failed: .*/(healthz|journey/leave)")
    tablets.watch.excuse("console error: Failed to load resource: net::ERR_INTERNET")
    hurry(begin(tablet), "check", name=LEAVER)
    tablet.context.set_offline(True)
    pass_time(tablet, 400)
    expect(tablet.get_by_text(LEAVER)).to_have_count(0)
    expect(tablet.get_by_role("alertdialog", name="This tablet is not working")).to_be_visible()
    tablet.context.set_offline(False)
    pass_time(tablet, 6)
    Kiosk(tablet).waits()
    shows_nothing(tablet)


def test_the_screen_stays_on(tablets: Devices, cast: Cast) -> None:
    page = tablets.open(TABLET, state=cast.tablet)
    page.add_init_script(SPY_ON_WAKE_LOCK)
    Kiosk(page).open()
    wait_until(page, "window.held.length > 0")
    assert page.evaluate("window.held") == ["screen"]


def test_chromium_finds_no_fault_with_the_full_screen_manifest(tablet: Page) -> None:
    manifest = tablet.context.new_cdp_session(tablet).send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert '"fullscreen"' in manifest["data"]
