"""Days of a practice, each walked whole (issue 12): its first, a locum's, one with a stranger at
the door, and the night after which names are gone.
"""

import contextlib
import datetime
import http.client
import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from harness.client import Client
from harness.clinician import Desk, Office, accept
from harness.devices import DESKTOP, PHONE, Devices
from harness.patient import claim
from harness.server import Server
from tests.browser.test_passkeys import use_passkey, with_authenticator, with_name
from tests.browser.test_people import come_in

pytestmark = pytest.mark.long

PASSWORD = "four plain words together"
DAY = 24 * 60 * 60
STRANGER = ("127.0.0.2", 0)


@pytest.fixture
def ahead(tmp_path: Path) -> Path:
    """The seconds by which the server's clock is ahead."""
    file = tmp_path / "ahead"
    file.write_text("0", encoding="ascii")
    return file


@pytest.fixture
def place(ahead: Path) -> Iterator[Server]:
    """A place of its own for each day, under a name that passkeys can be made for."""
    server = Server(ahead.parent / "data", "tests.browser.clocked:app", AHEAD=str(ahead))
    with with_name(server) as running:
        yield running


def poster_of(page: Page, place: Server) -> str:
    page.goto("/manage/poster")
    return f"{place.url}/p/{page.locator('.poster__code').inner_text().strip()}"


def test_the_first_morning_from_the_printed_link_to_a_receipt(
    rooms: Devices, place: Server
) -> None:
    """§3, §2: a passkey is made and used; name and hours are said; the receipt bears them."""
    page = with_authenticator(rooms.open(PHONE))
    come_in(page, place.invitation, "Dr Hana Price", "hana")
    page.goto("/staff/account")
    page.get_by_label("Name of a new passkey").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is kept")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    use_passkey(page)
    page.wait_for_url("**/staff/")
    page.goto("/manage/")
    page.get_by_role("link", name=re.compile("^Give this place its name")).click()
    page.get_by_label("Name of this place").fill("Elm Street Surgery")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Name: saved")
    phone = rooms.open(PHONE)
    receipt = claim(phone, poster_of(page, place)).hurry().sign()
    expect(phone.get_by_text("Elm Street Surgery").first).to_be_visible()
    card = Desk(page).open().verify(receipt.code)
    card.agree()
    receipt.says("You can record")


def test_a_locums_day_ends_by_itself(rooms: Devices, place: Server, ahead: Path) -> None:
    """§3: no button of anybody's; the open page leads to sign-in, and the door is closed."""
    manager = Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page
    today = f"{datetime.datetime.now(datetime.UTC):%-d %B %Y}"
    accept(Office(manager).invite("Locum", until=today), "Dr Sam Rowe", "Locum", "sam", PASSWORD)
    desk = Desk(rooms.open(DESKTOP)).sign_in("sam", PASSWORD)
    code = claim(rooms.open(PHONE), poster_of(manager, place)).hurry().sign().code
    desk.verify(code)
    page = desk.page
    ahead.write_text(str(DAY), encoding="ascii")
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    desk.give_password("sam", PASSWORD)
    expect(page.get_by_text("Wrong user name or password").first).to_be_visible()
    expect(page.get_by_text("Margaret")).to_have_count(0)


class Stranger(threading.Thread):
    """Guesses Ann's password, from another address than everybody else, until told to end."""

    def __init__(self, place: Server) -> None:
        super().__init__()
        self.client = Client(f"http://127.0.0.1:{place.port}")
        self.client.headers["Host"] = urlsplit(place.url).netloc
        self.client._connection = http.client.HTTPConnection(
            "127.0.0.1", place.port, source_address=STRANGER
        )
        self.begun, self.over = threading.Event(), threading.Event()
        self.answers: list[int] = []

    def run(self) -> None:
        self.client._used = float("inf")  # the connection is kept: it comes from elsewhere
        self.client.open_form("/staff/sign-in")
        while not self.over.is_set() and len(self.answers) < 400:
            self.client._used = float("inf")
            guess = {"username": "ann", "password": "x" * 12}
            self.answers.append(self.client.post("/staff/sign-in", guess).status)
            if len(self.answers) == 20:
                self.begun.set()


def test_a_stranger_hammers_while_colleagues_sign_in(rooms: Devices, place: Server) -> None:
    """§3: from elsewhere, at the name of one of them, whose own browser lets her in all the same;
    a colleague with a new browser comes in too. The manager reads of it.
    """
    manager = Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page
    for who in ("ann", "ben"):
        accept(Office(manager).invite(who), f"Dr {who.title()}", "GP", who, PASSWORD)
    known = Desk(rooms.open(PHONE)).sign_in("ann", PASSWORD).page
    known.get_by_role("button", name="Sign out", exact=True).click()
    stranger = Stranger(place)
    stranger.start()
    try:
        assert stranger.begun.wait(30)
        Desk(known).sign_in("ann", PASSWORD)
        Desk(rooms.open(DESKTOP)).sign_in("ben", PASSWORD)
    finally:
        stranger.over.set()
        stranger.join()
    assert 303 not in stranger.answers
    assert 429 in stranger.answers, "the stranger is shut out"
    manager.goto("/manage/")
    expect(manager.get_by_role("link", name=re.compile("sign-in", re.IGNORECASE))).to_be_visible()


@pytest.mark.sqlite("reads every byte of its file")
def test_the_night_after_which_names_are_gone(rooms: Devices, place: Server, ahead: Path) -> None:
    """M7: the server deletes by itself; the page reports it; no file holds a byte of the name."""
    manager = Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page
    code = claim(rooms.open(PHONE), poster_of(manager, place)).hurry().sign().code
    Desk(manager).open().verify(code)
    manager.goto("/manage/records")
    manager.get_by_label("Code, name").fill("margaret o'neill")
    manager.get_by_role("button", name="Find").click()
    expect(manager.get_by_text("1 visit found")).to_be_visible()
    sealed = sealed_names(place)
    assert all(anywhere(place, each) for each in sealed), (
        "the search finds them while they are there"
    )
    ahead.write_text(str(40 * DAY), encoding="ascii")
    place.flask("purge", app="tests.browser.clocked")
    page = Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page
    page.goto("/manage/retention")
    expect(page.locator(".run").first).to_contain_text(re.compile("1 .*name", re.IGNORECASE))
    page.goto("/manage/records")
    page.get_by_label("Code, name").fill("margaret o'neill")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("1 visit found")).to_have_count(0)
    assert not any(anywhere(place, each) for each in sealed)


def sealed_names(place: Server) -> list[bytes]:
    """The name and birth date as they lie encrypted in the file."""
    with contextlib.closing(sqlite3.connect(place.data_dir / "askfirst.db")) as held:
        (row,) = held.execute("SELECT patient_name, birth_date FROM consent").fetchall()
    return [each if isinstance(each, bytes) else each.encode() for each in row]


def anywhere(place: Server, what: bytes) -> bool:
    """Whether the database or its log holds it."""
    return any(what in each.read_bytes() for each in place.data_dir.glob("askfirst.db*"))
