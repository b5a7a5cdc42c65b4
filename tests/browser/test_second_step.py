"""A second step that the place requires, from set-up to a lost phone (issue 12, §3)."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, Devices
from harness.eyes import scan
from harness.server import Server
from tests.browser.survey import Survey

PASSWORD = "four plain words together"
STEP = 30  # seconds


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("second-step") / "data") as running:
        yield running


def type_and_enter(page: Page, *typed: str) -> None:
    """With the keyboard alone, from the field that has the focus."""
    for number, each in enumerate(typed):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.insert_text(each)  # as pasted
    page.keyboard.press("Enter")


def give_password(page: Page) -> None:
    page.goto("/staff/")
    expect(page.get_by_label("User name")).to_be_focused()
    type_and_enter(page, "cat", PASSWORD)


def come_in(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_label("Your name").focus()
    type_and_enter(page, "Dr Cat Moss", "Locum GP", "cat", PASSWORD, PASSWORD)


def require(page: Page, words: str) -> None:
    page.goto("/manage/people/second-step")
    page.get_by_role("radio", name=words).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Second step: saved")).to_be_visible()


def set_codes_up(phone: Page, survey: Survey) -> tuple[pyotp.TOTP, list[str]]:
    """From the page that requires it to the recovery codes; gives the app and those codes."""
    phone.get_by_role("link", name="Set up codes").click()
    survey.look(phone, "codes")
    app = pyotp.parse_uri(scan(phone))
    assert isinstance(app, pyotp.TOTP)
    assert (app.name, app.issuer) == ("cat", "Ask First Our practice")
    phone.get_by_label("Code", exact=True).focus()
    type_and_enter(phone, "12 34 56")
    expect(phone.get_by_text("not the code that your app shows").first).to_be_visible()
    survey.look(phone, "wrong")
    phone.get_by_label("Code", exact=True).focus()
    type_and_enter(phone, app.now())
    expect(phone.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    survey.look(phone, "recovery")
    kept = phone.locator(".recovery code").all_inner_texts()
    phone.get_by_role("link", name="I have kept them").click()
    expect(Desk(phone).box).to_be_visible()
    return app, kept


def sign_in_with(phone: Page, app: pyotp.TOTP, survey: Survey) -> None:
    give_password(phone)
    field = phone.get_by_label("Code", exact=True)
    expect(field).to_be_focused()
    survey.look(phone, "code")
    code = app.generate_otp(int(time.time()) // STEP + 1)  # that of now is used
    type_and_enter(phone, f"{code[:3]} {code[3:]}")
    expect(Desk(phone).box).to_be_visible()


def sign_in_without_the_phone(page: Page, recovery: str, survey: Survey) -> None:
    give_password(page)
    page.get_by_role("link", name="Use a recovery code").click()
    expect(page.get_by_label("Recovery code")).to_be_focused()
    survey.look(page, "lost")
    type_and_enter(page, recovery.lower())
    expect(Desk(page).box).to_be_visible()
    page.goto("/staff/account")
    expect(page.get_by_text("You have 9 left")).to_be_visible()


@pytest.mark.long
def test_a_locum_sets_codes_up_signs_in_with_one_and_loses_the_phone(
    rooms: Devices, place: Server
) -> None:
    survey = Survey(height=PHONE.height, least_text=16, least_target=44)
    manager = Office(Desk(rooms.open(PHONE)).sign_in("manager", place.password).page)
    require(manager.page, "Everyone who signs in")
    survey.look(manager.page, "people")
    manager.page.goto("/manage/people/second-step")
    survey.look(manager.page, "switch")
    phone = rooms.open(PHONE)
    come_in(phone, urlsplit(manager.invite("Locum")).path)
    expect(phone.get_by_role("heading", name="Set up a second step")).to_be_visible()
    phone.goto("/staff/")  # comes before all else
    survey.look(phone, "required")

    app, kept = set_codes_up(phone, survey)
    phone.get_by_role("button", name="Sign out", exact=True).click()
    sign_in_with(phone, app, survey)
    sign_in_without_the_phone(rooms.open(DESKTOP), kept[4], survey)
    phone.goto("/staff/account")
    survey.look(phone, "account")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
