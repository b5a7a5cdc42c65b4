"""A patient's request from search to copy to deletion (issue 12, §4), by keys alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import DESKTOP, PHONE, Devices
from harness.patient import claim
from harness.server import Server
from tests.browser.survey import Survey

DAY = 24 * 60 * 60
FOCUSED = r"document.activeElement.textContent.replace(/\s+/g, ' ')"


@pytest.fixture(scope="module")
def ahead(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seconds by which the server's clock is ahead."""
    file = tmp_path_factory.mktemp("records") / "ahead"
    file.write_text("0", encoding="ascii")
    return file


@pytest.fixture(scope="module")
def place(ahead: Path) -> Iterator[Server]:
    clocked = "tests.browser.clocked:app"
    with Server(ahead.parent / "data", clocked, AHEAD=str(ahead)) as running:
        yield running


def press(page: Page, words: str, *, times: int = 40) -> None:
    """Go with Tab to what has these words, and press it: no mouse at all."""
    for _tab in range(times):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keys to {words}")


def choose(page: Page, group: str) -> None:
    """The first of a group, by keys."""
    page.locator(f"#{group} input").first.focus()
    page.keyboard.press("Space")


def find(page: Page, survey: Survey) -> str:
    """By name; opens the record. Gives its address."""
    page.goto("/manage/records")
    survey.look(page, "find")
    page.get_by_label("Code, name").focus()
    page.keyboard.type("margaret o'neill")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 visit found")).to_be_visible()
    survey.look(page, "found")
    press(page, "Open the record")
    page.wait_for_url("**/manage/records/*")
    expect(page.get_by_role("heading", name="Margaret")).to_be_visible()
    expect(page.get_by_text("opened these records")).to_be_visible()
    return page.url


def give_out(page: Page, survey: Survey) -> None:
    """The request is noted; the copy asks first whether the others in it were looked at."""
    press(page, "Note a request of theirs")
    choose(page, "kind")
    press(page, "Note the request")
    expect(page.get_by_text("Request 1: a copy")).to_be_visible()
    survey.look(page, "request")
    press(page, "Give out a copy")
    press(page, "Copy to read or print")
    expect(page.get_by_role("alert")).to_be_visible()
    survey.look(page, "unchecked")
    choose(page, "copy")
    with page.expect_download() as kept:
        press(page, "Copy for a program")
    told = json.loads(Path(kept.value.path()).read_text(encoding="utf-8"))
    assert told["visits"][0]["held"]["name"] == ["Margaret O’Neill"]


def delete(page: Page, survey: Survey) -> None:
    """The request is closed, and what was asked for is done."""
    expect(page.get_by_text("gave out a copy")).to_be_visible()
    press(page, "Close request 1")
    choose(page, "outcome-1")
    press(page, "Close the request")
    expect(page.get_by_text("Request 1 is closed")).to_be_visible()
    press(page, "Delete on request")
    choose(page, "delete")
    press(page, "Delete the names")
    expect(page.get_by_text("Deleted the names in 1 visit")).to_be_visible()
    expect(page.get_by_text("Margaret")).to_have_count(0)
    survey.look(page, "deleted")


def say_why(page: Page, survey: Survey) -> None:
    """An older card asks why it is opened."""
    expect(page.get_by_role("heading", name="Why do you open this card?")).to_be_visible()
    survey.look(page, "why")
    press(page, "Open the card")
    expect(page.get_by_role("alert")).to_be_visible()
    choose(page, "reason")
    press(page, "Open the card")
    expect(page.get_by_text("Signed here at")).to_be_visible()


@pytest.mark.long
def test_a_request_from_search_to_copy_to_deletion(
    rooms: Devices, place: Server, ahead: Path
) -> None:
    """Keys alone on the laptop; axe, sizes and width on laptop and phone on the way."""
    survey = Survey(height=DESKTOP.height, least_text=16, least_target=44)
    phone = Survey(height=PHONE.height, least_text=16, least_target=44)
    page = Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page
    page.goto("/manage/poster")
    poster = f"{place.url}/p/{page.locator('.poster__code').inner_text().strip()}"
    receipt = claim(rooms.open(PHONE), poster).hurry().sign()
    address = find(page, survey)
    give_out(page, survey)
    receipt.withdraw()
    page.goto(address)
    delete(page, survey)
    ahead.write_text(str(2 * DAY), encoding="ascii")
    page = Desk(rooms.open(DESKTOP)).sign_in("manager", place.password).page
    page.goto(address.replace("/manage/records/", "/staff/consents/"))
    say_why(page, survey)
    small = Desk(rooms.open(PHONE)).sign_in("manager", place.password).page
    small.goto(address)
    for fold in small.locator("details").all():
        fold.evaluate("(each) => { each.open = true; }")
    phone.look(small, "sheet")
    for each in (survey, phone):
        assert (each.axe, each.text, each.targets, each.sideways) == ({}, {}, {}, [])
