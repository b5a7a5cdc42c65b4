"""The whole walk as a screen reader has it: Chromium's accessibility tree, page by page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.clinician import Desk
from harness.devices import TABLET, Devices
from harness.patient import Receipt, Walk
from tests.browser.places import JOURNEYS, SUMMARY
from tests.browser.polyglot import Clinic, begin, first_page

pytestmark = pytest.mark.timeout(600)  # many pages in one walk, on a busy machine
CONTROLS = frozenset(
    {
        "button",
        "link",
        "textbox",
        "radio",
        "checkbox",
        "combobox",
        "progressbar",
        "DisclosureTriangle",
    }
)
GROUPS = frozenset({"group", "radiogroup"})
FOCUSED = """() => {
  const each = document.activeElement;
  return each === document.body ? "top" : `${each.tagName} ${each.className} ${each.id}`.trim();
}"""
# For each link of the error summary: the words, and whether it leads to a field, or to a group
# that holds one, and puts the keyboard there.
ERROR_LINKS = """(summary) => [...document.querySelectorAll(`${summary} a`)].map((link) => {
  const aim = document.getElementById(link.hash.slice(1));
  link.click();
  const fields = "input, textarea, select, canvas, fieldset";
  return [link.textContent.trim(), !!aim && (aim.matches(fields) || !!aim.querySelector(fields)),
    !!aim && aim.contains(document.activeElement)];
})"""


@dataclass(frozen=True)
class Node:
    """One thing that a screen reader can come to."""

    role: str
    name: str
    properties: dict[str, Any]
    above: tuple["Node", ...]

    @property
    def question(self) -> str:
        """The name of the group that this stands in."""
        return next((each.name for each in self.above if each.role in GROUPS), "")


def tree(page: Page) -> list[Node]:
    """Everything that is not hidden from a screen reader, in reading order."""
    session = page.context.new_cdp_session(page)
    rows = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {row["nodeId"]: row for row in rows}

    def walk(row: dict[str, Any], above: tuple[Node, ...]) -> Iterator[Node]:
        if not row["ignored"]:
            node = Node(
                row["role"]["value"],
                str(row.get("name", {}).get("value", "")).strip(),
                {each["name"]: each["value"].get("value") for each in row.get("properties", [])},
                above,
            )
            yield node
            above = (node, *above)
        for child in row.get("childIds", []):
            if child in by_id:
                yield from walk(by_id[child], above)

    return list(walk(rows[0], ()))


class Ear:
    """What is wrong on the pages that it listened to, by page."""

    def __init__(self) -> None:
        self.wrong: dict[str, list[str]] = {}
        self.heard: list[str] = []

    def listen(self, page: Page, name: str) -> None:
        """One page as it has just been loaded."""
        nodes = tree(page)
        faults = [*self._names(nodes), *self._outline(page, nodes), *self._focus(page)]
        if faults:
            self.wrong[name] = faults
        self.heard.append(name)

    def _names(self, nodes: list[Node]) -> Iterator[str]:
        for node in nodes:
            if node.role in CONTROLS and not node.name:
                yield f"{node.role} without a name"
            if node.role == "radio" and not node.question:
                yield f"radio button {node.name!r} without its question"
            if node.role in ("image", "img") and not node.name:
                yield f"{node.role} without a name"

    def _outline(self, page: Page, nodes: list[Node]) -> Iterator[str]:
        headings = [each.name for each in nodes if each.properties.get("level") == 1]
        headings = [each.name for each in nodes if each.role == "heading" and each.name in headings]
        if len(headings) != 1:
            yield f"{len(headings)} main headings: {headings}"
        if sum(each.role == "main" for each in nodes) != 1:
            yield "not one main part"
        untold = page.locator(".code, .card").count() > 0  # what must not stand in a tab's title
        if headings and not untold and headings[0] not in page.title():
            yield f"its title {page.title()!r} does not say {headings[0]!r}"

    def _focus(self, page: Page) -> Iterator[str]:
        """A new page is read from its top; one with faults from its error summary."""
        summary = page.locator(SUMMARY)
        if not summary.count():
            at = page.evaluate(FOCUSED)
            if at != "top":
                yield f"begins at {at}"
            return
        expect(summary).to_be_focused()
        for words, leads, moves in page.evaluate(ERROR_LINKS, SUMMARY):
            if not (words and leads and moves):
                yield f"the fault {words!r} leads to a field: {leads}, moves there: {moves}"


@pytest.fixture(scope="module")
def ear(chromium: Browser, polyglot: Clinic) -> Iterator[Ear]:
    """Every page of every journey, listened to once."""
    rooms, heard = Devices(chromium, polyglot.url), Ear()
    for journey in JOURNEYS:
        page = first_page(rooms, polyglot, TABLET)
        heard.listen(page, "first screen")
        begin(page)
        for place in journey:
            place.reach(page)
            heard.listen(page, place.name)
        page.context.close()
    yield heard
    rooms.close()
    assert rooms.watch.unexpected == []


def test_every_control_has_a_name_and_every_page_an_outline(ear: Ear) -> None:
    """WCAG 1.3.1, 2.4.2, 2.4.3, 3.3.1, 4.1.2: names, questions, headings, titles, focus."""
    assert len(ear.heard) > 35
    assert ear.wrong == {}


def test_each_yes_or_no_is_heard_with_its_question(phone: Callable[..., Walk]) -> None:
    """R4, R19: four questions, each with two answers; which one is chosen is heard too."""
    page = phone().to("types").page
    radios = [each for each in tree(page) if each.role == "radio"]
    heard = [(each.question.split()[0], each.properties.get("checked")) for each in radios]
    yes, no = ("true", "false"), ("false", "true")
    assert heard == [
        *(("Sound", each) for each in yes),
        *(("Video", each) for each in no),
        *(("Photos", each) for each in no),
        *(("A", each) for each in no),  # live call or stream
    ]


def test_a_change_of_the_receipt_is_announced(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """K2, WCAG 4.1.3: a live region speaks only if it stays while what is in it changes."""
    receipt = signed()
    receipt.says("Do not record yet")
    region = receipt.page.locator("[aria-live=polite]", has_text="Do not record yet")
    before = region.element_handle()
    card = desk().verify(receipt.code)
    for act, word in ((card.agree, "You can record"), (card.start, "Recording now")):
        act()
        receipt.says(word)
        assert before.evaluate("each => each.isConnected"), "the live region was replaced"
        assert word in before.inner_text()
        spoken = [each for each in tree(receipt.page) if each.name == word]
        live = {above.properties.get("live") for each in spoken for above in each.above}
        assert "polite" in live, f"{word!r} is in no live region"


def test_losing_touch_is_announced(signed: Callable[..., Receipt], devices: Devices) -> None:
    """WCAG 4.1.3: an alert that is there all along, and shown when it holds."""
    page = signed().page
    assert page.locator("[role=alert][data-lost]").count() == 1
    assert "Lost touch" not in {each.name for each in tree(page)}
    devices.watch.excuse("status|ERR_FAILED|htmx")
    page.route("**/status?*", lambda route: route.abort())
    page.clock.install()
    page.reload()
    page.clock.run_for(8_000)
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert any(
        each.name == "Lost touch" and any(above.role == "alert" for above in each.above)
        for each in tree(page)
    )
