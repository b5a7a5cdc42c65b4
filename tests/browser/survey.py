"""What is measured on a page as it stands: accessibility, sizes of text and targets."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.ear import Ear
from tests.browser.looks import Looks

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return found.violations.flatMap((each) =>
    each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary.split("\\n")[1]}`));
}"""

SMALL_TEXT = """(least) => {
  const UNSEEN = "script, style, noscript, .nhsuk-u-visually-hidden, .nhsuk-skip-link";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const words = node.textContent.trim();
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const seen = node.parentElement.checkVisibility() && box.width > 2 && box.height > 2
      && !node.parentElement.closest(UNSEEN);
    if (words && seen && size < least) small.push(`${size}px: ${words.slice(0, 40)}`);
  }
  return small;
}"""

# A radio button or box is pressed by its label too: together they are the target.
SMALL_TARGETS = """(least) => {
  const small = [];
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const each of document.querySelectorAll(wanted)) {
    if (!each.checkVisibility() || each.matches(".nhsuk-skip-link")) continue;
    // A link in running text is as high as its line (WCAG 2.5.8 excepts it).
    const inSentence = each.matches("p a, [role=alert] a") && !each.matches("[class*=button]");
    if (inSentence) continue;
    const ticked = each.matches("[type=radio], [type=checkbox]");
    const parts = [each, ...(ticked ? each.labels : [])];
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const height = Math.max(...boxes.map((box) => box.height));
    const width = Math.max(...boxes.map((box) => box.width));
    const words = (each.labels?.[0] ?? each).innerText?.trim().slice(0, 40);
    if (height < least - 0.5 || width < Math.min(least, 44) - 0.5)
      small.push(`${Math.round(width)}x${Math.round(height)}px: ${each.tagName} ${words}`);
  }
  return small;
}"""

SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth + 1"

# The place in the bar where it says that something is below.
BELOW = """() => {
  const button = document.querySelector("[data-below]");
  if (!button) return null;
  const box = button.getBoundingClientRect();
  return [box.right, box.bottom, box.top].map(Math.round);
}"""
# Whether the page looks as if it ended here and does not: what leads on is under the bar, unsaid.
FALSE_FLOOR = """() => {
  const [bar, end] = [".actions", "[data-onward]"].map((each) => document.querySelector(each));
  if (!bar || !end) return false;
  const hidden = end.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 2;
  return hidden && !document.querySelector("[data-below].is-needed");
}"""


@dataclass
class Survey:
    """Findings by page name, filled while somebody walks."""

    height: int  # of the screen
    least_text: int
    least_target: int
    axe: dict[str, list[str]] = field(default_factory=dict)
    text: dict[str, list[str]] = field(default_factory=dict)
    targets: dict[str, list[str]] = field(default_factory=dict)
    bars: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    floors: list[str] = field(default_factory=list)  # pages that seem to end where they do not
    sideways: list[str] = field(default_factory=list)  # pages wider than the screen
    pages: list[str] = field(default_factory=list)
    looks: Looks | None = None  # where every theme and size is looked at too
    ear: Ear | None = None  # where a screen reader listens too
    narrow: int = 0  # px: a narrower window that the page must fit as well

    def look(self, page: Page, name: str) -> None:
        """Measure the page in front."""
        if self.ear:
            self.ear.listen(page, name)
        place: Any = page.evaluate(BELOW)  # before anything scrolls
        if place:
            self.bars[name] = tuple(place)
        if page.evaluate(FALSE_FLOOR):
            self.floors.append(name)
        self._keep(self.text, name, page.evaluate(SMALL_TEXT, self.least_text))
        self._keep(self.targets, name, page.evaluate(SMALL_TARGETS, self.least_target))
        self._fits(page, name)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(RUN_AXE, TAGS)
        self._keep(self.axe, name, [*found, *(self.looks.of(page, TAGS) if self.looks else [])])
        self.pages.append(name)

    def _fits(self, page: Page, name: str) -> None:
        """WCAG 1.4.10: nobody scrolls sideways, in this window and in the narrower one."""
        if page.evaluate(SIDEWAYS):
            self.sideways.append(name)
        size = page.viewport_size
        if size and 0 < self.narrow < size["width"]:
            page.set_viewport_size({"width": self.narrow, "height": size["height"]})
            if page.evaluate(SIDEWAYS):
                self.sideways.append(f"{name}, {self.narrow} px wide")
            page.set_viewport_size(size)

    @staticmethod
    def _keep(where: dict[str, list[str]], name: str, found: list[str]) -> None:
        if found:
            where[name] = found
