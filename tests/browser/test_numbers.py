"""The manager's numbers, read on a phone and at a desk, by keys alone, by ear and on paper (M9)."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, StorageState, expect

from harness.devices import DESKTOP, PHONE, Devices
from harness.server import Server
from harness.shortcuts import signed_in
from tests.browser.ear import Ear
from tests.browser.survey import Survey

CHARTS = """() => [...document.querySelectorAll(".numbers__chart")]
  .map((each) => [each.complete && each.naturalWidth > 0, each.getBoundingClientRect().width])"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A practice with a season of visits behind it, counted."""
    with Server(tmp_path_factory.mktemp("numbers") / "data") as running:
        made = running.run("harness.prepare", "seasons", "1")
        assert json.loads(made)[0]["made"] > 10
        yield running


@pytest.fixture
def mo(place: Server) -> StorageState:
    return signed_in(place.url, "manager", place.password)


def open_numbers(page: Page) -> None:
    page.goto("/manage/")
    page.get_by_role("link", name="Numbers", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Numbers: ")


def test_a_month_a_filter_and_a_week_by_keys_alone_without_scripts(
    rooms: Devices, mo: StorageState
) -> None:
    page = rooms.open(DESKTOP, js=False, state=mo)
    open_numbers(page)
    only = page.get_by_label("Only")
    only.focus()
    page.keyboard.type("Welsh")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Only Language they read: Welsh.")).to_be_visible()
    page.get_by_role("link", name="Show all requests").press("Enter")
    table = page.get_by_role("table", name="How they came to ask")
    table.get_by_role("link", name="On a tablet here").press("Enter")
    expect(page.get_by_text("Only How they came to ask: On a tablet here.")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download these figures (CSV)").press("Enter")
    assert kept.value.suggested_filename.endswith(".csv")
    period = page.get_by_label("Week or month")
    last = period.locator("option").last.text_content() or ""
    period.focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Numbers: {last}")
    expect(page.get_by_label("Only")).to_have_count(0)


def test_every_page_can_be_read_by_whoever_reads_it(rooms: Devices, mo: StorageState) -> None:
    """axe, sizes, and what a screen reader says, on the phone; at the desk and on paper, in grey,
    every chart is there, and nothing is wider than the sheet.
    """
    page = rooms.open(PHONE, state=mo)
    open_numbers(page)
    survey = Survey(PHONE.height, 16, 44, ear=Ear(), narrow=320)
    survey.look(page, "a month")
    week = page.locator("#period option").last.get_attribute("value")
    page.goto("/manage/numbers?only=type:sound")
    survey.look(page, "a filter")
    page.goto(f"/manage/numbers?period={week}")
    survey.look(page, "a week")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
    assert survey.ear is not None
    assert survey.ear.wrong == {}
    page = rooms.open(DESKTOP, state=mo)
    open_numbers(page)
    page.wait_for_load_state("networkidle")
    assert [loaded for loaded, _width in page.evaluate(CHARTS)] == [True] * 5
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 without its margins, at 96 dpi
    assert min(width for _loaded, width in page.evaluate(CHARTS)) > 250
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    expect(page.get_by_role("navigation", name="Manage")).to_be_hidden()
