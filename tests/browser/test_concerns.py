"""A post that reception found, through to letter two and a complaint in between; a worried
colleague (M4, M5)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, StorageState, expect

from harness.devices import DESKTOP, PHONE, Device, Devices
from tests.browser.conftest import Cast, later
from tests.browser.survey import Survey

HAPPENED = "A patient put a film of our desk online.\nMy badge can be read, and Mrs Lee is in it."
POST = "https://www.tiktok.com/@ann/video/7312345678901234567"


@pytest.fixture
def at(devices: Devices, cast: Cast) -> Callable[..., Page]:
    """The first page of somebody at a device."""

    def sit(state: StorageState, device: Device = DESKTOP, *, js: bool = True) -> Page:
        page = devices.open(device, js=js, state=state)
        page.goto("/staff/")
        return page

    return sit


def raise_one(page: Page, kind: str, *, mine: bool = False) -> None:
    """From the header: what is missing is said, and what was typed stays."""
    page.get_by_role("link", name="Raise a concern").click()
    page.get_by_label("What happened?").fill(HAPPENED)
    page.get_by_label("Address of the post").fill(POST)
    page.get_by_role("button", name="Tell the manager").click()
    page.get_by_role("alert").get_by_role("link", name="Choose what it is about").click()
    expect(page.get_by_label("What happened?")).to_have_value(HAPPENED)
    page.get_by_label(kind).check()
    if mine:
        page.get_by_label("I can, and I would like support").check()
    page.get_by_role("button", name="Tell the manager").click()
    expect(page.get_by_role("status").first).to_contain_text("Your manager has been told")


def newest(manager: Page) -> None:
    """The manager opens what was raised last, from the count in the header."""
    manager.goto("/staff/")
    manager.get_by_role("link", name=re.compile(r"^Manage \d+ open concern")).click()
    manager.get_by_role("link", name=re.compile(r"^Concerns: \d+ open")).click()
    manager.get_by_role("link", name=re.compile("^Concern ")).first.click()


def now(manager: Page) -> Locator:
    return manager.locator("[aria-current=step]")


def note(part: Locator, answer: str = "", words: str = "") -> None:
    if answer:
        part.get_by_label(answer, exact=True).check()
    if words:
        part.get_by_role("textbox").fill(words)
    part.get_by_role("button", name=re.compile("^Note it$")).click()


def fold(manager: Page, title: str, words: str) -> None:
    manager.locator("summary").filter(has_text=title).click()
    note(manager.locator("details[open]").filter(has_text=title), words=words)


def test_a_post_found_by_reception_to_letter_two(
    at: Callable[..., Page], cast: Cast, rae: StorageState, js: bool
) -> None:
    raise_one(at(rae, PHONE, js=js), "A post online")
    manager = at(cast.mo, js=js)
    newest(manager)
    note(now(manager))
    note(now(manager), "No, nobody complains of anything")
    note(now(manager), "Yes, but it is no breach of what we hold")
    note(now(manager), "Information governance was told", "Told Priya")
    expect(now(manager).get_by_role("link", name="TikTok")).to_be_visible()
    note(now(manager), "Left out")
    alert = manager.get_by_role("alert")
    expect(alert.get_by_role("link", name="Say why, in a word or two")).to_be_visible()
    note(now(manager), "Reported to the platform", "As private information")
    write(manager, "1")
    manager.get_by_role("link", name="Back to concern").click()
    fold(manager, "A complaint has come in", "She wrote to us today")
    expect(manager.get_by_role("note")).to_contain_text("nothing else follows from it")
    expect(manager.get_by_role("link", name="Write letter 2")).to_have_count(0)
    note(now(manager), "The complaints pathway was offered")
    fold(manager, "It was no complaint after all", "It was about another visit")
    write(manager, "2")
    expect(manager.get_by_label("Letter ")).to_have_value(re.compile("We wrote to you on"))
    with manager.expect_download() as kept:
        manager.get_by_role("link", name="as PDF").click()
    assert re.fullmatch(r"letter-\d+-2.pdf", kept.value.suggested_filename)


def write(manager: Page, number: str) -> None:
    manager.get_by_role("link", name=f"Write letter {number}").click()
    manager.get_by_label("Whom do you write to?").fill("Ann Lee")
    manager.get_by_role("button", name="Keep letter").click()
    letter = manager.get_by_role("textbox", name=re.compile("^Letter "))
    expect(letter).to_have_value(re.compile(rf"Our number: \d+/{number}\n\nDear Ann Lee,"))


def test_a_worried_colleague_with_the_keyboard_alone(at: Callable[..., Page], cast: Cast) -> None:
    alice = at(cast.alice)
    alice.get_by_role("link", name="Raise a concern").focus()
    alice.keyboard.press("Enter")
    alice.get_by_label("A recording was found").focus()
    alice.keyboard.press("ArrowUp")  # round to the last of them
    expect(alice.get_by_label("and it worries me")).to_be_checked()
    alice.keyboard.press("Tab")
    alice.keyboard.type("He filmed me, and he did ask.")
    for _field in ("address", "staff", "patients", "mine", "named", "button"):
        alice.keyboard.press("Tab")
    alice.keyboard.press("Enter")
    expect(alice.get_by_role("heading", name="You are supported")).to_be_visible()
    alice.get_by_role("button", name="I would like to talk").focus()
    alice.keyboard.press("Enter")
    manager = at(cast.mo)
    manager.goto("/manage/")
    line = manager.get_by_role("link", name=re.compile("a colleague would like to talk"))
    line.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_text("Says: I would like to talk")).to_be_visible()
    manager.get_by_role("button", name="I asked how they are").focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_text(re.compile("Asked how they are on"))).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, later(DESKTOP)], ids=lambda each: each.name)
def test_every_page_can_be_used_by_everybody(
    at: Callable[..., Page], cast: Cast, device: Device
) -> None:
    """axe finds nothing, nothing is too small, and no page is wider than the screen."""
    survey = Survey(height=device.height, least_text=16, least_target=44)
    page = at(cast.mo, device)
    page.goto("/staff/concerns/")
    page.get_by_role("button", name="Tell the manager").click()
    survey.look(page, "raise-errors")
    page.goto("/staff/")
    raise_one(page, "Filming in a shared place", mine=True)
    survey.look(page, "mine")
    newest(page)
    note(now(page))
    note(now(page))
    survey.look(page, "concern-errors")
    page.goto(page.url)
    for path in (
        "concerns",
        "concerns/words",
        "concerns/words/letter_1",
        "concerns/words/platform-x",
    ):
        page.goto(f"/manage/{path}")
        survey.look(page, path)
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
