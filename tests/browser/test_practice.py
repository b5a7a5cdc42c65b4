"""A manager sets the place up, and a patient's receipt says so (issue 12, §1 and §2)."""

import datetime
import re
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.patient import Kiosk, Walk, claim
from harness.server import Server
from tests.browser.conftest import BOTH, later
from tests.browser.looks import Looks
from tests.browser.survey import Survey

COMPLAIN = "https://hart.nhs.uk/complaints"
LONDON = ZoneInfo("Europe/London")
NAME = "Hart Street Surgery"
PARTS = ("name", "hours", "closed", "timezone", "allows", "help", "pause", "link-complaints")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A place on its first day: nobody has said anything of it."""
    with Server(tmp_path_factory.mktemp("practice") / "data") as running:
        yield running


@pytest.fixture
def office(rooms: Devices, place: Server) -> Callable[..., Office]:
    """A manager at any device, signed in."""

    def sit(device: Device = DESKTOP, *, js: bool = True) -> Office:
        return Office(Desk(rooms.open(device, js=js)).sign_in("manager", place.password).page)

    return sit


def poster_of(office: Office) -> str:
    office.page.goto("/manage/poster")
    return f"/p/{office.page.locator('.poster__code').inner_text().strip()}"


def hours_until(closes: str) -> dict[str, str]:
    """Today's own hours, which no other day has."""
    today = datetime.datetime.now(LONDON).weekday()
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {
        f"{day}-{each}": time if number == today else ""
        for number, day in enumerate(days)
        for each, time in (("opens", "00:00"), ("closes", closes))
    }


@BOTH
def test_from_signing_in_to_a_receipt_of_the_places_own(
    office: Callable[..., Office], rooms: Devices, place: Server, js: bool
) -> None:
    """The first day: the list of what wants attention is the set-up; each line goes when mended.

    The receipt then bears the name and ends by today's own hours, and "Not this time" shows how to
    complain.
    """
    manager = office(js=js)
    page = manager.open().page
    if not js:  # the walk without scripts comes second: its place is set up already
        expect(page.get_by_role("link", name=re.compile("^Give this place"))).to_have_count(0)
    else:
        page.get_by_role("link", name=re.compile("^Give this place its name")).click()
        page.get_by_label("Name of this place").fill(NAME)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_contain_text("Name: saved")
    closes = "23:59"
    manager.say("hours", **hours_until(closes))
    manager.say("link-complaints", address=COMPLAIN)
    manager.open()
    for mended in ("Give this place its name", "Say when you are open", "Add how to complain"):
        expect(page.get_by_role("link", name=re.compile(f"^{mended}"))).to_have_count(0)
    poster = poster_of(manager)
    phone = rooms.open(PHONE, js=js)
    receipt = claim(phone, f"{place.url}{poster}").hurry().sign()
    expect(phone.get_by_text(NAME).first).to_be_visible()
    until = phone.get_by_role("definition").filter(has_text=re.compile(r"\d\d:\d\d,")).last
    at_most = datetime.datetime.now(LONDON) + datetime.timedelta(hours=12)
    if at_most.date() > datetime.datetime.now(LONDON).date():  # else 12 hours come first
        expect(until).to_contain_text(closes)
    card = Desk(page).open().verify(receipt.code)
    card.do_not_agree("Prefers not to say")
    if not js:
        phone.reload()
    receipt.says("Not this time")
    expect(phone.get_by_role("link", name="How to complain")).to_have_attribute("href", COMPLAIN)
    assert f"{receipt.code}, {NAME}, rules" in card.note()


def test_two_managers_at_one_field_with_the_keyboard_alone(office: Callable[..., Office]) -> None:
    first, second = office(), office()
    second.page.goto("/manage/practice/help")
    first.say("help", **{"help-en": "Need help? Ring the bell"})
    field = second.page.get_by_label("English", exact=True)
    field.focus()
    second.page.keyboard.type("Need help? Ask at the desk")
    second.page.keyboard.press("Enter")
    told = second.page.get_by_role("alert")
    expect(told).to_contain_text("The practice manager changed this")
    expect(told).to_contain_text("Need help? Ring the bell")
    expect(told).to_contain_text("Need help? Ask at the desk")
    expect(field).to_have_value("Need help? Ask at the desk")
    field.focus()
    second.page.keyboard.press("Enter")
    second.page.wait_for_url("**/manage/practice")
    expect(second.page.get_by_text("English: Need help? Ask at the desk")).to_be_visible()


def test_asking_is_paused_and_let_go_again(
    office: Callable[..., Office], rooms: Devices, place: Server, js: bool
) -> None:
    """Who has begun finishes; nobody else begins, on tablet or phone, and all are told kindly."""
    manager = office(js=js)
    poster = f"{place.url}{poster_of(manager)}"
    kiosk = Kiosk(rooms.open(TABLET, js=js)).pair(manager.pairing_code("Side room"))
    under_way: Walk = claim(rooms.open(PHONE, js=js), poster)
    manager.say("pause", message="We are moving to new rooms")
    for page, address in ((kiosk.page, "/kiosk"), (rooms.open(PHONE, js=js), poster)):
        page.goto(address)
        expect(page.get_by_role("heading", name="Asking to record is paused")).to_be_visible()
        expect(page.get_by_text("We are moving to new rooms")).to_be_visible()
    under_way.hurry().sign()
    manager.page.goto("/staff/")
    expect(manager.page.get_by_text("Asking is paused until")).to_be_visible()
    manager.page.get_by_role("link", name="Change", exact=True).click()
    manager.page.get_by_role("button", name="Let patients ask again now").click()
    manager.page.wait_for_url("**/manage/practice")
    kiosk.open()


@pytest.mark.parametrize(
    "device", [PHONE, later(TABLET_WIDE), later(DESKTOP)], ids=lambda each: each.name
)
def test_every_page_can_be_used_by_everybody(office: Callable[..., Office], device: Device) -> None:
    """axe finds nothing, nothing is too small, and no page is wider than the screen."""
    survey = Survey(height=device.height, least_text=16, least_target=44)
    page = office(device).page
    sections = ("", "practice", "tablets", "people", "rules", "concerns", "server", "poster")
    sections += ("retention", "retention/notes")
    for path in (*sections, *(f"practice/{part}" for part in PARTS)):
        page.goto(f"/manage/{path}")
        survey.look(page, path)
    page.goto("/manage/practice/hours")
    page.locator("#mon-closes").fill("no time")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    survey.look(page, "hours-errors")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])


@pytest.mark.long
def test_what_a_public_service_owes_in_every_theme(
    office: Callable[..., Office], rooms: Devices
) -> None:
    survey = Survey(height=PHONE.height, least_text=16, least_target=44, looks=Looks())
    page: Page = rooms.open(PHONE)
    for path in ("privacy", "cookies", "accessibility"):
        page.goto("/")
        page.get_by_role("link", name=path.capitalize(), exact=True).click()
        survey.look(page, path)
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
