"""What a place allows (M2), from the switch to the patient; and a person of two places."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices
from harness.patient import claim
from harness.server import Server
from harness.tongues import ENGLISH, Tongue, tongue
from tests.browser.conftest import later
from tests.browser.polyglot import publish
from tests.browser.survey import Survey

URDU = tongue("ur")
PASSWORD = "four plain words together"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two places; Hana works at both, and manages the second alone."""
    with Server(tmp_path_factory.mktemp("places") / "data") as running:
        hana = ("--name", "Dr Hana Price", "--job", "GP", "--password-stdin")
        running.flask("staff", "add", "hana", *hana, stdin=f"{PASSWORD}\n")
        running.flask("site", "add", "park", "--name", "Park Road")
        both = ("--role", "clinician", "--role", "manager")
        running.flask("staff", "also", "hana", "--site", "park", *both)
        yield running


def switch(page: Page, choice: str, words: str) -> None:
    """One choice, on the manager's page."""
    page.get_by_role("link", name="Change what this place allows").click()
    page.get_by_role("group", name=choice).get_by_role("radio", name=words).check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/manage/practice")


def types_on(page: Page) -> list[str]:
    """What the page of Q3 asks about."""
    return [each.get_attribute("id") or "" for each in page.locator("fieldset.yesno").all()]


@pytest.mark.long
def test_a_manager_turns_video_off_and_patients_are_not_asked_about_it(
    rooms: Devices, place: Server
) -> None:
    """In English and Urdu; who had asked for it already is shown what changed, and no more."""
    office = Office(Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page)
    publish(office, URDU)
    office.page.goto("/manage/poster")
    code = office.page.locator(".poster__code").inner_text().strip()
    poster = f"{place.url}/p/{code}"
    early = claim(rooms.open(PHONE), poster, types="sound video").hurry()
    office.page.goto("/manage/practice")
    switch(office.page, "Video", "No: not offered here")
    expect(office.page.get_by_text("Video: No: not offered here")).to_be_visible()
    for spoken in (ENGLISH, URDU):
        _is_not_asked(rooms.open(PHONE), poster, spoken)
    early.page.locator("button.actions__main").click()
    expect(early.page.get_by_text("Our rules changed while you were answering")).to_be_visible()
    assert early.step == "rules-before"
    early.answers["types"] = "sound"
    early.to("check")
    early.sign()


def _is_not_asked(page: Page, poster: str, spoken: Tongue) -> None:
    walk = claim(page, poster, spoken)
    expect(page.get_by_text(spoken.words["here"]["no_video"]["text"])).to_be_visible()
    walk.hurry()
    page.goto("/journey/types")
    assert types_on(page) == ["sound", "photo", "live"]
    assert page.locator("html").get_attribute("lang") == spoken.lang


def test_a_person_of_two_places_says_where_with_the_keyboard_alone(
    rooms: Devices, place: Server
) -> None:
    page = rooms.open(DESKTOP)
    Desk(page).give_password("hana", PASSWORD)
    expect(page.get_by_role("heading", name="Where are you working today?")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^Our practice")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".bar__name")).to_contain_text("Park Road")
    page.goto("/manage/practice")
    expect(page.get_by_text("Video: Yes: patients can ask")).to_be_visible()
    page.get_by_role("link", name="Change place").click()
    page.get_by_role("radio", name=re.compile("^Our practice")).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".bar__name")).to_contain_text("Our practice")
    expect(page.get_by_role("link", name="Manage")).to_have_count(0)


@pytest.mark.parametrize("device", [PHONE, later(TABLET)], ids=lambda each: each.name)
def test_where_can_be_said_by_everybody(rooms: Devices, device: Device) -> None:
    survey = Survey(height=device.height, least_text=16, least_target=44)
    page = rooms.open(device)
    Desk(page).give_password("hana", PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    survey.look(page, "where")
    page.get_by_role("radio", name=re.compile("^Park Road")).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".bar__name")).to_be_visible()  # which place it is, on a phone too
    page.goto("/manage/poster")
    survey.look(page, "poster")
    page.goto("/manage/practice/allows")
    survey.look(page, "allows")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
