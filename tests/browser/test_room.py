"""A visit as it goes, from scan to note; people come and go, and the patient's phone follows."""

import datetime
import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from harness import cameras
from harness.clinician import Card, Desk
from harness.databases import Outsider
from harness.devices import TABLET_WIDE, Devices, launch
from harness.eyes import scan
from harness.patient import NAME, Receipt
from harness.server import Server
from tests.browser.conftest import Cast
from tests.browser.test_decisions import FOLLOWS, within

LOOKS_AGAIN = 12  # seconds, a second screen without JavaScript
CONDITIONS = ("No faces or name badges", "Pause for the examination")
IN_ORDER = (
    (
        r"Patient audio-recorded this consultation on own phone \d\d:\d\d–\d\d:\d\d, agreed by"
        r" Dr Alice Hart \(GP\)\."
    ),
    r"Conditions: no faces or name badges; pause for the examination\.",
    r"Paused \d\d:\d\d–\d\d:\d\d: student came in, said yes\.",
    r"Handed over to a colleague, \d\d:\d\d\.",
    r"Not agreed \(it distracts from care\), Bob Singh \(Locum nurse\), \d\d:\d\d\.",
    r"Patient keeps it, for own use; .* No copy here\.",
)


@pytest.fixture
def with_camera(
    playwright: Playwright, server: Server, cast: Cast, tmp_path: Path
) -> Iterator[Callable[[Page], Page]]:
    """Alice's list on a device whose camera is held to a phone: `with_camera(its_page)`."""
    film = tmp_path / "film.y4m"
    opened: list[Devices] = []

    def hold(phone: Page) -> Page:
        code = Image.open(io.BytesIO(phone.locator("svg.qr").first.screenshot()))
        cameras.video(film, [cameras.held(code, turn=8)])
        rooms = Devices(launch(playwright.chromium, *cameras.flags(film), whole=True), server.url)
        opened.append(rooms)
        page = rooms.open(TABLET_WIDE, state=cast.alice)
        page.context.grant_permissions(["camera"])
        return Desk(page).open().page

    yield hold
    for rooms in opened:
        rooms.close()
        rooms.browser.close()
        assert rooms.watch.unexpected == []


def in_order(text: str, patterns: tuple[str, ...]) -> None:
    """Each of these stands in the text, after the one before."""
    place = 0
    for pattern in patterns:
        found = re.compile(pattern).search(text, place)
        assert found, f"{pattern!r} is not where it should be in:\n{text}"
        place = found.end()


def visit(receipt: Receipt, alice: Card, bob: Desk, seconds: float) -> None:
    """Conditions, somebody comes in, their yes, a colleague takes over and says no."""
    alice.agree_with(*CONDITIONS)
    receipt.says("You can record", seconds)
    expect(receipt.page.get_by_text("Keep faces and name badges out")).to_be_visible()
    alice.start()
    receipt.says("Recording now", seconds)
    alice.came_in("Student", "Priya Shah")
    receipt.says("Pause recording", seconds)
    expect(receipt.page.get_by_text("Someone came in, and must be asked first")).to_be_visible()
    expect(alice.page.get_by_role("button", name="Resume")).to_be_disabled()
    alice.said("Priya Shah", "Yes")
    alice.resume()
    receipt.says("Recording now", seconds)
    alice.hand_over()
    receipt.says("Stop recording", seconds)
    card = bob.verify(receipt.code)
    card.says("Handed over: not decided yet")
    expect(card.page.get_by_role("button", name="Start recording")).to_have_count(0)
    card.do_not_agree("It distracts from care")
    receipt.says("Not this time", seconds)
    in_order(card.note(), IN_ORDER)


def test_a_visit_from_the_camera_to_a_colleague_who_says_no(
    signed: Callable[..., Receipt],
    desk: Callable[..., Desk],
    with_camera: Callable[[Page], Page],
) -> None:
    """K1, K3, K5, K6, K7: the whole of it, the phone never more than three seconds behind."""
    receipt = signed()
    receipt.says("Do not record yet")
    tablet = with_camera(receipt.page)
    tablet.get_by_role("link", name="Scan with the camera").click()
    alice = Desk(tablet).card()
    expect(tablet.get_by_text(receipt.code).first).to_be_visible()
    visit(receipt, alice, desk("bob"), FOLLOWS)


