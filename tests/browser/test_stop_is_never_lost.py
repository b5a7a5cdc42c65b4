"""Stop is never lost (K14): a quiet hour, a laptop asleep, no network, the receipt's end, midnight.

The server's clock and the browser's are moved on together.
"""

import datetime
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from harness.client import Client
from harness.clinician import Card, Desk, Office
from harness.databases import Outsider
from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.eyes import scan
from harness.patient import NAME, Kiosk, Receipt, claim
from harness.server import Server
from tests.browser.conftest import PASSWORD
from tests.browser.test_connection_lost import SET_VISIBILITY
from tests.browser.test_decisions import within

# A stop whose answer took too long is sent again, by a session that the stop itself has ended.
GONE_OFFLINE = r"ERR_INTERNET_DISCONNECTED|Failed to fetch|htmx|answered 401: .*/stop$"
LONDON = ZoneInfo("Europe/London")
QUARTER_TO_MIDNIGHT = datetime.time(23, 45)


@dataclass
class Hour:
    """The clock of the server, and of every page that is given to it."""

    ahead: Path
    now: int = 0

    def forward(self, *pages: Page, minutes: int) -> None:
        """Everybody's clock goes on."""
        self.now += 60 * minutes
        self.ahead.write_text(str(self.now), encoding="ascii")
        for page in pages:
            page.clock.fast_forward(60_000 * minutes)

    def until(self, moment: datetime.time) -> None:
        """The server's next such time of day in London."""
        here = datetime.datetime.now(LONDON) + datetime.timedelta(seconds=self.now)
        there = here.replace(hour=moment.hour, minute=moment.minute, second=0)
        seconds = int((there - here).total_seconds()) % 86_400
        self.now += seconds
        self.ahead.write_text(str(self.now), encoding="ascii")


@dataclass
class Place:
    """A practice of one clinician, whose clock can be moved."""

    rooms: Devices
    hour: Hour
    tablet: Page

    def visit(self, *, js: bool = True) -> tuple[Receipt, Card]:
        """A patient who has signed, and the clinician's card, agreed and recording."""
        address = scan(Kiosk(self.tablet).open().page)
        receipt = claim(self.rooms.open(PHONE, js=js), address).hurry().sign()
        page = self.rooms.open(DESKTOP, js=js)
        if js:
            page.clock.install()
        card = Desk(page).sign_in("alice", PASSWORD).verify(receipt.code)
        card.agree()
        card.start()
        receipt.says("Recording now", within(js=js))
        return receipt, card


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Hour]]:
    folder = tmp_path_factory.mktemp("clocked")
    hour = Hour(folder / "ahead")
    hour.forward(minutes=0)
    server = Server(folder / "data", "tests.browser.clocked:app", AHEAD=str(hour.ahead))
    with server as running:
        yield running, hour


@pytest.fixture(scope="module")
def tablet(chromium: Browser, clocked: tuple[Server, Hour]) -> StorageState:
    """Alice can sign in, and there is a tablet, whose pairing holds however far the clock is."""
    server, _hour = clocked
    rooms = Devices(chromium, server.url)
    office = Office(Desk(rooms.open(DESKTOP)).sign_in("manager", server.password).page)
    office.add_person("Dr Alice Hart", "GP", "alice", PASSWORD)
    state = Kiosk(rooms.open(TABLET)).pair(office.pairing_code()).page.context.storage_state()
    rooms.close()
    return state


@pytest.fixture
def place(chromium: Browser, clocked: tuple[Server, Hour], tablet: StorageState) -> Iterator[Place]:
    server, hour = clocked
    rooms = Devices(chromium, server.url)
    yield Place(rooms, hour, rooms.open(TABLET, state=tablet))
    rooms.close()
    _stop_all(server)
    assert rooms.watch.unexpected == []


def _stop_all(server: Server) -> None:
    """Whatever a test left running: its bar would stand on every page of the next one."""
    alice = Client(server.url).sign_in("alice", PASSWORD)
    alice.open_form("/staff/")
    for address in re.findall(r'action="([^"]+/stop)"', alice.get("/staff/bars").text):
        alice.post(address, {})
    alice.close()


def locked(page: Page) -> None:
    """The page is locked, and says nothing of the patient."""
    expect(page.get_by_role("heading", name="This screen is locked")).to_be_visible(timeout=20_000)
    text = page.content()
    assert not [word for word in (*NAME.split(), "1948") if word in text]


