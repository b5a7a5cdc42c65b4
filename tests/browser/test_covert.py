"""A patient was found recording without having asked (K8): calm steps, a note, and no more."""

import uuid
from collections.abc import Callable

from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import DESKTOP, Devices
from tests.browser.conftest import BOTH, Cast

TELL = "Tell the practice manager about this"
ANSWERS = (
    "The patient’s own consultation",
    "They were worried about their care",
    "A written summary",
    "How to complain",
    "They went on recording, and care continued",
)


def found(today: Desk) -> Page:
    """The guided page, from the header that stands on every staff page."""
    today.page.get_by_role("link", name="Found a recording?").click()
    expect(today.page.get_by_role("heading", level=1)).to_contain_text("You found a recording")
    return today.page


def write(page: Page) -> None:
    page.get_by_role("button", name="Write the note").click()


def concerns(devices: Devices, cast: Cast) -> Page:
    """What the manager reads."""
    page = devices.open(DESKTOP, state=cast.mo)
    page.goto("/manage/concerns")
    expect(page.get_by_role("heading", name="Concerns raised")).to_be_visible()
    return page


@BOTH
def test_a_recording_that_was_found_is_noted_and_the_manager_told(
    desk: Callable[..., Desk], devices: Devices, cast: Cast, js: bool
) -> None:
    """K8, K7: what to do stands first; what was answered is kept when something is missing."""
    page, words = found(desk(js=js)), f"Quiet and friendly {uuid.uuid4()}"
    for step in ("Stay calm", "Ask why", "Never take the phone"):
        expect(page.get_by_role("listitem").filter(has_text=step)).to_be_visible()
    page.get_by_label("Anything to add").fill(words)
    page.get_by_label(TELL).check()
    write(page)
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("link", name="Choose what was recorded")).to_be_visible()
    expect(page.get_by_label("Anything to add")).to_have_value(words)
    expect(page.get_by_label(TELL)).to_be_checked()
    for answer in ANSWERS:
        page.get_by_label(answer).check()
    write(page)
    expect(page.get_by_text("The practice manager has been told")).to_be_visible()
    note = page.get_by_role("textbox", name="Note of a recording").input_value()
    for each in (*ANSWERS, words):
        assert each.lower() in note.lower(), each
    manager = concerns(devices, cast)
    row = manager.get_by_role("listitem").filter(has_text="Dr Alice Hart").first
    row.get_by_role("link").click()
    said = manager.get_by_role("definition").filter(has_text=words)
    expect(said).to_contain_text("they went on recording, and care continued")


def test_a_note_alone_leaves_nothing_behind(
    desk: Callable[..., Desk], devices: Devices, cast: Cast
) -> None:
    """K8: nobody is told unless the clinician wants it, and the note can be copied."""
    page, words = found(desk()), f"A short visit {uuid.uuid4()}"
    page.get_by_label("Anything to add").fill(words)
    for answer in ANSWERS:
        page.get_by_label(answer).check()
    write(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the note").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert words in page.evaluate("navigator.clipboard.readText()")
    expect(page.get_by_text("has been told")).to_have_count(0)
    expect(concerns(devices, cast).get_by_text(words)).to_have_count(0)