@pytest.mark.long
def test_the_same_visit_without_javascript(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """Plain forms, and pages that look again by themselves: nothing is missing."""
    receipt = signed(js=False)
    pasted = scan(receipt.page)
    alice = desk(js=False).verify(pasted)
    visit(receipt, alice, desk("bob", js=False), within(js=False))


def test_a_code_that_is_read_out_is_typed_in_any_way(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """K12: lower case, spaces, no hyphen, O for nought, l for one, full-width: the same card."""
    receipt = signed()
    code = receipt.code
    alice = desk()
    for typed in (
        code.lower(),
        " ".join(code.replace("-", "")),
        code.replace("-", "").lower().replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
        "".join(chr(ord(each) + 0xFEE0) for each in code),
    ):
        card = alice.open().verify(typed)
        expect(card.page.get_by_text(code, exact=True).first).to_be_visible()


@pytest.mark.long
def test_at_a_visit_by_phone_everyone_who_listens_is_named(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """K12: no agreement before the clinician has said who listens, and each of them is asked."""
    receipt = signed(js=js, where="remote")
    card = desk(js=js).verify(receipt.code.lower().replace("-", " "))
    page, alert = card.page, card.page.get_by_role("alert")
    agree = page.get_by_role("button", name="Agree to")
    card.check_both()
    agree.click()
    expect(alert.get_by_text("Say who else is listening")).to_be_visible()
    card.answers_listening("The people named on this card")
    agree.click()
    expect(alert.get_by_text("Name them first")).to_be_visible()
    card.listens("Interpreter", "Ana Silva")
    card.said("Ana Silva", "Yes")
    card.check_both()
    card.answers_listening("Only the patient and me")
    agree.click()
    expect(alert.get_by_text("The card names other people")).to_be_visible()
    card.answers_listening("The people named on this card")
    agree.click()
    card.says("You agreed")
    receipt.says("You can record", within(js))
    in_order(
        card.note(),
        (
            r"By phone or video; code read out\.",
            r"Also listening: interpreter \(came in \d\d:\d\d\): yes\.",
        ),
    )


@pytest.mark.long
def test_a_slip_is_put_right_until_recording_starts(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """One tap takes a decision back: the phone follows, and the note has both."""
    receipt = signed(js=js)
    card = desk(js=js).verify(receipt.code)
    card.do_not_agree("Other people’s privacy")
    receipt.says("Not this time", within(js))
    card.undo()
    receipt.says("Do not record yet", within(js))
    card.agree()
    receipt.says("You can record", within(js))
    card.start()
    expect(card.page.get_by_role("button", name="A slip?")).to_have_count(0)
    in_order(
        card.note(),
        (
            r"Patient is audio-recording .*, agreed by Dr Alice Hart \(GP\)\.",
            r"A decision of \d\d:\d\d was a slip, and was taken back\.",
        ),
    )


@pytest.mark.long
def test_a_wait_counts_down_and_ends_in_please_ask_again(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], server: Server, js: bool
) -> None:
    """K3, R6: the end of a wait is no yes; both screens say that it is time to ask."""
    receipt = signed(js=js)
    card = desk(js=js).verify(receipt.code)
    soon = datetime.datetime.now(ZoneInfo("Europe/London")) + datetime.timedelta(minutes=9)
    card.ask_to_wait(f"{soon:%H:%M}")
    receipt.says("Please wait", within(js))
    left = receipt.page.get_by_text(re.compile(r"Minutes to wait: [89]\b"))
    expect(left).to_be_visible()
    _wait_until(server, receipt, time.time() + 60 + within(js))
    expect(receipt.page.get_by_text("Minutes to wait: 2")).to_be_visible()
    expect(receipt.page.get_by_text("Minutes to wait: 1")).to_be_visible()  # by the clock alone
    _wait_until(server, receipt, time.time() + 2)
    receipt.says("Please ask again", 2 + within(js))
    expect(receipt.word("You can record")).to_have_count(0)
    if not js:
        card.page.reload()
    card.says("The wait is over: decide")


def _wait_until(server: Server, receipt: Receipt, end: float) -> None:
    """Move the end of this patient's wait: nobody waits nine minutes for a test."""
    newest = "SELECT id FROM decision WHERE kind = 'wait' ORDER BY id DESC LIMIT 1"
    database = Outsider(server.data_dir)
    database.by_hand(f"UPDATE decision SET wait_until = {int(end)} WHERE id = ({newest})")  # noqa: S608 - a fixed text
    database.close()


@pytest.mark.long
def test_the_second_of_two_clinicians_sees_whose_decision_stands(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """Races and faults: Bob's page is old when he decides; he is told whose stands, since when."""
    receipt = signed()
    alice = desk().verify(receipt.code)
    bob = desk("bob", js=False).verify(receipt.code)
    alice.agree()
    bob.do_not_agree_too_late("It distracts from care")
    told = bob.page.get_by_role("alert").filter(has_text="Yours was not kept")
    expect(told).to_contain_text(re.compile(r"Dr Alice Hart decided first, at \d\d:\d\d: agreed\."))
    bob.says("Agreed")
    receipt.says("You can record")
    late = desk("bob").verify(receipt.code)  # a card that follows by itself needs no telling
    alice.do_not_agree("Prefers not to say")
    late.says("Not agreed", FOLLOWS)


def test_what_a_colleague_does_takes_nothing_from_who_is_deciding(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """B7: ticks, typed text, open panels and the cursor stay; the change is named."""
    receipt = signed()
    alice, bob = desk().verify(receipt.code), desk("bob").verify(receipt.code)
    page = alice.page
    alice.check_both()
    page.locator("summary", has_text="With conditions").click()
    talking = page.get_by_role("checkbox", name="Talking only")
    talking.check()
    page.locator("summary", has_text="Add who else is in the room").click()
    name = page.get_by_label("Name, if you know it")
    name.press_sequentially("Sam ")
    bob.page.locator("summary", has_text="Add who else is in the room").click()
    bob.name_one("Student", "Priya Shah", "Add this person")
    alice.says("Priya Shah")
    expect(page.get_by_text("Bob Singh noted that someone came in")).to_be_visible()
    expect(name).to_be_focused()
    page.keyboard.type("Price")
    expect(name).to_have_value("Sam Price")
    expect(talking).to_be_checked()
    bob.said("Priya Shah", "Yes")
    expect(page.get_by_text("Bob Singh noted: Priya Shah said yes")).to_be_visible()
    expect(alice.agreeing).to_have_text("Agree to sound, with conditions")
    alice.agreeing.click()
    alice.says("You agreed, with conditions")


def test_what_the_room_refuses_comes_back_on_the_card(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], devices: Devices
) -> None:
    """B2: one line, on the same page, and nothing leads away from Stop."""
    devices.watch.excuse("answered 409|status of 409")
    receipt = signed()
    alice, bob = desk().verify(receipt.code), desk("bob").verify(receipt.code)
    alice.agree()
    bob.says("Agreed")
    page, there = bob.page, bob.page.url
    page.evaluate("document.querySelector('#card').removeAttribute('data-live')")  # an old page
    alice.start()
    page.get_by_role("button", name="Start recording").click()
    expect(page.locator(".beaten")).to_be_visible()
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    assert page.url == there


@pytest.mark.long
def test_a_second_screen_shows_the_state_and_nobodys_name(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], devices: Devices, js: bool
) -> None:
    """K6: the room sees whether anything is recorded, and nothing that says of whom."""
    seconds = FOLLOWS if js else LOOKS_AGAIN
    receipt = signed(js=js)
    card = desk(js=js).verify(receipt.code)
    card.agree()
    card.start()
    address = card.second_screen()
    assert scan(card.page) == address
    wall = devices.open(TABLET_WIDE, js=js)  # signed in to nothing
    wall.goto(address)
    shown = lambda word: wall.get_by_text(word, exact=True).filter(visible=True)  # noqa: E731
    expect(shown("Recording")).to_be_visible()
    card.page.go_back()
    card.pause()
    expect(shown("Recording paused")).to_be_visible(timeout=seconds * 1000)
    card.resume()
    card.stop_for_the_patient()
    expect(shown("No recording agreed now")).to_be_visible(timeout=seconds * 1000)
    whole = wall.content()
    for secret in (*NAME.split(), "1948", receipt.code, "Alice"):
        assert secret not in whole, secret


def test_a_server_that_restarts_in_mid_recording_brings_the_bar_and_its_clock_back(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], devices: Devices, server: Server
) -> None:
    """Races and faults: killed and started again, nothing of the visit is lost."""
    receipt = signed()
    card = desk().verify(receipt.code)
    card.agree()
    earliest = time.monotonic()
    card.start()
    latest = time.monotonic()
    devices.watch.excuse("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|htmx")
    server.stop(9)
    try:
        expect(card.page.get_by_text("Lost touch with the server")).to_be_visible()
    finally:
        server.start()
    expect(card.page.get_by_text("Lost touch with the server")).to_be_hidden()
    receipt.says("Recording now")
    least = time.monotonic() - latest
    card.page.reload()
    card.says_live()
    clock = card.page.locator("#card .visit__time").inner_text()
    minutes, seconds = (int(part) for part in clock.split(":"))
    most = time.monotonic() - earliest
    assert least - 2 < 60 * minutes + seconds < most + 1, clock
    card.stop()
    receipt.says("Stop recording")
