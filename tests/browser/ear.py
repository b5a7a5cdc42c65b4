"""A page as a screen reader has it: Chromium's accessibility tree, and what is wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.places import SUMMARY

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