def test_forty_minutes_without_a_touch(place: Place, js: bool) -> None:
    """B1: the bar stays, Stop works, the password leads to the note, and the note is true."""
    receipt, card = place.visit(js=js)
    page = card.page
    place.hour.forward(*([page] if js else []), minutes=40)
    if not js:
        page.reload()  # as it does by itself within half a minute
    locked(page)
    expect(page.get_by_text(re.compile(r"^40:\d\d$"))).to_be_visible()
    receipt.says("Recording now", within(js=js))
    page.get_by_role("button", name="Someone came in").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    receipt.says("Pause recording", within(js=js))
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("Sign in to write the note")).to_be_visible()
    receipt.says("Stop recording", within(js=js))
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    note = page.get_by_role("textbox", name="Record note").input_value()
    assert "someone came in (from a locked screen)" in note
    assert "Stop (from a locked screen)" in note


@pytest.mark.long
@pytest.mark.timeout(50 * 60)
def test_forty_minutes_in_real_time(place: Place) -> None:
    """The same with nobody's clock moved on: a page, a server and forty minutes."""
    address = scan(Kiosk(place.tablet).open().page)
    receipt = claim(place.rooms.open(PHONE), address).hurry().sign()
    card = Desk(place.rooms.open(DESKTOP)).sign_in("alice", PASSWORD).verify(receipt.code)
    card.agree()
    card.start()
    page, began = card.page, time.monotonic()
    time.sleep(14 * 60)
    card.says_live()  # nothing has locked yet
    time.sleep(2 * 60)
    locked(page)
    time.sleep(began + 40 * 60 - time.monotonic())
    receipt.says("Recording now")
    expect(page.get_by_text(re.compile(r"^40:0\d$"))).to_be_visible()
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("Sign in to write the note")).to_be_visible()
    receipt.says("Stop recording")


@pytest.mark.long
def test_unlocking_leads_back_to_the_card(place: Place) -> None:
    _receipt, card = place.visit()
    page, there = card.page, card.page.url
    place.hour.forward(page, minutes=16)
    locked(page)
    expect(page.get_by_label("Password of who signed in here")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    card.says_live()
    assert page.url == there
    card.stop()


@pytest.mark.long
def test_a_laptop_that_was_asleep_wakes_up_locked(place: Place) -> None:
    receipt, card = place.visit()
    page = card.page
    place.rooms.watch.excuse(GONE_OFFLINE)
    page.evaluate(SET_VISIBILITY, "hidden")
    page.context.set_offline(True)
    place.hour.forward(page, minutes=50)
    page.context.set_offline(False)
    page.evaluate(SET_VISIBILITY, "visible")
    locked(page)
    page.get_by_role("button", name="Stop recording").click()
    receipt.says("Stop recording")


def test_without_network_the_screen_locks_itself_and_stop_still_works(place: Place) -> None:
    """B1: after a quarter of an hour the name is out of sight, though no server can say so."""
    receipt, card = place.visit()
    page = card.page
    place.rooms.watch.excuse(GONE_OFFLINE)
    page.context.set_offline(True)
    # What was on its way is here before the clock jumps: it tells the time as of its arrival.
    page.wait_for_timeout(500)
    place.hour.forward(page, minutes=14)
    expect(page.get_by_text(NAME).first).to_be_visible()  # the control: it is not the network alone
    place.hour.forward(page, minutes=2)
    expect(page.get_by_text("the server does not answer. It shows no patient")).to_be_visible()
    seen = page.locator("body").inner_text()  # what is visible, as innerText is
    assert not [word for word in (*NAME.split(), "1948") if word in seen]
    assert re.search(r"16:\d\d", seen)
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text(re.compile("^Not saved. Tell the patient to stop"))).to_be_visible()
    page.context.set_offline(False)
    receipt.says("Stop recording", 20)
    expect(page.get_by_text("Sign in to write the note")).to_be_visible(timeout=20_000)
    assert not [word for word in (*NAME.split(), "1948") if word in page.content()]


