"""A clinician, or reception, shows a code; the patient's phone reads it off the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, StorageState, expect

from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices
from harness.eyes import scan
from harness.patient import claim
from tests.browser.conftest import Cast, later
from tests.browser.survey import Survey

BUTTON = "Show a code to a patient"


@pytest.fixture
def sit(devices: Devices, cast: Cast, rae: StorageState) -> Callable[..., Page]:
    """Opens today's list for Alice, or for Rae at reception."""

    def open_for(who: str, device: Device = DESKTOP, *, js: bool = True) -> Page:
        page = devices.open(device, js=js, state=rae if who == "rae" else cast.alice)
        page.goto("/staff/")
        return page

    return open_for


@pytest.mark.parametrize(
    ("device", "who"),
    [later(DESKTOP, "alice"), (TABLET, "rae"), later(PHONE, "alice")],
    ids=lambda each: getattr(each, "name", each),
)
def test_a_phone_reads_the_code_off_the_screen_walks_and_signs_and_staff_see_it(
    sit: Callable[..., Page], devices: Devices, who: str, device: Device
) -> None:
    page = sit(who, device)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("Not opened yet", exact=True)).to_be_visible()
    address = scan(page)
    walk = claim(devices.open(PHONE), address)
    expect(page.get_by_text("Opened ", exact=False).first).to_be_visible()
    expect(page.locator("svg.qr")).to_have_count(0)
    receipt = walk.hurry().sign()
    expect(page.get_by_text("Signed ", exact=False).first).to_be_visible()
    link = page.get_by_role("link", name="Find them on today’s list")
    if who == "rae":
        expect(link).to_have_count(0)
    else:
        link.click()
        expect(page.locator(page.url[page.url.index("#row-") :])).to_be_visible()
    assert receipt.code


@pytest.mark.parametrize("who", ["alice", later("rae")])
def test_without_scripts_staff_look_again(
    sit: Callable[..., Page], devices: Devices, who: str
) -> None:
    page = sit(who, js=False)
    page.get_by_role("button", name=BUTTON).click()
    address = scan(page)
    claim(devices.open(PHONE, js=False), address)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Opened ", exact=False).first).to_be_visible()


def test_the_second_phone_that_reads_it_is_told_so(
    sit: Callable[..., Page], devices: Devices
) -> None:
    page = sit("rae")
    page.get_by_role("button", name=BUTTON).click()
    address = scan(page)
    claim(devices.open(PHONE), address)
    second = devices.open(PHONE)
    devices.watch.excuse("answered 410|status of 410")
    second.goto(address)
    expect(second.get_by_role("heading", name="This code has been used")).to_be_visible()


def test_the_link_is_copied_to_be_sent(sit: Callable[..., Page]) -> None:
    page = sit("alice")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == scan(page)


@pytest.mark.parametrize(
    "device", [later(DESKTOP), later(TABLET), PHONE], ids=lambda each: each.name
)
def test_the_new_pages_can_be_used_by_everybody(
    sit: Callable[..., Page], devices: Devices, device: Device
) -> None:
    """axe, 16 px, 44 px, and nobody scrolls sideways."""
    survey = Survey(height=device.height, least_text=16, least_target=44)
    page = sit("rae", device)
    survey.look(page, "desk")
    page.get_by_role("button", name=BUTTON).click()
    survey.look(page, "code")
    walk = claim(devices.open(PHONE), scan(page))
    expect(page.locator("svg.qr")).to_have_count(0)
    survey.look(page, "opened")
    walk.hurry().sign()
    page.goto("/manage/tablets")
    survey.look(page, "tablets")
    devices.watch.excuse("answered 403|status of 403")
    page.goto("/manage/")
    survey.look(page, "refused")
    page.goto("/staff/")
    survey.look(page, "desk-with-a-patient")
    found = survey.axe, survey.text, survey.targets
    assert [{name: wrong for name, wrong in each.items() if wrong} for each in found] == [{}] * 3
    assert survey.sideways == []


def test_the_boxes_of_the_roles_can_be_used_by_everybody(devices: Devices, cast: Cast) -> None:
    survey = Survey(height=DESKTOP.height, least_text=16, least_target=44)
    page = devices.open(DESKTOP, state=cast.mo)
    page.goto("/manage/people")
    page.get_by_role("link", name="Change Bob").click()
    page.locator("summary", has_text="Change roles").click()
    survey.look(page, "roles")
    assert {name: wrong for name, wrong in survey.axe.items() if wrong} == {}
    assert {name: wrong for name, wrong in survey.targets.items() if wrong} == {}
