"""People come in by the printed link or a manager's, and leave (issue 12, §3)."""

import datetime
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office, accept
from harness.devices import DESKTOP, PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.patient import claim
from harness.server import Server
from tests.browser.conftest import later
from tests.browser.survey import Survey

PASSWORD = "four plain words together"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("people") / "data") as running:
        yield running


@pytest.fixture
def office(rooms: Devices, place: Server) -> Callable[..., Office]:
    def sit(device: Device = DESKTOP, *, js: bool = True) -> Office:
        return Office(Desk(rooms.open(device, js=js)).sign_in("manager", place.password).page)

    return sit


def come_in(page: Page, path: str, name: str, username: str) -> None:
    """Fill in the page of a link with the keyboard alone."""
    page.goto(path)
    page.get_by_label("Your name").focus()
    for typed in (name, "Locum GP", username, PASSWORD, PASSWORD):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def test_from_the_printed_link_to_a_locum_who_signs_a_receipt_in(
    rooms: Devices, place: Server
) -> None:
    """The first manager comes in by the link, invites a locum for today, who comes in by theirs."""
    page = rooms.open(DESKTOP)
    come_in(page, place.invitation, "Dr Hana Price", "hana")
    today = f"{datetime.datetime.now(datetime.UTC):%-d %B %Y}"
    link = Office(page).invite("Locum for today", until=today)
    expect(page.get_by_role("img", name="QR code of the link for Locum for today")).to_be_visible()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied").or_(page.get_by_text("Selected"))).to_be_visible()
    phone = rooms.open(PHONE)
    come_in(phone, urlsplit(link).path, "Dr Sam Rowe", "sam")
    page.goto("/manage/people")
    expect(page.get_by_text("Last day").first).to_be_visible()
    again = rooms.open(PHONE)
    again.goto(urlsplit(link).path)
    expect(again.get_by_role("heading", name="This link has been used")).to_be_visible()


def test_a_leavers_open_card_goes_dead_but_for_pause_and_stop(
    rooms: Devices, office: Callable[..., Office], js: bool
) -> None:
    """K14: while the recording runs; then it is an ordinary lapsed session, and a closed door."""
    who = "alice" if js else "bob"
    manager = office()
    link = manager.invite(who)
    accept(link, f"Dr {who.title()} Hart", "GP", who, PASSWORD)
    desk = Desk(rooms.open(TABLET, js=js)).sign_in(who, PASSWORD)
    manager.page.goto("/manage/poster")
    poster = f"/p/{manager.page.locator('.poster__code').inner_text().strip()}"
    receipt = claim(rooms.open(PHONE), f"{urlsplit(link).scheme}://{urlsplit(link).netloc}{poster}")
    code = receipt.hurry().sign().code
    card = desk.verify(code)
    card.agree()
    card.start()
    manager.page.goto("/manage/people")
    manager.page.get_by_role("link", name=f"Change Dr {who.title()} Hart").click()
    manager.page.locator("summary", has_text="They have left").click()
    manager.page.get_by_role("button", name="has left").click()
    expect(manager.page.get_by_text(f"Recording {code} goes on")).to_be_visible()
    page = desk.page
    if not js:  # with scripts the card finds out by itself
        page.goto("/staff/")
    expect(page.get_by_role("heading", name="This screen is locked")).to_be_visible()
    expect(page.get_by_text("Margaret")).to_have_count(0)
    page.get_by_role("button", name="Someone came in").first.click()
    expect(page.get_by_role("button", name="Stop").first).to_be_visible()
    page.get_by_role("button", name="Stop").first.click()
    page.wait_for_url(lambda url: "/staff/sign-in" in url)  # nothing is left to stay for
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    Desk(page).give_password(who, PASSWORD)
    expect(page.get_by_text("Wrong user name or password").first).to_be_visible()


@pytest.mark.parametrize(
    "device", [PHONE, later(TABLET_WIDE), later(DESKTOP)], ids=lambda each: each.name
)
def test_every_page_can_be_used_by_everybody(
    office: Callable[..., Office], rooms: Devices, device: Device
) -> None:
    """axe finds nothing, nothing is too small, and no page is wider than the screen."""
    survey = Survey(height=device.height, least_text=16, least_target=44)
    manager = office(device)
    link = urlsplit(manager.invite("Somebody")).path
    survey.look(manager.page, "link")
    for path in ("/manage/people/invite", "/manage/people/1", "/staff/account", "/staff/prove"):
        manager.page.goto(path)
        for fold in manager.page.locator("details").all():
            fold.evaluate("(each) => { each.removeAttribute('name'); each.open = true; }")
        survey.look(manager.page, path)
    visitor = rooms.open(device)
    visitor.goto(link)
    survey.look(visitor, "welcome")
    visitor.get_by_role("button", name="Come in").click()
    expect(visitor.get_by_role("alert")).to_be_visible()
    survey.look(visitor, "welcome-errors")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