def test_stop_without_network_is_kept_and_noted_at_its_time(place: Place) -> None:
    """B2: the card stays, says what to tell the patient, and sends it again with the time."""
    receipt, card = place.visit()
    page, there = card.page, card.page.url
    place.rooms.watch.excuse(GONE_OFFLINE)
    place.hour.forward(page, minutes=5)
    page.context.set_offline(True)
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text(re.compile("^Not saved. Tell the patient to stop"))).to_be_visible()
    place.hour.forward(page, minutes=4)
    assert page.url == there
    receipt.says("Recording now")
    page.context.set_offline(False)
    note = page.get_by_role("textbox", name="Record note")
    expect(note).to_be_visible(timeout=20_000)
    spans = re.search(r"(\d\d):(\d\d)–(\d\d):(\d\d)", note.input_value())
    late = re.search(r"Stop \(noted (\d\d):(\d\d)\)", note.input_value())
    assert spans, note.input_value()
    assert late, note.input_value()
    began, ended = (60 * int(spans[n]) + int(spans[n + 1]) for n in (1, 3))
    assert (ended - began) % 1440 in (5, 6)
    assert (60 * int(late[1]) + int(late[2]) - ended) % 1440 in (4, 5)


@pytest.mark.long
def test_start_without_network_says_that_the_patient_must_not_record(place: Place) -> None:
    """The control of a late stop: what lets a patient record is never sent late by itself."""
    address = scan(Kiosk(place.tablet).open().page)
    receipt = claim(place.rooms.open(PHONE), address).hurry().sign()
    card = Desk(place.rooms.open(DESKTOP)).sign_in("alice", PASSWORD).verify(receipt.code)
    card.agree()
    place.rooms.watch.excuse(GONE_OFFLINE)
    card.page.context.set_offline(True)
    card.page.get_by_role("button", name="Start recording").click()
    expect(card.page.get_by_text("The patient must not record yet")).to_be_visible()
    card.page.context.set_offline(False)
    expect(card.page.get_by_text("Lost touch with the server")).to_be_hidden()
    receipt.says("You can record")
    expect(card.page.get_by_role("button", name="Start recording")).to_be_visible()


@pytest.fixture
def closes_at_half_past_six(clocked: tuple[Server, Hour]) -> Iterator[None]:
    """The practice's closing hour, for one test."""
    rows = Outsider(clocked[0].data_dir)
    rows.by_hand("UPDATE site SET closes = '18:30'")
    yield
    rows.by_hand("UPDATE site SET closes = ''")
    rows.close()


@pytest.mark.long
def test_over_the_closing_hour(place: Place, closes_at_half_past_six: None) -> None:
    """B3: at half past six a session under way goes on to its stop; a new one does not begin."""
    place.hour.until(datetime.time(18, 5))
    receipt, card = place.visit()
    page = card.page
    place.hour.forward(page, minutes=14)
    card.pause()
    place.hour.forward(page, minutes=3)
    card.resume()
    soon = re.compile("From 18:30 recording may finish, (but )?not start again")
    expect(page.get_by_text(soon)).to_be_visible()
    expect(receipt.page.get_by_text(soon)).to_be_visible()
    place.hour.forward(page, minutes=12)
    over = re.compile("Recording may finish, (but )?not start again")
    expect(page.get_by_text(over)).to_be_visible()
    expect(receipt.page.get_by_text(over)).to_be_visible()
    card.pause()
    card.resume()
    page.get_by_role("button", name="Stop recording").click()
    note = page.get_by_role("textbox", name="Record note")
    expect(note).to_have_value(re.compile(r"on own phone 18:0\d–18:3\d"))
    receipt.says("This has ended")
    page.goto(page.url.removesuffix("/note"))
    expect(page.get_by_text("There is nothing to decide.")).to_be_visible()
    expect(page.get_by_role("button", name="Start recording")).to_have_count(0)


@pytest.mark.long
def test_over_midnight_and_over_the_receipts_end(place: Place) -> None:
    """B3: the end of the receipt ends the right to start; what runs goes on to its stop."""
    place.hour.until(QUARTER_TO_MIDNIGHT)
    receipt, card = place.visit()
    page = card.page
    place.hour.forward(page, minutes=14)
    card.pause()
    place.hour.forward(page, minutes=3)
    card.resume()
    place.hour.forward(page, minutes=11 * 60 + 35)
    locked(page)
    there = page.get_by_role("link", name="Sign in as somebody else").get_attribute("href")
    assert there
    page.goto(there)
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    card.says_live()
    soon = re.compile(r"From \d\d:\d\d recording may finish, not start again")
    expect(page.get_by_text(soon).first).to_be_visible()
    place.hour.forward(page, minutes=12)
    page.reload()
    expect(page.get_by_text("Recording may finish, not start again").first).to_be_visible()
    page.get_by_role("button", name="Stop recording").click()
    note = page.get_by_role("textbox", name="Record note")
    expect(note).to_have_value(re.compile(r"on own phone 23:4\d–1[12]:\d\d"))
    receipt.says("This has ended")
